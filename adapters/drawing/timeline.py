"""A plan as a picture that is read on a telephone: a bar a step, its words above it, days below."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any, Final

from babel.dates import format_date
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.files import Bar, Timeline

WIDE: Final = 6.0  # inches; with DPI 180 the 1080 dots of a telephone held upright
DPI: Final = 180
_ROW: Final = 0.82
_EDGES: Final = 2.0
INK, SOFT, PAPER = "#1b2a33", "#4f5f69", "#ffffff"
OPEN, _OVER, _LATE, _FORCED = "#1d7a83", "#9fb3ba", "#c4452f", "#7a4fa3"
_THICK: Final = 0.34
_MOST_LABEL: Final = 60
# Words stand on paper of their own, so that no line strikes through them.
_CLEAR: Final = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}


def draw(plan: Timeline) -> bytes:
    """The PNG. Nothing of the case stands in its metadata."""
    figure: Any = Figure(figsize=(WIDE, _EDGES + _ROW * max(1, len(plan.bars))), dpi=DPI)
    FigureCanvasAgg(figure)
    figure.set_facecolor(PAPER)
    first, last = _span(plan)
    days = max(1, (last - first).days)
    axes: Any = figure.add_axes((0.05, 0.62 / figure.get_figheight(), 0.9, _share(figure)))
    axes.set_xlim(0, days)
    axes.set_ylim(len(plan.bars) - 0.35, -0.75)
    for row, bar in enumerate(plan.bars):
        _bar(axes, row, bar, first, days, plan)
    _line(axes, (plan.today - first).days, plan.today_word, INK, "-", days)
    if plan.review is not None:
        _line(axes, (plan.review - first).days, plan.review_word, SOFT, "--", days)
    _ticks(axes, first, days, plan.language)
    figure.text(
        0.05,
        1 - 0.3 / figure.get_figheight(),
        plan.title,
        color=INK,
        fontsize=13,
        weight="bold",
        va="center",
    )
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _share(figure: Any) -> float:
    """The share of the height that is left between title and days."""
    return 1.0 - (0.62 + 0.95) / float(figure.get_figheight())


def _span(plan: Timeline) -> tuple[date, date]:
    days = [plan.today, *(bar.first for bar in plan.bars), *(bar.last for bar in plan.bars)]
    days += [plan.review] if plan.review else []
    return min(days) - timedelta(days=2), max(days) + timedelta(days=4)


def _bar(axes: Any, row: int, bar: Bar, first: date, days: int, plan: Timeline) -> None:
    begins, ends = (bar.first - first).days, (bar.last - first).days
    colour = _OVER if bar.over else _LATE if bar.late else _FORCED if bar.compulsory else OPEN
    axes.barh(row, max(1, ends - begins), left=begins, height=_THICK, color=colour, zorder=3)
    words = [bar.label, bar.seat]
    text = " · ".join(word for word in words if word)
    text = text if len(text) <= _MOST_LABEL else f"{text[: _MOST_LABEL - 1]}…"
    axes.text(0, row - 0.31, text, color=INK, fontsize=11, va="center", bbox=_CLEAR, zorder=4)
    said = [bar.status]
    said += [plan.late_word] if bar.late and not bar.over else []
    said += [plan.compulsory_word] if bar.compulsory else []
    beside = ends + days * 0.012
    room = beside < days * 0.72
    axes.text(
        beside if room else begins - days * 0.012,
        row,
        ", ".join(said),
        color=_LATE if bar.late and not bar.over else SOFT,
        fontsize=9.5,
        va="center",
        bbox=_CLEAR,
        ha="left" if room else "right",
        zorder=4,
    )


def _line(axes: Any, day: int, word: str, colour: str, style: str, days: int) -> None:
    axes.axvline(day, color=colour, linestyle=style, linewidth=1.1, zorder=2)
    right = day > days * 0.8
    axes.annotate(
        word,
        (day, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(-3 if right else 3, 5),
        textcoords="offset points",
        color=colour,
        fontsize=9.5,
        ha="right" if right else "left",
    )


def _ticks(axes: Any, first: date, days: int, language: str) -> None:
    """Mondays, as many as fit."""
    mondays = [n for n in range(days + 1) if (first + timedelta(days=n)).isoweekday() == 1]
    every = max(1, -(-len(mondays) // 5))
    shown = mondays[::every]
    axes.set_xticks(shown)
    words = [format_date(first + timedelta(days=n), "d MMM", locale=language) for n in shown]
    axes.set_xticklabels(words, fontsize=10, color=SOFT)
    axes.set_yticks([])
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.grid(axis="x", color="#e4e8ea", linewidth=0.8, zorder=0)
