"""The questions that were written for training, and what they were written for."""

from pathlib import Path

from corpus.records import ParsedDocument
from index.training.asked import asked_documents, interviews, written_sources


def checked(parsed: ParsedDocument) -> None:
    for section in parsed.sections:
        text = parsed.document.text[section.answer_start : section.end]
        assert section.answer == text
        assert parsed.text_of(section).endswith(text)
        assert section.question is None or parsed.text_of(section).startswith(section.question)


def test_interviews_are_whole_documents_with_questions_of_their_sections() -> None:
    everything = list(interviews())
    assert len({parsed.document.id for parsed, _ in everything}) == len(everything) > 100
    for parsed, questions in everything:
        checked(parsed)
        assert len(parsed.sections) > 3
        assert {w.section_id for w in questions} <= {s.id for s in parsed.sections}
        assert {w.answered for w in questions} == {True, False}


def test_no_question_is_both_answered_and_not() -> None:
    for _, questions in interviews():
        answered = {w.question for w in questions if w.answered}
        assert not answered & {w.question for w in questions if not w.answered}


def test_a_passage_of_other_texts_is_known_by_its_text(tmp_path: Path) -> None:
    (tmp_path / "laws.jsonl").write_text(
        '{"law": "《某法》", "heads": ["总则"], "no": "一", "text": "没有人问过的条文。"}\n',
        encoding="utf-8",
    )
    # Nobody wrote questions for it: only the interviews are there.
    assert len(list(asked_documents(tmp_path))) == len(list(interviews()))


def test_the_word_tables_and_interviews_are_pairs_without_any_other_text() -> None:
    sources = {source.name: source for source in written_sources([])}
    assert {"questions", "synonyms", "policy terms"} <= sources.keys()
    for source in sources.values():
        assert all(pair.a and pair.b for pair in source.pairs)
