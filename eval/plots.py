"""Plots as inline SVG: they need no script and take the page's colours."""

from collections.abc import Sequence
from html import escape

from eval.metrics import Metric

_WIDTH, _ROW, _LABEL, _BAR = 480, 26, 132, 246
_SIDE = 300


def bars(rows: Sequence[tuple[str, Metric]], title: str) -> str:
    """One bar a row from 0 to 1, its 95% interval as a line, its value and count behind it."""
    parts = []
    for i, (name, m) in enumerate(rows):
        y = i * _ROW + 6
        mid = y + 8
        low, high = (_LABEL + _BAR * x for x in (m.low, m.high))
        parts.append(
            f"<text x={_LABEL - 8} y={y + 13} class=end>{escape(name)}</text>"
            f"<rect x={_LABEL} y={y} width={_BAR} height=16 class=track rx=3 />"
            f"<rect x={_LABEL} y={y} width={_BAR * m.value:.1f} height=16 class=bar rx=3 />"
            f"<line x1={low:.1f} x2={high:.1f} y1={mid} y2={mid} class=spread />"
            f"<text x={_LABEL + _BAR + 8} y={y + 13}>{m.value:.2f} <tspan class=soft>/ {m.count}</tspan></text>"
        )
    height = len(rows) * _ROW + 10
    return (
        f"<svg viewBox='0 0 {_WIDTH} {height}' role=img aria-label='{escape(title, quote=True)}'>"
        f"{''.join(parts)}</svg>"
    )


def curve(points: Sequence[Sequence[float]], title: str) -> str:
    """Risk (up) by coverage (right), both from 0 to 1."""
    left, top = 46, 12

    def at(x: float, y: float) -> str:
        return f"{left + _SIDE * x:.1f},{top + _SIDE * (1 - y):.1f}"

    line = " ".join(at(x, y) for x, y in points)
    marks = "".join(
        f"<line x1={left} x2={left + _SIDE} y1={top + _SIDE * (1 - v):.0f} y2={top + _SIDE * (1 - v):.0f} class=grid />"
        f"<text x={left - 6} y={top + _SIDE * (1 - v) + 5:.0f} class=end>{v:g}</text>"
        f"<text x={left + _SIDE * v:.0f} y={top + _SIDE + 18} class=mid>{v:g}</text>"
        for v in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    end = f"<circle cx={at(*points[-1]).replace(',', ' cy=')} r=5 class=dot />" if points else ""
    return (
        f"<svg viewBox='0 0 {left + _SIDE + 16} {top + _SIDE + 44}' class=square role=img"
        f" aria-label='{escape(title, quote=True)}'>{marks}"
        f"<polyline points='{line}' class=path />{end}"
        f"<text x={left + _SIDE / 2:.0f} y={top + _SIDE + 38} class=mid>答了多少 / coverage</text>"
        f"<text transform='translate(12 {top + _SIDE / 2:.0f}) rotate(-90)' class=mid>其中答错 / risk</text>"
        "</svg>"
    )
