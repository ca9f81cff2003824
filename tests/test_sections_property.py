"""Whatever the text: sections are in order, exact, and hold every character once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chunks import chunk_section
from corpus.parse import parse_text
from corpus.records import ParsedDocument

LINES = st.sampled_from(
    [
        "政策汇编", "第三期", "2025年9月1日", "政策关键词", "- 《甲办法》", "政策要点", "目录", "", "  ", "\t",
        "近日，国务院印发《关于某事的意见》（以下简称《意见》），有关负责人回答了记者提问。",
        "8月20日，省政府转发财政厅《某某办法》。", "问：目标是什么？", "答：到2027年达到一亿。", "问：甲？答：乙。问：丙？答：丁。",
        "一、背景是什么？", "（一）怎么做？当前，要抓紧。", "1.谁负责？", "01 何时施行？", "是否收费？", "第一章 总则",
        "第一条 为了规范管理，制定本办法。", "第12条 附则", "记者：好吗？", "张三：好。", "Q1: why?", "A1: because.", "**问：粗体？**",
        "## 标题", "一是加强统筹。二是抓好落实。", "下一步，我们将继续努力。（国家能源局）", "为什么？怎么办？有关负责人进行了解读。", "😀𠀀",
        "国务院办公厅关于印发", "《某某行动方案》的通知", "关于做好某事的通知", "《某某办法》政策解读", "某某省管理办法", "国办发〔2025〕3号",
        "各市人民政府：", "《某某办法》已经同意，现印发给你们。", "某某市人民政府", "二〇二五年八月二十日", "附件1", "附件：1.甲表", "2.乙表",
        "责任编辑：王某", "— 3 —", "问", "答", "新华社记者：", "二、《某某条例》解读", "一、提取类", "◆ 养老", "出台背景", "某某市令第3号",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=25).map("\n".join)


def check(parsed: ParsedDocument) -> None:
    text = parsed.document.text
    at = 0
    ids = set()
    for section in parsed.sections:
        assert section.start >= at
        assert not text[at : section.start].strip()
        assert section.start < section.end
        assert text[section.answer_start : section.end] == section.answer
        if section.question is not None:
            assert section.question in text[section.start : section.end]
        ids.add(section.id)
        at = section.end
    assert not text[at:].strip()
    assert len(ids) == len(parsed.sections)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_nothing_lost_nothing_twice(text: str) -> None:
    check(parse_text(text.replace("\r", "\n"), "a.txt"))


@given(TEXTS, st.integers(8, 60))
@settings(max_examples=60, deadline=None)
def test_chunks_cover_their_section(text: str, bound: int) -> None:
    parsed = parse_text(text.replace("\r", "\n"), "a.txt")
    for section in parsed.sections:
        chunks = chunk_section(parsed, section, len, bound)
        assert "".join(c.text for c in chunks) == parsed.text_of(section)
        assert all(len(c.text) <= bound for c in chunks)


def test_sample_is_covered(sample: ParsedDocument) -> None:
    check(sample)
