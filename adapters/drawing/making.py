"""Fits bot.files.Makes. The libraries are large, so each is read in at its first use, in a thread."""

from __future__ import annotations

import asyncio

from bot.files import Chart, Paper, Timeline


class Making:
    """One file at a time: matplotlib is not made for several threads."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def timeline(self, plan: Timeline) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(_timeline, plan)

    async def chart(self, chart: Chart) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(_chart, chart)

    async def paper(self, paper: Paper) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(_paper, paper)


def _timeline(plan: Timeline) -> bytes:
    from adapters.drawing import timeline  # noqa: PLC0415 - matplotlib takes a second to read in

    return timeline.draw(plan)


def _chart(figures: Chart) -> bytes:
    from adapters.drawing import chart  # noqa: PLC0415 - as above

    return chart.draw(figures)


def _paper(paper: Paper) -> bytes:
    from adapters.drawing import docx  # noqa: PLC0415 - as above

    return docx.write(paper)
