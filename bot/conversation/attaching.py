"""A reply that comes with a file: what it shows becomes a picture or a paper, for the one who asked."""

from __future__ import annotations

from dataclasses import replace

from bot import wording
from bot.command import Reply
from bot.disclosure import Sensitive
from bot.files import DOCX, PAPER_NAME, PICTURE_NAME, PNG, Attachment
from bot.ports import Telling
from bot.wired import House
from bot.wording import Ear


async def attach(house: House, reply: Reply, telling: Telling, ear: Ear) -> Telling:
    """The telling with its file; it is taken back like every view of one person."""
    if house.makes is None:
        return telling
    if reply.timeline is not None:
        content = await house.makes.timeline(reply.timeline)
        alt = Sensitive(wording.described(reply.timeline, ear))
        name, kind = PICTURE_NAME, PNG
    elif reply.chart is not None:
        content = await house.makes.chart(reply.chart)
        alt = Sensitive(wording.charted(reply.chart))
        name, kind = PICTURE_NAME, PNG
    elif reply.draft is not None:
        content = await house.makes.paper(wording.paper(reply.draft, ear))
        alt, name, kind = Sensitive(PAPER_NAME), PAPER_NAME, DOCX
    else:
        return telling
    file = Attachment(name=name, kind=kind, alt=alt, content=Sensitive(content))
    return replace(telling, file=file, passing=True)
