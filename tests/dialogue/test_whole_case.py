"""A light case the whole way, as its people live it."""

from __future__ import annotations

from tests.house import Talks, texts


async def test_a_case_goes_the_whole_way_and_the_seats_read_set_words_only(house: Talks) -> None:
    ref = await house.closing()

    told = await house.says("coordinator", f"/case close {ref} step:finish outcome:goals_met")

    assert texts(told, "reply") == [
        f"{ref} has ended. Those who gave hear it and are thanked; guests are out."
    ]
    await house.waits(hours=24)
    words = [line.rpartition(" · ")[2] for line in house.seats]
    assert words == [
        "waiting for a first answer",
        "being looked at",
        "people are working on it together",
        "support is running",
        "ended",
    ]
