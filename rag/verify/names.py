"""Names a sentence can get wrong: 《titles》, 文号, article numbers, bodies and their levels."""

import re

from index.normalise import normalise
from index.words import words
from rag.numerals import number
from rag.verify.passages import Passage

_TITLE = re.compile(r"《([^《》]+)》")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,8}\[\d{4}\]\s*(?:第)?\d+号")
_ARTICLE = re.compile(r"第([零一二两三四五六七八九十百]+|\d+)(条|款|章|期)")
_LEVEL = re.compile(r"省级|市级|县级|乡级|省、市|国家级|地方政府|地方各级|中央")
_JOINT = re.compile(
    r"[^\u4e00-\u9fff]|会同|联合|以及|由|经|报(?![告送备请销])|告知?|向|和|与|及|等|是|要|将|并|后|为|了|转发|按"
)
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:办公厅|主管部门|人民政府|总局|部(?![门分位署委])|委(?![托员])|局(?![面部])|厅|银行|法院|协会)"
)
_BODY_END = (
    "部",
    "委",
    "局",
    "厅",
    "院",
    "总局",
    "办公厅",
    "法院",
    "银行",
    "协会",
    "公司",
    "主管部门",
)
_NOT_BODY = frozenset(
    "部 委 局 厅 院 全部 内部 外部 各部 干部 一部 布局 格局 结局 医院 学院 大部 局部".split()
)
_ABBREVIATIONS = {
    "工信部": "工业和信息化部", "发改委": "发展改革委", "国家发展和改革委员会": "国家发展改革委", "中办": "中共中央办公厅", "国办": "国务院办公厅",
    "住建部": "住房城乡建设部", "人社部": "人力资源社会保障部", "农村农业部": "农业农村部",
}  # fmt: skip


def unfold(text: str) -> str:
    """A normalised copy in which usual abbreviations of bodies are written out."""
    plain = normalise(text)
    for short, long in _ABBREVIATIONS.items():
        plain = plain.replace(short, long)
    return plain


def titles(text: str) -> set[str]:
    """The 《titles》 of a text, normalised."""
    return {normalise(t).strip() for t in _TITLE.findall(text)}


def numbered(text: str) -> set[str]:
    """文号, and articles as 12条."""
    plain = normalise(text)
    found = {re.sub(r"\s", "", m).lstrip("以") for m in re.findall(r"\[\d{4}\]\s*\d+号", plain)}
    return found | {f"{number(n)}{kind}" for n, kind in _ARTICLE.findall(plain)}


def bodies(text: str) -> set[str]:
    """Bodies and levels of administration named in a text."""
    plain = unfold(_TITLE.sub("", text))
    named = {w for w in words(plain) if w.endswith(_BODY_END) and len(w) > 1 and w not in _NOT_BODY}
    named = {f"{w}门" if f"{w}门" in plain else w for w in named}  # 教育部门 is no 教育部
    # The splitter takes many bodies apart (农业农村/部), so they are also cut out by what joins them.
    for piece in _JOINT.split(re.sub(r"(?:地方)?各级|两部|三部", " ", plain)):
        if (found := _BODY.match(piece)) and found.group()[-2:] not in _NOT_BODY:
            named.add(found.group())
    return named | set(_LEVEL.findall(plain))


def known_titles(passage: Passage) -> set[str]:
    """What may stand in 《》 in a sentence that cites this passage: what it says, and its policy."""
    found = titles(passage.text)
    if passage.policy is not None:
        names = [passage.policy.title, passage.policy.alias or ""]
        names += [n for pair in passage.policy.abbreviations for n in pair]
        found |= {normalise(n) for n in names if n}
    return found
