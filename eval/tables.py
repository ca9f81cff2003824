"""A run as tables: for the terminal, and in Markdown for the README."""

from typing import Any

SHOWN = (
    "right", "hit@1", "hit@3", "hit@10", "mrr", "ndcg@10", "first_citation", "fact_recall",
    "citation_precision", "citation_recall", "located", "verbatim", "figure_errors", "forbidden",
    "refusal_recall", "refusal_precision", "wrongly_refused", "clarify_recall",
    "wrongly_clarified", "conciseness", "characters", "judge_support", "judge_right",
)  # fmt: skip
_BY_KIND = ("hit@1", "first_citation", "fact_recall", "status", "right")
_BY_SPLIT = ("hit@1", "ndcg@10", "first_citation", "fact_recall", "refusal_recall",
             "wrongly_refused", "right")  # fmt: skip
# What the README says of each, in its order.
_README = {
    "hit@1": "right section first (hit@1)",
    "hit@3": "among the first three (hit@3)",
    "ndcg@10": "nDCG@10",
    "first_citation": "first citation holds the answer",
    "fact_recall": "facts told",
    "citation_recall": "sentences that their citations support",
    "citation_precision": "citations that their sentence needs",
    "located": "citations whose section holds the quote",
    "figure_errors": "figures that their quote lacks",
    "refusal_recall": "unanswerable questions refused",
    "wrongly_refused": "answerable questions refused",
    "clarify_recall": "ambiguous questions asked back",
    "wrongly_clarified": "answerable questions asked back",
    "right": "all of it right",
}
_README_KINDS = {
    "known": "known", "fact": "fact", "list": "list", "followup": "follow-up",
    "traditional": "traditional characters", "typo": "typos", "comparison": "comparison",
    "metadata": "metadata", "supersession": "superseded", "english": "English",
    "paraphrase": "paraphrase", "colloquial": "colloquial",
}  # fmt: skip
_README_KINDS_BY = ("hit@1", "first_citation", "fact_recall")


def table(record: dict[str, Any]) -> str:
    """The metrics, then splits, digests and kinds, one a line."""
    lines = [
        f"commit {record['commit'] or '-'}  corpus {record['corpus']}  encoder {record['encoder']}"
        f"  model {record['model']}  {record['count']} cases  run {record['id']}",
        f"{'metric':20} {'value':>8}   95% interval     cases",
    ]
    for name in SHOWN:
        if name in record["metrics"]:
            m = record["metrics"][name]
            lines.append(
                f"{name:20} {m['value']:8.3f}   {m['low']:6.3f} .. {m['high']:6.3f} {m['count']:6}"
            )
    lines.append(f"{'latency':20} {_latency(record)}")
    curve = record["curve"]
    if curve["gate_auc"] is not None and curve["aurc"] is not None:
        lines.append(
            f"{'gate':20} AUC {curve['gate_auc']:.3f}, risk under coverage (AURC) {curve['aurc']:.3f}"
        )
    if record["tokens"]["prompt"]:
        cost = f", cost {record['cost']}" if "cost" in record else ""
        spent = record["tokens"]
        lines.append(f"{'tokens':20} {spent['prompt']} in, {spent['reply']} out{cost}")
    for title, columns in (("splits", _BY_SPLIT), ("digests", _BY_SPLIT), ("kinds", _BY_KIND)):
        lines += ["", f"{title:18}" + "".join(f"{name:>16}" for name in columns)]
        for group, metrics in record[title].items():
            cells = "".join(f"{_cell(metrics, n):>16}" for n in columns)
            lines.append(f"{group:18}{cells}")
    return "\n".join(lines)


def compared(found: dict[str, Any]) -> str:
    """What changed between two runs."""
    lines = [
        f"\ncompared over {found['cases']} cases: {len(found['mended'])} mended,"
        f" {len(found['broken'])} broken, p {found['p']}",
        f"{'metric':20} {'before':>8} {'after':>8} {'p':>8}",
    ]
    for name, m in found["metrics"].items():
        lines.append(f"{name:20} {m['before']:8.3f} {m['after']:8.3f} {m['p']:8.4f}")
    lines += [f"mended  {case}" for case in found["mended"]]
    lines += [f"broken  {case}: {found['why'][case]}" for case in found["broken"]]
    return "\n".join(lines)


def markdown(record: dict[str, Any]) -> str:
    """The README's tables: metrics with intervals, then the kinds."""
    lines = ["| metric | value | 95% interval | cases |", "|---|---|---|---|"]
    for name, words in _README.items():
        if name not in record["metrics"]:
            continue
        m = record["metrics"][name]
        if name == "figure_errors":
            value, interval = f"{m['value']:.0f}", ""
        else:
            value = _short(m["value"])
            interval = "" if m["low"] == m["high"] else f"{_short(m['low'])} – {_short(m['high'])}"
        lines.append(f"| {words} | {value} | {interval} | {m['count']} |")
    lines += ["", "| kind | hit@1 | first citation | facts |", "|---|---|---|---|"]
    for kind, name in _README_KINDS.items():
        metrics = record["kinds"].get(kind, {})
        if "hit@1" in metrics:
            cells = (
                _short(metrics[m]["value"], 2) if m in metrics else "" for m in _README_KINDS_BY
            )
            lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += [
        "",
        f"Commit {record['commit']}, {record['count']} cases, {_latency(record)} a question.",
    ]
    return "\n".join(lines)


def _latency(record: dict[str, Any]) -> str:
    times = record["latency_ms"]
    return f"p50 {times['p50']:.0f} ms, p95 {times['p95']:.0f} ms"


def _short(value: float, places: int = 3) -> str:
    """.759, and 1.000 as it is."""
    return f"{value:.{places}f}".removeprefix("0")


def _cell(metrics: dict[str, Any], name: str) -> str:
    return f"{metrics[name]['value']:.2f}" if name in metrics else "-"
