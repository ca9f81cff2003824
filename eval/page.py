"""A run as one HTML page that needs no network: figures, plots, and every case with its why."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.metrics import Metric
from eval.plots import bars, curve
from eval.runner import Result
from eval.tables import SHOWN
from eval.traces import Found, Told, Trace

_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_SCRIPT = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
# What a reader is told of each metric and each reason.
LABELS = {
    "right": "全部正确 / all of it right",
    "hit@1": "首位即是所需 / right section first",
    "hit@3": "前三有所需 / among the first three",
    "hit@10": "前十有所需 / among the first ten",
    "mrr": "MRR",
    "ndcg@10": "nDCG@10",
    "first_citation": "首个引用正确 / first citation holds the answer",
    "fact_recall": "事实说出 / facts told",
    "citation_precision": "引用必要 / citations needed",
    "citation_recall": "句子有据 / sentences supported",
    "located": "引文位置准确 / quotes where they say",
    "verbatim": "逐字引用属实 / verbatim is verbatim",
    "figure_errors": "错误数字 / wrong figures",
    "forbidden": "禁语 / forbidden words",
    "refusal_recall": "该拒已拒 / unanswerable refused",
    "refusal_precision": "拒得对 / refusals deserved",
    "wrongly_refused": "误拒 / answerable refused",
    "clarify_recall": "该反问已反问 / ambiguous asked back",
    "wrongly_clarified": "误反问 / asked back in vain",
    "conciseness": "简洁 / share that was asked for",
    "characters": "答案字数 / characters",
    "judge_support": "模型评：有据 / model: supported",
    "judge_right": "模型评：答对 / model: right",
}
WHY = {
    "wrongly refused": "误拒",
    "wrongly asked back": "误反问",
    "should have refused": "该拒未拒",
    "asked back, should have refused": "该拒却反问",
    "should have asked back": "该反问未反问",
    "refused, should have asked back": "该反问却拒答",
    "forbidden words said": "说了禁语",
    "wrong figure": "数字有误",
    "not retrieved": "没有检索到",
    "not cited": "检索到而未引用",
    "fact missing": "漏了事实",
    "citation points elsewhere": "引用指错",
    "sentence unsupported": "句子无据",
}
_STATUS = {"answered": "作答 answer", "refused": "拒答 refuse", "clarify": "反问 ask back"}


def page(record: dict[str, Any], results: Sequence[Result]) -> str:
    """A whole HTML page of a run: its record and its results."""
    wrong = [r for r in results if not r.verdict.right]
    return (
        "<!doctype html><html lang=zh><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<title>政策问答评测 Policy Q&amp;A eval</title><style>{_STYLE}</style><main>"
        f"{_top(record, len(wrong))}{_figures(record)}{_plots(record)}{_compare(record)}"
        f"{_wrong(wrong)}{_right([r for r in results if r.verdict.right])}"
        f"</main><script>{_SCRIPT}</script></html>"
    )


def _top(record: dict[str, Any], wrong: int) -> str:
    names = ("created", "commit", "model", "encoder", "corpus")
    facts = [(n, str(record[n])) for n in names if record[n]]
    facts += [(k, v) for k, v in record.get("settings", {}).items() if v]
    times = record["latency_ms"]
    facts.append(("latency", f"p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms"))
    if record["tokens"]["prompt"]:
        cost = f", cost {record['cost']}" if "cost" in record else ""
        facts.append(
            ("tokens", f"{record['tokens']['prompt']} + {record['tokens']['reply']}{cost}")
        )
    rows = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in facts)
    count = record["count"]
    return (
        "<h1>政策问答评测 <small>Policy Q&amp;A eval</small></h1>"
        f"<p class=lead>{count} 道题，{count - wrong} 道全对，{wrong} 道有问题。"
        f"<span class=soft> {count} questions, {count - wrong} all right, {wrong} not.</span></p>"
        f"<dl>{rows}</dl>"
    )


def _figures(record: dict[str, Any]) -> str:
    rows = "".join(_metric(n, record["metrics"][n]) for n in SHOWN if n in record["metrics"])
    splits = record["splits"]
    both = "".join(
        f"<tr><th scope=row>{escape(LABELS[n])}<td class=n>{_at(splits, 'dev', n)}<td class=n>{_at(splits, 'test', n)}</tr>"
        for n in ("right", "hit@1", "first_citation", "fact_recall", "refusal_recall", "wrongly_refused")
    )  # fmt: skip
    return (
        "<h2>指标 <small>metrics</small></h2><div class=scroll><table><thead><tr><th>指标 metric"
        f"<th class=n>值 value<th class=n>95%<th class=n>题 cases</tr></thead>{rows}</table></div>"
        "<details><summary>调试集与测试集 <small>dev and test</small></summary><div class=scroll><table>"
        f"<thead><tr><th>指标 metric<th class=n>dev<th class=n>test</tr></thead>{both}</table></div></details>"
    )


def _metric(name: str, m: dict[str, float]) -> str:
    return (
        f"<tr><th scope=row>{escape(LABELS[name])} <code>{escape(name)}</code><td class=n>{m['value']:.3f}"
        f"<td class='n soft'>{m['low']:.3f}–{m['high']:.3f}<td class='n soft'>{m['count']}</tr>"
    )


def _at(groups: dict[str, Any], group: str, name: str) -> str:
    found = groups.get(group, {}).get(name)
    return f"{found['value']:.3f}" if found else "–"


def _plots(record: dict[str, Any]) -> str:
    def by(groups: str, name: str) -> list[tuple[str, Metric]]:
        return [(k, Metric(**m[name])) for k, m in record[groups].items() if name in m]

    found = record["curve"]
    drawn = ""
    if found["points"] and found["gate_auc"] is not None:
        drawn = (
            "<figure><figcaption>答得越多，错得越多吗 <small>risk under coverage</small></figcaption>"
            f"{curve(found['points'], 'risk by coverage')}<p class=soft>从最有把握的答起；圆点是现在的门槛。"
            f"AURC {found['aurc']:.3f}，门的 AUC {found['gate_auc']:.3f}。 Most confident first; the dot is"
            " where the gate stands.</p></figure>"
        )
    return (
        "<h2>按题型 <small>by kind</small></h2><div class=plots>"
        f"<figure><figcaption>全部正确 <small>all of it right</small></figcaption>{bars(by('kinds', 'right'), 'right by kind')}</figure>"
        f"<figure><figcaption>首位即是所需 <small>hit@1</small></figcaption>{bars(by('kinds', 'hit@1'), 'hit@1 by kind')}</figure>"
        f"<figure><figcaption>按文集 <small>all right, by digest</small></figcaption>{bars(by('digests', 'right'), 'right by digest')}</figure>"
        f"{drawn}</div>"
    )


def _compare(record: dict[str, Any]) -> str:
    found = record.get("compare")
    if not found:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{escape(LABELS[n])}<td class=n>{m['before']:.3f}<td class=n>{m['after']:.3f}<td class=n>{m['p']:.3f}</tr>"
        for n, m in found["metrics"].items()
    )
    lists = "".join(
        f"<p>{title}：{escape(', '.join(found[key])) or '–'}</p>"
        for key, title in (("mended", "改对 / mended"), ("broken", "改错 / broken"))
    )
    return (
        f"<h2>与上次相比 <small>compared, {found['cases']} cases</small></h2><div class=scroll><table>"
        "<thead><tr><th>指标 metric<th class=n>前 before<th class=n>后 after<th class=n>p</tr></thead>"
        f"{rows}</table></div>{lists}"
    )


def _wrong(results: Sequence[Result]) -> str:
    whys = Counter(r.verdict.why for r in results)
    kinds = Counter(r.verdict.kind for r in results)
    return (
        f"<h2>有问题的 <small>what went wrong, {len(results)}</small></h2><p class=filters>"
        f"{_picker('why', '原因 why', [(w, f'{WHY.get(w, w)} {w} · {n}') for w, n in whys.most_common()])}"
        f"{_picker('kind', '题型 kind', [(k, f'{k} · {n}') for k, n in kinds.most_common()])}</p>"
        f"<div id=wrong>{''.join(map(_case, results))}</div>"
    )


def _picker(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f"<option value='{escape(v, quote=True)}'>{escape(t)}</option>" for v, t in options
    )
    return f"<label>{label} <select data-by={name}><option value=''>全部 all</option>{listed}</select></label>"


def _right(results: Sequence[Result]) -> str:
    return (
        f"<details class=rest><summary>答好了的 <small>what went right, {len(results)}</small></summary>"
        f"{''.join(map(_case, results))}</details>"
    )


def _case(result: Result) -> str:
    """One case: the question and why, and unfolded all of its way."""
    case, verdict, trace = result.case, result.verdict, result.trace
    why = verdict.why
    badge = (
        f"<b class=why>{escape(WHY.get(why, why))} <small>{escape(why)}</small></b>" if why else ""
    )
    turns = "".join(f"<p class=soft>↳ {escape(t.question)}</p>" for t in case.history)
    return (
        f"<details class=case data-why='{escape(why, quote=True)}' data-kind='{escape(case.kind, quote=True)}'>"
        f"<summary><span>{escape(case.question)}</span>{badge}<small class=soft>{escape(case.id)}</small></summary>"
        f"{turns}{_understood(case, trace, verdict.ranks)}<div class=two><section><h3>应有 <small>expected</small></h3>{_expected(case)}</section>"
        f"<section><h3>实得 <small>got</small></h3>{_got(trace)}</section></div>"
        f"<h3>检索 <small>retrieved</small></h3>{_hits(trace.hits)}</details>"
    )


def _understood(case: Case, trace: Trace, ranks: tuple[int, ...] | None) -> str:
    said = [f"意图 intent {trace.intent}"]
    if trace.understood != case.question:
        said.insert(0, f"理解为 understood: {trace.understood}")
    if trace.named:
        said.append(
            f"点名 named ({trace.named_by}): {'、'.join(n.split('/')[-1] for n in trace.named)}"
        )
    if len(trace.parts) > 1:
        said.append(f"分问 parts: {' | '.join(trace.parts)}")
    confidence = "–" if trace.confidence is None else f"{trace.confidence:.3f}"
    said.append(f"门 gate {confidence} / {trace.threshold}")
    if ranks:
        places = "、".join(str(r) if r else "十名外 none of ten" for r in ranks)
        said.append(f"所需条目排在 needed at rank {places}")
    spent = ", ".join(f"{k} {v:.0f}" for k, v in trace.timings_ms.items())
    return f"<p class='soft way'>{escape(' · '.join(said))}<br>{escape(spent)} ms · {escape(trace.model)}</p>"


def _expected(case: Case) -> str:
    parts = [f"<p>{escape(_STATUS[case.expect])}</p>"]
    parts += [f"<blockquote>{escape(q)}</blockquote>" for q in case.gold]
    if case.facts:
        parts.append(f"<p>事实 facts: {escape('；'.join(' / '.join(f) for f in case.facts))}</p>")
    if case.forbid:
        parts.append(f"<p>不许说 forbidden: {escape(' / '.join(case.forbid))}</p>")
    if case.note:
        parts.append(f"<p class=soft>{escape(case.note)}</p>")
    return "".join(parts)


def _got(trace: Trace) -> str:
    head = f"<p>{escape(_STATUS[trace.status])}</p>"
    if not trace.told:
        return f"{head}<p class=said>{escape(trace.answer)}</p>"
    return head + "".join(map(_told, trace.told))


def _told(told: Told) -> str:
    held = "" if told.supported else " <b class=why>无据 unsupported</b>"
    quotes = "".join(
        f"<blockquote>{'' if q == told.text else escape(q) + '<br>'}<small>{escape(s)}</small></blockquote>"
        for s, q in told.quotes
    )
    return (
        f"<p class=said>{escape(told.text)} <small>{escape(told.support)}</small>{held}</p>{quotes}"
    )


def _hits(hits: Sequence[Found]) -> str:
    if not hits:
        return "<p class=soft>无 none</p>"
    rows = "".join(
        f"<tr{' class=gold' if h.gold else ''}><td class=n>{h.rank}<td>{escape(h.question or h.policy or '')}"
        f"<br><small>{escape(h.section_id)}</small><td class=n>{h.score:.2f}<td class=n>{h.words:.1f}"
        f"<td class=n>{h.dense:.2f}<td class=n>{h.late:.2f}</tr>"
        for h in hits
    )
    return (
        "<div class=scroll><table class=hits><thead><tr><th class=n>#<th>条目 section<th class=n>score<th class=n>words"
        f"<th class=n>dense<th class=n>late</tr></thead>{rows}</table></div>"
    )
