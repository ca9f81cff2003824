"""Renderers without Gradio: escaping, marks, highlights, kept conversations, both languages."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError, in_language
from corpus.parse import parse_text
from corpus.records import ParsedDocument
from eval.cases import load_cases
from eval.records import Journal, Run, list_runs, load_run, plan
from eval.runner import run, sampled
from rag.engine import Engine
from ui.web import conversations, i18n, scope
from ui.web.export import answer_text
from ui.web.rendering.answer import answer_body, answer_html, draft_html, turn_html
from ui.web.rendering.conversation import examples, greeting_html
from ui.web.rendering.escape import esc, plain
from ui.web.rendering.evaluation import page_html
from ui.web.rendering.library import documents_html, found_html, report_html
from ui.web.rendering.source import cited_as, highlighted, parse_spans, section_html

EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>" onmouseover="alert(3)'
QUESTION = "新型储能2027年装机目标是多少？"


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def tags_of(markup: str) -> set[str]:
    return {t.lower() for t in re.findall(r"<([a-zA-Z]+[0-9]?)", markup)}


def test_an_answer_keeps_its_words_and_links_its_marks(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    markup = answer_body(conversations.record(answer), "zh")
    assert "1.8亿千瓦" in text_of(markup)
    assert f'data-section="{answer.citations[0].section_id}"' in markup
    assert "逐字引用" in markup
    quote = answer.sentences[0].quotes[0]
    assert f'data-at="{quote.start}-{quote.end}"' in markup


def test_a_list_keeps_its_lines_when_copied(engine: Engine) -> None:
    asked = "《电力装备行业稳增长工作方案(2025—2026年)》有哪些保障措施？"
    answer = conversations.record(engine.ask(asked), engine.documents)
    shown = text_of(re.sub(r'<span class="badge.*?</span>', "", answer_body(answer, "zh")))
    assert re.sub(r"\[(\d+)\]", r"\1", answer["answer"]) == shown


def test_a_drafts_marks_open_what_the_writer_was_given() -> None:
    markup = draft_html("甲。[1]乙。[7]<b>", ["d/p/q1"], "zh")
    assert markup.count("data-section") == 1
    assert 'data-section="d/p/q1"' in markup
    assert "<b>" not in markup


def test_unknown_marks_become_nothing() -> None:
    answer = {
        "answer": "甲。[1][99]",
        "status": "answered",
        "sentences": [{"text": "甲。", "citations": [99], "support": "verbatim", "quotes": []}],
        "citations": [],
    }
    assert "href" not in answer_body(answer, "zh")


@pytest.mark.parametrize("evil", [EVIL, "javascript:alert(1)", "</template><script>"])
def test_nothing_that_was_typed_becomes_markup(evil: str) -> None:
    turn = {"id": evil, "question": evil, "error": evil}
    assert tags_of(turn_html(turn, "zh")) <= {"article", "div", "span", "p", "button"}
    text = f"政策汇编\n\n问：{evil}是什么？\n\n答：{evil}。\n"
    parsed = parse_text(text, f"{evil}.txt")
    allowed = set(
        "p h2 h3 h4 div nav button dl dt dd article details summary ol ul li b small mark section".split()
    )
    for section in parsed.sections:
        assert tags_of(section_html(parsed, section, [(0, len(text))], "en")) <= allowed
    assert tags_of(report_html(parsed, "zh")) <= allowed
    assert tags_of(documents_html([parsed], "zh")) <= allowed
    assert tags_of(found_html(evil, [parsed], "zh")) <= allowed


def test_a_models_images_and_links_lose_their_addresses() -> None:
    assert plain("看![x](https://a/b.png)和[这里](http://c)") == "看x和这里"


@given(
    st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=5)
)
def test_highlighting_changes_no_words(text: str, spans: list[tuple[int, int]]) -> None:
    markup = highlighted(text, 0, spans)
    assert markup.replace("<mark>", "").replace("</mark>", "") == "".join(map(esc, text))


@given(st.text(max_size=60))
def test_any_span_parameter_is_taken(at: str) -> None:
    assert all(start < end for start, end in parse_spans(at))


def test_a_citation_to_paste(sample: ParsedDocument) -> None:
    section = next(
        s for s in sample.sections if s.id.endswith("新型储能规模化建设行动方案(2025—2027年)/q2")
    )
    at = sample.document.text.index("2027年底达到1.8亿千瓦以上")
    cited = cited_as(sample, section, [(at, at + 16)], "zh")
    assert cited.startswith("据《政策汇编》第九期（2025/9/25）所载《新型储能规模化建设行动方案")
    assert "2027年底达到1.8亿千瓦以上" in cited
    assert "interpretation of" in cited_as(sample, section, [], "en")


def test_scope_is_a_union(sample: ParsedDocument) -> None:
    document, policy = sample.document, sample.policies[0]
    assert scope.filters([], [sample]).empty
    assert scope.filters(["issue:第九期"], [sample]).documents == (document.id,)
    assert scope.filters([f"policy:{policy.id}"], [sample]).policies == (policy.id,)
    both = scope.filters([f"document:{document.id}", f"policy:{policy.id}"], [sample])
    assert set(both.policies) == {p.id for p in sample.policies}
    assert scope.filters(["policy:gone", "junk"], [sample]).empty


@pytest.mark.parametrize(
    "junk",
    [
        None,
        3,
        {},
        {"id": "x"},
        {"id": "x", "question": "q", "answer": 3},
        {"id": "x", "question": "q", "answer": {"status": "answered"}},
        {"id": "x", "question": "q", "answer": {"status": "?", "answer": "a"}},
        {
            "id": "x",
            "question": "q",
            "answer": {"status": "refused", "answer": "a", "sentences": [1]},
        },
    ],
)
def test_what_a_browser_gives_back_is_checked(junk: object) -> None:
    good = {"id": "t", "question": "问", "stopped": True}
    assert conversations.checked([junk, good]) == [good]


def test_kept_turns_are_shown_again(engine: Engine) -> None:
    answer = conversations.record(engine.ask(QUESTION), engine.documents)
    turn = {"id": "t1", "question": QUESTION, "answer": answer, "vote": {"up": False}}
    (kept,) = conversations.checked([turn])
    markup = turn_html(kept, "zh")
    assert "国家能源局有关负责同志" in markup
    assert 'data-up="down"' in markup
    assert markup.count('aria-pressed="true"') == 1


def test_a_run_is_shown(tmp_path: Path, engine: Engine) -> None:
    cases = sampled([c for c in load_cases() if not c.digest], 12, seed=0)
    done = Run(plan(cases, [engine], {}), tuple(run(cases, lambda digest: engine)))
    journal = Journal(tmp_path, done.plan)
    for result in done.results:
        journal.add(result)
    journal.finish(done.to_json())
    (head,) = list_runs(tmp_path)
    for lang in ("zh", "en"):
        markup = page_html([head], head, load_run(head.path), [], lang)
        assert markup.count("<svg") >= 3
        assert f"{head.metrics['hit@1']['value']:.2f}" in markup
    assert "还没有评测记录" in page_html([], None, None, [], "zh")


def test_examples_come_from_the_corpus(sample: ParsedDocument) -> None:
    asked = examples([sample])
    assert len(asked) == 4
    assert "想了解" in greeting_html([sample], "zh")
    assert "empty" in greeting_html([], "en")


def test_both_languages_say_everything() -> None:
    for key, (zh, en) in i18n._WORDS.items():
        assert zh, key
        assert en, key
        assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en)), key


def test_an_unsupported_sentence_says_why(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    wrong = replace(answer.sentences[0], support="unsupported", reason="数字不在原文里")
    markup = answer_body(conversations.record(replace(answer, sentences=(wrong,))), "zh")
    assert "未能核对" in markup
    assert "数字不在原文里" in markup


def test_a_screen_speaks_one_language() -> None:
    error = DocumentError("打不开 / It cannot be opened: a.docx.", "请另存 / Save it again.")
    assert error.told("zh") == "打不开：a.docx。请另存。"
    assert error.told("en") == "It cannot be opened: a.docx. Save it again."
    assert in_language("只有一种", "en") == "只有一种"


def test_exports_mark_what_is_not_verified(engine: Engine) -> None:
    answer = engine.ask(QUESTION)
    wrong = replace(answer, sentences=(replace(answer.sentences[0], support="unsupported"),))
    text = answer_text(conversations.record(wrong), "zh")
    assert text.rstrip().endswith("[1]（未能核对）")
    assert "未能核对" not in answer_text(conversations.record(answer), "zh")
    assert "hidden-some" in answer_html(conversations.record(wrong), "en")
