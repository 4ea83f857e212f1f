"""Four eyes: who is named as the second person is asked, sees what is asked, and says yes or no."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
ASKED = "deputy is asked to confirm. Nothing is done before that; you will hear."
WAITS = "Something is waiting for you in Confer."


async def _with_guest(house: Talks) -> str:
    ref = await house.taken()
    await house.says(
        "coordinator",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions"
        " until:30d",
    )
    return ref


async def _renewing(house: Talks, second: str = "deputy") -> str:
    ref = await _with_guest(house)
    await house.says(
        "coordinator", f"/guest renew {ref} @mentor why:family_voice until:60d second:@{second}"
    )
    return ref


async def test_a_guest_is_renewed_only_when_the_second_person_confirms(house: Talks) -> None:
    ref = await _renewing(house)
    assert house.reads("coordinator", "reply")[-1] == ASKED
    assert "until Wed 1 Apr" in (await house.says("social", f"/guest list {ref}"))[-1].text

    shown = await house.says("deputy", "[Open]")
    assert shown[-1].text.splitlines() == [
        "coordinator asks you to be the second person.",
        "/guest renew",
        f"– Which case? {ref}",
        "– Whose access is renewed? mentor",
        "– Why, this time? voice of the family",
        "– Until when? Fri 1 May",
    ]
    done = await house.says("deputy", "[Confirm]")

    assert done[0].text == "You confirmed it. It is done."
    assert "until Fri 1 May" in (await house.says("social", f"/guest list {ref}"))[-1].text
    assert house.reads("coordinator", "notice")[-1] == WAITS


async def test_the_second_person_may_say_no_and_the_asker_hears(house: Talks) -> None:
    ref = await _renewing(house)
    before = house.reads("coordinator", "notice")
    await house.says("deputy", "[Open]")

    told = await house.says("deputy", "[Do not confirm]")

    assert texts(told) == ["You did not confirm. Nothing was done."]
    assert "until Wed 1 Apr" in (await house.says("social", f"/guest list {ref}"))[-1].text
    assert house.reads("coordinator", "notice") == [*before, WAITS]


async def test_nobody_confirms_twice(house: Talks) -> None:
    await _renewing(house)
    await house.says("deputy", "[Open]", "[Confirm]")

    assert texts(await house.says("deputy", "[Confirm]")) == [NOTHING]


async def test_nobody_else_confirms(house: Talks) -> None:
    await _renewing(house)
    await house.says("deputy", "[Open]")
    key = next(iter(await _keys(house)))

    told = await house.says("coordinator", f"/confer second key:{key} yes:yes")

    assert texts(told) == [NOTHING]
    assert texts(await house.says("social", f"/confer second key:{key}")) == [NOTHING]


async def _keys(house: Talks) -> list[str]:
    async with house.player.house.unit() as unit:
        return [name.removeprefix("second.") for name in await unit.marks.names("second.")]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("coordinator", "The second person is somebody else than you."),
        ("admin", "The second person must have a seat here."),
        ("mentor", "The second person must have a seat here."),
    ],
)
async def test_who_cannot_be_the_second_person_is_asked_for_again(
    house: Talks, second: str, why: str
) -> None:
    ref = await _with_guest(house)

    told = await house.says(
        "coordinator", f"/guest renew {ref} @mentor why:family_voice until:60d second:@{second}"
    )

    assert texts(told) == [why, "Who confirms it as the second person?"]
    assert texts(await house.says("coordinator", "@deputy"), "reply") == [ASKED]


async def test_a_seat_changes_only_with_a_second_person_and_all_seats_read_it(house: Talks) -> None:
    told = await house.says("coordinator", "/agency seat housing step:suspend", "@deputy")
    assert texts(told, "reply") == [ASKED]
    assert house.seats == []

    await house.says("deputy", "[Open]", "[Confirm]")

    assert house.seats == ["Seat Housing: suspend."]


async def test_pointing_on_from_assessing_asks_for_a_second_person_without_sealed_words(
    house: Talks,
) -> None:
    ref = await house.taken()
    refused = await house.says("coordinator", f"/case point {ref} why:changed to:{CANARY}")
    assert texts(refused) == [
        "A second person from another agency has to confirm this.",
        "Who confirms it as the second person?",
    ]
    await house.says("coordinator", "@social")

    shown = await house.says("social", "[Open]")
    assert CANARY not in shown[-1].text
    assert shown[-1].text.splitlines()[-1] == "– and words of its own, which stay sealed."
    await house.says("social", "[Confirm]")

    told = await house.says("nurse", "[Open]")
    assert told[-1].text == f"{ref}: others are helping\nOther help: {CANARY}"


async def test_pointing_on_from_screening_is_the_coordinators_alone_in_light(house: Talks) -> None:
    ref = await house.answered()

    told = await house.says("coordinator", f"/case point {ref} why:other_area to:{CANARY}")

    assert told[0].text == (
        f"{ref} is pointed on. The one who raised it hears which help is named."
    )


async def test_a_request_survives_a_crash_and_is_done_on_the_case_as_it_is_then(
    house: Talks,
) -> None:
    ref = await _renewing(house)
    await house.says("coordinator", f"/guest end {ref} @mentor")
    await house.crashes()
    await house.says("deputy", "[Open]")

    done = await house.says("deputy", "[Confirm]")

    assert done[0].text == "You confirmed it. It is done."
    assert "until Fri 1 May" in (await house.says("social", f"/guest list {ref}"))[-1].text


async def test_in_full_nobody_of_ones_own_agency_is_proposed_as_second_person(full: Talks) -> None:
    ref = await full.owned()

    asked = await full.says("social", f"/consent declined {ref} why:does_not_want_now to:help")

    assert asked[-1].text == "Who confirms it as the second person?"
    assert [one.kind for one in asked] == ["reply", "question"]
    assert "teacher" in asked[-1].buttons
    assert not {"social deputy", "Skip"} & set(asked[-1].buttons)


async def test_where_a_step_is_not_theirs_somebody_who_sees_the_case_is_shown_what_is(
    house: Talks,
) -> None:
    ref = await house.started()

    told = await house.says("teacher", f"/plan start {ref}")
    assert texts(told) == [NOTHING]
    assert "Show the case" in told[-1].buttons
    assert (await house.says("nurse", f"/plan show {ref}"))[-1].buttons == ("Where it stands",)
    assert (await house.says("housing", f"/plan show {ref}"))[-1].buttons == ("What I can do",)
