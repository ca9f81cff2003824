"""A run as a table for the terminal, and as one HTML page that needs no network."""

from collections.abc import Sequence
from html import escape
from typing import Any

from eval.cases import Case
from eval.judge import Verdict

_SHOWN = ("hit@1", "hit@3", "ndcg@10", "first_citation", "fact_recall", "citation_precision",
          "citation_recall", "verbatim", "figure_errors", "refusal_recall", "refusal_precision", "wrongly_refused",
          "clarify_recall", "wrongly_clarified", "characters")  # fmt: skip
_BY_KIND = ("hit@1", "first_citation", "fact_recall", "status")
_STYLE = (
    "body{font:16px/1.7 system-ui,'PingFang SC','Noto Sans CJK SC',sans-serif;max-width:1000px;margin:2rem auto;"
    "padding:0 1rem;color:#0f172a;background:#fff}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "td,th{border-bottom:1px solid #e2e8f0;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}.bar{background:#1d4ed8;height:.8em}"
    ".track{background:#e2e8f0;width:10em}h1{font-size:1.4rem}h2{font-size:1.1rem}small{color:#475569}"
)


def table(record: dict[str, Any]) -> str:
    """The metrics, then the kinds, one a line."""
    lines = [
        f"commit {record['commit'] or '-'}  corpus {record['corpus']}  encoder {record['encoder']}"
        f"  model {record['model']}",
        f"{'metric':20} {'value':>8}   95% interval     cases",
    ]
    for name in _SHOWN:
        if name in record["metrics"]:
            m = record["metrics"][name]
            lines.append(
                f"{name:20} {m['value']:8.3f}   {m['low']:6.3f} .. {m['high']:6.3f} {m['count']:6}"
            )
    times = record["latency_ms"]
    lines.append(f"{'latency':20} p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms\n")
    lines.append(f"{'kind':18}" + "".join(f"{name:>16}" for name in _BY_KIND))
    for kind, metrics in record["kinds"].items():
        cells = (f"{metrics[n]['value']:.2f}" if n in metrics else "-" for n in _BY_KIND)
        lines.append(f"{kind:18}" + "".join(f"{c:>16}" for c in cells))
    return "\n".join(lines)


def page(record: dict[str, Any], cases: Sequence[Case], verdicts: Sequence[Verdict]) -> str:
    """A whole HTML page: metrics, bars by kind, every case that went wrong and why."""
    by_id = {c.id: c for c in cases}
    head = " · ".join(
        f"{k}: {record[k]}" for k in ("commit", "corpus", "encoder", "model", "created")
    )
    rows = "".join(_metric(n, record["metrics"][n]) for n in _SHOWN if n in record["metrics"])
    kinds = "".join(_kind(kind, metrics) for kind, metrics in record["kinds"].items())
    wrong = "".join(_failure(by_id[v.id], v) for v in verdicts if not v.right and v.id in by_id)
    return (
        "<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>政策问答评测 Policy Q&amp;A eval</title><style>{_STYLE}</style>"
        f"<h1>政策问答评测 <small>Policy Q&amp;A eval</small></h1><p><small>{escape(head)}</small></p>"
        f"<table><tr><th>metric<th>value<th>95%<th>cases</tr>{rows}</table>"
        f"<h2>按题型 / by kind</h2><table><tr><th>kind<th>right<th></tr>{kinds}</table>"
        "<h2>未答好的 / what went wrong</h2><table><tr><th>case<th>question<th>why<th>expected"
        f"</tr>{wrong}</table></html>"
    )


def _metric(name: str, m: dict[str, float]) -> str:
    return (
        f"<tr><td>{escape(name)}<td class=n>{m['value']:.3f}<td class=n>{m['low']:.3f}–{m['high']:.3f}"
        f"<td class=n>{m['count']}</tr>"
    )


def _kind(kind: str, metrics: dict[str, Any]) -> str:
    share = metrics["right"]["value"]
    return (
        f"<tr><td>{escape(kind)}<td class=n>{share:.2f}<td><div class=track>"
        f"<div class=bar style='width:{share:.0%}'></div></div></tr>"
    )


def _failure(case: Case, verdict: Verdict) -> str:
    gold = " ／ ".join(case.gold) or case.expect
    return (
        f"<tr><td>{escape(case.id)}<td>{escape(case.question)}<td>{escape(verdict.why)}"
        f"<br><small>rank {verdict.rank}, confidence {verdict.confidence}</small><td>{escape(gold)}</tr>"
    )
