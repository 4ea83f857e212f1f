"""A partnership that reads Danish in its shared places, and a nurse who reads German in her forms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.house import Talks


@pytest.fixture
async def danish(tmp_path: Path, migrated: Path) -> AsyncIterator[Talks]:
    talks = Talks(tmp_path, migrated)
    talks.speaking("da")
    await talks.open()
    yield talks
    await talks.close()


async def test_the_shared_places_of_a_danish_partnership_speak_danish(danish: Talks) -> None:
    ref = await danish.started()
    await danish.waits(hours=24)

    circle = danish.reads(f"circle:{ref}")
    assert f"{ref} · relationer, online · barn · denne uge · støtte er i gang" in danish.seats
    assert f"{ref} · En tovholder er udpeget; svaret afventes." in circle
    assert f"{ref} · Sagen har en tovholder." in circle
    assert f"{ref} · deltagelse i støtte: givet (frivilligt)." in circle
    step = "Skridt 1: rådgivning (personen, frivilligt), Social services, senest man. 16. marts."
    assert f"{ref} · {step}" in circle
    assert f"{ref} · Støtten er begyndt." in circle


async def test_a_nurse_who_reads_german_answers_in_german(house: Talks) -> None:
    await house.says("nurse", "/my settings language:de", "/concern new", "zieht sich zurück")
    told = await house.says("nurse", "sofort")
    assert told[-1].buttons[:3] == (
        "Notruf ist abgesetzt",
        "Anruf läuft gerade",
        "nicht nötig, weil nicht lebensbedrohlich",
    )

    told = await house.says("nurse", "Notruf ist abgesetzt")
    assert "kein sicherer Ort für diese Nacht" in told[-1].buttons
    told = await house.says("nurse", "Gefahr für andere", "12 bis 15")
    assert told[-1].buttons == (
        "selbst gesehen",
        "von der Person erzählt",
        "von jemand anderem erzählt",
        "aus mehreren Quellen zusammengesetzt",
    )
