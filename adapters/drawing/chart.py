"""Figures as bars that are read on a telephone: the words above each bar, the number behind it."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from adapters.drawing.timeline import DPI, INK, OPEN, PAPER, SOFT, WIDE
from bot.files import Chart

_ROW: Final = 0.72
_EDGES: Final = 1.5
_HIDDEN: Final = "#d5dde0"


def draw(chart: Chart) -> bytes:
    """The PNG. What is hidden has a mark and no length."""
    rows = max(1, len(chart.bars))
    figure: Any = Figure(figsize=(WIDE, _EDGES + _ROW * rows), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.set_facecolor(PAPER)
    height = float(figure.get_figheight())
    axes: Any = figure.add_axes((0.05, 0.6 / height, 0.9, 1.0 - _EDGES / height))
    most = max((value or 0 for _name, value in chart.bars), default=0) or 1
    axes.set_xlim(0, most * 1.15)
    axes.set_ylim(rows - 0.3, -0.75)
    axes.axis("off")
    for row, (name, value) in enumerate(chart.bars):
        _bar(axes, row, name, value, most)
    above = {"color": INK, "fontsize": 13, "weight": "bold", "va": "center"}
    figure.text(0.05, 1 - 0.35 / height, chart.title, **above)
    figure.text(0.05, 0.3 / height, chart.note, color=SOFT, fontsize=8.5, va="center")
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _bar(axes: Any, row: int, name: str, value: int | None, most: int) -> None:
    axes.text(0, row - 0.38, name, color=INK, fontsize=11, va="center")
    long = value if value else most * 0.012
    axes.barh(row, long, height=0.34, color=_HIDDEN if value is None else OPEN)
    said = "*" if value is None else str(value)
    axes.text(long + most * 0.015, row, said, color=INK, fontsize=11, va="center")
