"""One turn of a conversation: the question, and the answer with its marks, badges and buttons."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote as url_quote

from ui.web.i18n import Lang, say
from ui.web.reasons import in_english
from ui.web.rendering.escape import button, esc, icon, plain

_MARK = re.compile(r"\[(\d{1,3})\]")
_LEVELS = ("unsupported", "supported", "verbatim")


def _from(citation: dict[str, Any], lang: Lang) -> str:
    """Whose words these are: title, kind of text, speaker."""
    policy = citation.get("policy")
    kind = citation.get("source_type")
    parts = [
        f"《{policy}》" if policy else citation.get("document"),
        say(kind, lang) if kind in ("解读", "原文", "转载") else None,
        citation.get("speaker"),
    ]
    return " · ".join(str(part) for part in parts if part)


def citation_link(
    number: int, citation: dict[str, Any], spans: list[dict[str, Any]], lang: Lang
) -> str:
    """A mark [n]: a real link that can be shared; app.js opens it beside the answer."""
    at = ",".join(f"{int(s['start'])}-{int(s['end'])}" for s in spans)
    said = " … ".join(str(s["quote"]) for s in spans)
    section = str(citation["section_id"])
    label = say("cite_label", lang, n=number, quote=said[:200])
    return (
        f'<a class="cite" href="?section={url_quote(section, safe="")}&amp;at={at}" data-act="cite" data-section="{esc(section)}"'
        f' data-at="{at}" data-quote="{esc(said)}" data-from="{esc(_from(citation, lang))}"'
        f' aria-label="{esc(label)}">{number}</a>'
    )


def _broken(text: str) -> str:
    """Escaped text whose line ends are paragraphs' ends; they stay line ends when copied."""
    return esc(text).replace("\n", '<span class="gap">\n</span>')


def _marks(text: str, sentence: dict[str, Any] | None, answer: dict[str, Any], lang: Lang) -> str:
    """Text between sentences, its [n] marks made links to what the sentence before rests on."""
    known = {int(c["number"]): c for c in answer.get("citations", [])}
    out, last = [], 0
    for mark in _MARK.finditer(text):
        number = int(mark[1])
        out.append(_broken(text[last : mark.start()]))
        last = mark.end()
        if number in known:
            quotes = [q for q in (sentence or {}).get("quotes", []) if int(q["number"]) == number]
            out.append(citation_link(number, known[number], quotes or [known[number]], lang))
    return "".join([*out, _broken(text[last:])])


def _badge(sentence: dict[str, Any], lang: Lang) -> str:
    support = sentence.get("support")
    if support not in _LEVELS:
        return ""
    word = say("derived" if sentence.get("derived") else str(support), lang)
    reason = str(sentence.get("reason") or "")
    title = f' title="{esc(in_english(reason) if lang == "en" else reason)}"' if reason else ""
    return f'<span class="badge {support}"{title}>{esc(word)}</span>'


def _runs(sentences: list[dict[str, Any]], index: int) -> bool:
    """Whether the badge stands here: at the last of neighbours that share support and source."""
    here = sentences[index]
    if index + 1 == len(sentences):
        return True
    there = sentences[index + 1]
    keys = ("support", "derived", "citations", "reason")
    return any(here.get(k) != there.get(k) for k in keys)


def answer_body(answer: dict[str, Any], lang: Lang) -> str:
    """The answer's text with marks and badges; what our code wrote before it is set apart."""
    text, at, previous = str(answer["answer"]), 0, None
    sentences = answer.get("sentences", [])
    out = []
    for index, sentence in enumerate(sentences):
        found = text.find(sentence["text"], at)
        if found < 0:
            continue
        between = _marks(text[at:found], previous, answer, lang)
        out.append(f'<span class="frame">{between}</span>' if at == 0 and between else between)
        support = sentence["support"] if sentence.get("support") in _LEVELS else "unsupported"
        at, previous = found + len(sentence["text"]), sentence
        marks = re.match(r"(?:\s*\[\d{1,3}\])*", text[at:])
        assert marks is not None
        badge = _badge(sentence, lang) if _runs(sentences, index) else ""
        out.append(
            f'<span class="said {support}">{_broken(plain(sentence["text"]))}'
            f'<span class="marks">{_marks(marks[0], sentence, answer, lang)}{badge}</span></span>'
        )
        at += marks.end()
    out.append(_marks(text[at:], previous, answer, lang))
    return f'<div class="words">{"".join(out)}</div>'


def _sources(answer: dict[str, Any], lang: Lang) -> str:
    rows = []
    for cited in answer.get("citations", []):
        title = f"《{cited['policy']}》" if cited.get("policy") else cited.get("document") or ""
        kind = cited.get("source_type")
        tag = f'<span class="tag">{esc(say(f"short_{kind}", lang))}</span>' if kind else ""
        meta = [cited.get("document"), cited.get("date"), cited.get("speaker")]
        question = f"<small>{esc(cited['question'])}</small>" if cited.get("question") else ""
        rows.append(
            f"<li>{citation_link(int(cited['number']), cited, [cited], lang)}"
            f"<div><b>{esc(title)}</b>{tag}{question}"
            f'<small class="meta">{esc(" · ".join(str(m) for m in meta if m))}</small></div></li>'
        )
    if not rows:
        return ""
    return (
        f'<div class="sources"><h3>{esc(say("sources", lang))}</h3><ol>{"".join(rows)}</ol></div>'
    )


def _options(answer: dict[str, Any], lang: Lang) -> str:
    """What is offered: policies to choose, nearest sections, or next questions."""
    status, buttons = answer["status"], []
    for option in answer.get("options", []):
        question, policy = option.get("question"), option.get("policy")
        if status == "refused":
            named = policy if policy and policy not in (question or "") else None
            label = " · ".join(x for x in (named, question) if x) or option["section_id"]
            href = f"?section={url_quote(str(option['section_id']), safe='')}"
            buttons.append(
                f'<a class="near" data-act="cite" href="{href}" data-section="{esc(option["section_id"])}">{esc(label)}</a>'
            )
        elif status == "clarify":
            label = policy or question or ""
            preview = f"<small>{esc(option['preview'])}</small>" if option.get("preview") else ""
            buttons.append(
                f'<button type="button" class="option" data-act="ask" data-text="{esc(question or policy)}">'
                f"<b>{esc(label)}</b>{preview}</button>"
            )
        elif question:
            buttons.append(button("ask", question, "chip", text=question))
    head = {"refused": "nearest", "clarify": "clarify"}.get(status, "next")
    if not buttons:
        return ""
    return (
        f'<div class="offers {esc(status)}"><h3>{esc(say(head, lang))}</h3>{"".join(buttons)}</div>'
    )


def _message(answer: dict[str, Any], lang: Lang) -> str:
    """A refusal's or a clarification's words; the options below are not said twice."""
    text = str(answer["answer"])
    if answer.get("options"):
        text = text.split("\n- ")[0]
    return f'<div class="words">{esc(plain(text))}</div>'


def answer_html(answer: dict[str, Any], lang: Lang) -> str:
    """A finished answer."""
    out = []
    if answer.get("understood"):
        out.append(
            f'<p class="understood">{esc(say("understood", lang))}{esc(answer["understood"])}</p>'
        )
    out.append(
        answer_body(answer, lang) if answer["status"] == "answered" else _message(answer, lang)
    )
    if any(s.get("support") == "unsupported" for s in answer.get("sentences", [])):
        out.append(f'<p class="notice hidden-some">{esc(say("hidden_some", lang))}</p>')
    if answer.get("missing"):
        out.append(
            f'<p class="notice">{esc(say("missing", lang))}{esc("；".join(answer["missing"]))}</p>'
        )
    out += [f'<p class="notice">{esc(n)}</p>' for n in answer.get("notices", [])]
    return "".join([*out, _sources(answer, lang), _options(answer, lang)])


def question_html(question: str, lang: Lang) -> str:
    """The user's words."""
    return f'<div class="asked"><span class="sr">{esc(say("you", lang))}</span><p>{esc(question)}</p></div>'


def _tools(turn: dict[str, Any], lang: Lang) -> str:
    """What can be done with a turn: copy, ask again, edit, judge."""
    identifier, vote = turn["id"], turn.get("vote") or {}
    tools = [icon("copy", "i-copy", say("copy", lang))] if turn.get("answer") else []
    tools += [
        icon("retry", "i-again", say("retry", lang), turn=identifier),
        icon("edit", "i-edit", say("edit", lang), turn=identifier),
    ]
    if turn.get("answer"):
        for up, name in ((True, "up"), (False, "down")):
            pressed = vote.get("up") is up
            label, css = say(f"thumb_{name}", lang), "on" if pressed else ""
            tools.append(icon("thumb", f"i-{name}", label, css, pressed, up=name))
    return f'<div class="tools">{"".join(tools)}</div>'


def turn_html(turn: dict[str, Any], lang: Lang) -> str:
    """A turn that is over: answered, stopped or failed."""
    answer = turn.get("answer")
    if answer:
        body = answer_html(answer, lang)
    elif turn.get("error"):
        body = f'<p class="problem" role="alert">{esc(say("failed", lang))}{esc(turn["error"])}</p>'
    else:
        word = "stopped" if turn.get("stopped") else "interrupted"
        body = f'<p class="notice">{esc(say(word, lang))}</p>'
    return (
        f'<article class="turn" id="turn-{esc(turn["id"])}" data-turn="{esc(turn["id"])}">'
        f"{question_html(turn['question'], lang)}"
        f'<div class="answer">{body}{_tools(turn, lang)}</div></article>'
    )


def draft_html(text: str, sections: Sequence[str], lang: Lang) -> str:
    """Text not verified yet; its marks open the sections that were given to the writer."""
    out, last = [], 0
    for mark in _MARK.finditer(text):
        number = int(mark[1])
        out.append(_broken(plain(text[last : mark.start()])))
        last = mark.end()
        if 1 <= number <= len(sections):
            cited = {"section_id": sections[number - 1]}
            out.append(citation_link(number, cited, [], lang))
    out.append(_broken(plain(text[last:])))
    return f'<div class="words draft">{"".join(out)}</div>'
