"""A paper as DOCX: the marks stand in the head of every page, page numbers at its foot."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, cast

from docx import Document, oxml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from bot.files import Paper

_NOWHEN: Final = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write(paper: Paper) -> bytes:
    """The file. Its properties name nobody and no moment."""
    document: Any = Document()
    _properties(document)
    section = document.sections[0]
    head = section.header.paragraphs[0]
    for number, mark in enumerate(paper.marks):
        if number:
            head = section.header.add_paragraph()
        run = head.add_run(mark)
        run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x98, 0x20, 0x18)
    _page_number(section.footer.paragraphs[0])
    document.add_heading(paper.title, level=1)
    for heading, lines in paper.parts:
        document.add_heading(heading, level=2)
        for line in lines:
            document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _properties(document: Any) -> None:
    about = document.core_properties
    about.author, about.title, about.comments, about.last_modified_by = "", "", "", ""
    about.created = about.modified = _NOWHEN


_made: Any = cast("Any", oxml).OxmlElement


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = _made("w:fldChar" if kind else "w:instrText")
        if kind is not None:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
