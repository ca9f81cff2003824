"""The evaluation page's HTML: numbers with their intervals, plots, earlier runs, failing cases."""

from collections import Counter
from collections.abc import Sequence

from eval.feedback import Vote
from eval.metrics import Metric
from eval.page import LABELS, WHY
from eval.plots import bars, curve
from eval.records import Head, Run
from eval.runner import Result
from ui.web.i18n import Lang, say, say_or
from ui.web.rendering.escape import button, esc

_NUMBERS = ("hit@1", "hit@3", "first_citation", "fact_recall", "citation_recall", "verbatim",
            "refusal_recall", "refusal_precision", "wrongly_refused", "clarify_recall")  # fmt: skip
_TREND = ("hit@1", "first_citation", "fact_recall", "refusal_recall", "wrongly_refused")
_QUICK = 60
_MOST_CASES = 200


def label(name: str, lang: Lang) -> str:
    """What a metric is called; the eval's labels say it as Chinese / English."""
    zh, _, en = LABELS[name].partition(" / ")
    return (en or zh) if lang == "en" else zh


def page_html(
    heads: Sequence[Head], chosen: Head | None, run: Run | None, votes: Sequence[Vote], lang: Lang
) -> str:
    """The whole page: the chosen run, or what to do where there is none."""
    parts = [_head(lang)]
    if chosen is None or run is None:
        parts.append(f'<p class="notice">{esc(say("eval_none", lang))}</p>')
    else:
        parts += [_about(chosen, lang), _numbers(chosen, lang), _plots(run, lang)]
        parts.append(_failures([r for r in run.results if not r.verdict.right], lang))
    return "".join([*parts, _runs(heads, chosen, lang), _votes(votes, lang)])


def _head(lang: Lang) -> str:
    quick = button("eval-run", say("eval_quick", lang, n=_QUICK), size=_QUICK)
    full = button("eval-run", say("eval_all", lang))
    return (
        f'<header><h2>{esc(say("evaluation", lang))}</h2><div class="around">{quick}{full}</div></header>'
        '<div id="running" role="status" hidden></div>'
    )


def _about(head: Head, lang: Lang) -> str:
    facts = [
        head.created.replace("T", " ")[:16] + " UTC",
        say("eval_count", lang, n=head.count),
        say("extractive_short", lang) if head.plan.model == "extractive" else head.plan.model,
        head.plan.encoder,
        head.plan.commit,
    ]
    return f'<p class="notice">{esc(" · ".join(f for f in facts if f))}</p>'


def _numbers(head: Head, lang: Lang) -> str:
    cells = []
    for name in _NUMBERS:
        if m := head.metrics.get(name):
            interval = say("eval_interval", lang, low=f"{m['low']:.2f}", high=f"{m['high']:.2f}")
            count = say("eval_of", lang, n=int(m["count"]))
            cells.append(
                f"<li><span>{esc(label(name, lang))}</span><b>{m['value']:.2f}</b>"
                f"<small>{esc(interval)} · {esc(count)}</small></li>"
            )
    return f'<ul class="numbers">{"".join(cells)}</ul>'


def _plots(run: Run, lang: Lang) -> str:
    record = run.to_json()
    figures = []
    for name in ("hit@1", "first_citation", "right"):
        rows = [
            (say_or(f"case_{k}", k, lang), Metric(**m[name]))
            for k, m in record["kinds"].items()
            if name in m
        ]
        title = f"{label(name, lang)} · {say('by_kind', lang)}"
        if rows:
            figures.append(_figure(title, bars(rows, title)))
    refused = [
        (label(name, lang), Metric(**record["metrics"][name]))
        for name in ("refusal_recall", "refusal_precision", "wrongly_refused", "clarify_recall", "wrongly_clarified")
        if name in record["metrics"]
    ]  # fmt: skip
    if refused:
        figures.append(_figure(say("refusals", lang), bars(refused, say("refusals", lang))))
    if record["curve"]["points"]:
        title = say("risk", lang)
        figures.append(_figure(title, curve(record["curve"]["points"], title)))
    return f'<div class="plots">{"".join(figures)}</div>'


def _figure(title: str, svg: str) -> str:
    return f"<figure><figcaption>{esc(title)}</figcaption>{svg}</figure>"


def _failures(results: Sequence[Result], lang: Lang) -> str:
    whys = Counter(r.verdict.why for r in results)
    filters = [button("eval-why", say("eval_every", lang, n=len(results)), why="")]
    filters += [
        button("eval-why", f"{_why(why, lang)} {n}", why=why) for why, n in whys.most_common()
    ]
    shown = "".join(_case(r, lang) for r in results[:_MOST_CASES])
    return (
        f"<h2>{esc(say('eval_wrong', lang))}</h2>"
        f'<div class="filters">{"".join(filters)}</div><div id="failing">{shown}</div>'
    )


def _why(why: str, lang: Lang) -> str:
    return WHY.get(why, why) if lang == "zh" else why


def _case(result: Result, lang: Lang) -> str:
    """One failing case: what was expected beside what came, each with its evidence."""
    case, trace = result.case, result.trace
    gold = "".join(f'<blockquote class="gold">{esc(q)}</blockquote>' for q in case.gold)
    facts = "；".join(" / ".join(f) for f in case.facts)
    expected = [f"<p>{esc(say(f'status_{case.expect}', lang))}</p>", gold]
    if facts:
        expected.append(f"<p>{esc(say('eval_facts', lang))}{esc(facts)}</p>")
    told = "".join(
        f"<p>{esc(t.text)}</p>" + "".join(f"<blockquote>{esc(q)}</blockquote>" for _, q in t.quotes)
        for t in trace.told
    )
    got = (
        f"<p>{esc(say(f'status_{trace.status}', lang))}</p>{told or f'<p>{esc(trace.answer)}</p>'}"
    )
    found = "".join(
        f"<li{' class=gold' if h.gold else ''}>{esc(h.question or h.section_id)}</li>"
        for h in trace.hits[:5]
    )
    earlier = "".join(f'<p class="notice">↳ {esc(t.question)}</p>' for t in case.history)
    return (
        f'<details class="case" data-why="{esc(result.verdict.why)}"><summary><span>{esc(case.question)}</span>'
        f"<small>{esc(_why(result.verdict.why, lang))}</small></summary>{earlier}"
        f'<div class="sides"><section><h4>{esc(say("eval_expected", lang))}</h4>{"".join(expected)}</section>'
        f"<section><h4>{esc(say('eval_got', lang))}</h4>{got}</section></div>"
        f'<div class="sides one"><section><h4>{esc(say("eval_found", lang))}</h4><ol>{found}</ol></section></div></details>'
    )


def _runs(heads: Sequence[Head], chosen: Head | None, lang: Lang) -> str:
    if not heads:
        return ""
    names = "".join(f"<th>{esc(label(n, lang))}</th>" for n in _TREND)
    rows = []
    for head in heads:
        here = ' aria-current="true"' if chosen and head.id == chosen.id else ""
        when = head.created.replace("T", " ")[:16]
        open_run = button("eval-show", when, "plain", run=head.id) if head.finished else esc(when)
        cells = "".join(
            f"<td>{head.metrics[n]['value']:.2f}</td>" if n in head.metrics else "<td>–</td>"
            for n in _TREND
        )
        state = str(head.count) if head.finished else say("eval_unfinished", lang)
        rows.append(f"<tr{here}><td>{open_run}</td><td>{esc(state)}</td>{cells}</tr>")
    return (
        f'<h2>{esc(say("eval_runs", lang))}</h2><div class="scroll" tabindex="0"><table class="runs"><thead><tr>'
        f"<th>{esc(say('eval_when', lang))}</th><th>{esc(say('eval_cases', lang))}</th>{names}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _votes(votes: Sequence[Vote], lang: Lang) -> str:
    up = sum(v.up for v in votes)
    said = say("eval_votes", lang, up=up, down=len(votes) - up)
    link = (
        f'<a class="link" href="/pages/eval/feedback" download>{esc(say("eval_export", lang))}</a>'
    )
    return (
        f"<h2>{esc(say('eval_feedback', lang))}</h2>"
        f'<p class="notice">{esc(said)} {link if votes else ""}</p>'
    )
