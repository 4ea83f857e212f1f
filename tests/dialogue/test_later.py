"""[Later]: a reminder may wait once, for half of the time left, with a reason; waiting is not doing."""

from __future__ import annotations

from adapters.console.stage import Said
from tests.house import Talks, texts

REVIEW = "A look at how things go, together, is due."


def heard(lines: list[Said], who: str) -> list[str]:
    return [f"{s.at:%m-%d %H:%M}" for s in lines if s.place == who and s.text == REVIEW]


async def test_a_reminder_waits_for_half_of_the_time_left_once_and_for_one_person(
    house: Talks,
) -> None:
    await house.started()  # a joint look is due after 90 days, on the 31st of May
    await house.waits(days=77)
    ping = house.stage.lines[-1]
    assert (ping.place, ping.text, ping.buttons) == ("social", REVIEW, ("Open", "Later"))

    asked = await house.says("social", "[Later]")
    assert asked[-1].text == "Why later?"
    told = await house.says("social", "in_hand")
    assert told[-1].text.startswith("You hear of it again Tue 26 May")

    later = await house.waits(days=8)
    assert heard(later, "social") == ["05-26 06:00"]  # half of it ends on Whit Monday's weekend
    assert texts(await house.says("social", "[Later]"))[-1] == "Why later?"
    again = await house.says("social", "waiting")
    assert "It waited once already." in again[-1].text


async def test_a_reminder_of_something_done_says_so(house: Talks) -> None:
    ref = await house.started()
    await house.waits(days=77)
    await house.says("social", f"/case close {ref} step:propose why:goals_met outcome:goals_met")
    told = await house.says("social", f"/confer later {ref} key:review_by.0.1 why:in_hand")

    assert texts(told) == ["That is done already. Nothing reminds you of it any more."]


async def test_promises_and_police_have_no_later_and_nobody_can_type_one(house: Talks) -> None:
    ref = await house.raised()
    pings = [
        s for s in house.stage.lines if s.kind == "notice" and s.place in {"coordinator", "officer"}
    ]
    assert pings
    assert not any("Later" in ping.buttons for ping in pings)

    for key in ("first_answer.0.1", "police_answer.0.1", "nonsense", "review_by.x.1"):
        told = await house.says("coordinator", f"/confer later {ref} key:{key} why:in_hand")
        assert texts(told)[0] in {
            "There is nothing here for you under that name.",
            "That is done already. Nothing reminds you of it any more.",
        }
