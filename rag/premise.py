"""What a yes-or-no question takes for granted and the source says otherwise: figures, levels, bodies, duties."""

import re

from index.normalise import normalise
from rag.evidence import figures, years

_LEVEL = re.compile(
    r"(?:国家|中央|省|市|地市|州|县|区县|区|乡镇|乡|镇|街道|村)级(?!别|差|联)|省政府|市政府|县政府|国务院"
)
_BODY = re.compile(
    r"(?P<core>[\u4e00-\u9fff]{2,8}?)(?P<suffix>主管部门|行政部门|管理部门|部门|委员会|总局|管理局|局|厅|署|部(?![分署位件门])|委(?!托|派|员))"
)
_LEADING = re.compile(
    r"^.*(?:由|经|报|向|归|找|的|和|与|及|、|是|让|给|在|到|国家|全国|本|各|省|市|县|区)(?=[\u4e00-\u9fff]{2})"
)
# Who tells of themselves (我爸61了) asks what becomes of that, and takes nothing for granted.
_OWN = re.compile(r"[我咱俺]|\b(?:i|my|we|our)\b")
_MUST = re.compile(r"必须|强制|一律|应当|硬性")
_MAY = re.compile(r"可以|鼓励|支持|自愿|原则上|引导|倡导")
_BINDS = re.compile(r"必须|应当|一律|不得|禁止|严禁|须|强制")


def contradicted(question: str, sentence: str, evidence: str) -> list[str]:
    """What a question says and the source does not, in words of the question.

    Figures that no evidence has; levels, bodies and duties that the quoted `sentence` lacks
    while it has others of the same sort.
    """
    asked, told = normalise(question), normalise(sentence)
    figured = set() if _OWN.search(asked) else years(asked) or figures(asked)
    found = sorted(figured - figures(evidence))
    found += _levels(asked, told)
    found += _bodies(asked, told)
    duty = _MUST.search(asked)
    if duty and _MAY.search(told) and not _BINDS.search(told):
        found.append(duty.group())
    return list(dict.fromkeys(found))


def _levels(asked: str, told: str) -> list[str]:
    there = set(_LEVEL.findall(told))
    return [level for level in _LEVEL.findall(asked) if there and level not in told]


def _bodies(asked: str, told: str) -> list[str]:
    """The bodies asked after, where the sentence names others and none that they may be short for."""
    there = [
        match["core"] for match in _BODY.finditer(told)
    ]  # 和 may be a name's own: 工业和信息化部
    return [
        name
        for core, name in _cores(asked).items()
        if there and core not in told and not any(_short_for(core, other) for other in there)
    ]


def _cores(text: str) -> dict[str, str]:
    """What tells one body from another (财政), and the body as it is written (财政部门)."""
    out = {}
    for match in _BODY.finditer(text):
        core = _LEADING.sub("", match["core"])
        if len(core) >= 2:
            out[core] = core + match["suffix"]
    return out


def _short_for(short: str, full: str) -> bool:
    """Whether `short` is an abbreviation of `full`: 发改 of 发展改革."""
    rest = iter(full)
    return all(character in rest for character in short)
