"""Mirrors commands/guest.py."""

from __future__ import annotations

import pytest

from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
INVITED = "You are invited to help with one thing. Open to see why, and until when."


async def _invited(house: Talks, until: str = "30d", may: str = "own_actions") -> str:
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:{may}"
        f" until:{until}",
    )
    return ref


async def test_a_guest_is_invited_with_why_what_scope_and_end(house: Talks) -> None:
    ref = await house.started()

    told = await house.says(
        "social",
        f"/guest invite {ref}",
        "@mentor",
        "trusted in the community",
        "1",
        "own actions, add information",
        "30d",
        "voice",
    )

    assert texts(told, "reply") == [
        f"mentor is invited to {ref}: trusted in the community; brings relationship; may own"
        " actions, add information; until Wed 1 Apr.\n"
        "You are the sponsor. The access ends by itself."
    ]
    assert house.reads("mentor", "notice") == [INVITED]
    assert house.reads(f"circle:{ref}")[-1] == (
        f"{ref} · A guest joins: trusted in the community; brings relationship; until Wed 1 Apr."
    )


async def test_a_guest_opens_the_one_case_and_sees_no_list_and_no_other_guest(house: Talks) -> None:
    ref = await _invited(house)
    await house.says(
        "social",
        f"/guest invite {ref} @youth why:family_voice brings:knowledge may:meeting until:7d",
    )

    opened = await house.says("mentor", "[Open]")

    assert opened[-1].text.startswith(ref)
    assert texts(await house.says("mentor", "/case list")) == [NOTHING]
    listed = await house.says("mentor", f"/guest list {ref}")
    assert listed[-1].text == (
        "mentor: trusted in the community; brings relationship; may own actions; sponsor social;"
        " until Wed 1 Apr\n   voice of family or community; supervisor: –; may be told: –"
    )
    everybody = await house.says("teacher", f"/guest list {ref}")
    assert len(everybody[-1].text.splitlines()) == 4


async def test_a_guest_does_what_the_invitation_names_and_nothing_else(house: Talks) -> None:
    ref = await _invited(house)

    for line in (
        f"/case open {ref} what:detail why:do_my_action",
        f"/concern detail {ref} {CANARY}",
        f"/guest invite {ref} @youth why:family_voice brings:knowledge may:add until:7d",
        f"/owner name {ref} @social because:time",
        f"/case circle {ref} remove:@teacher",
    ):
        assert texts(await house.says("mentor", line)) == [NOTHING], line


@pytest.mark.parametrize("until", ["91d", "2026-02-01", "400d"])
async def test_an_end_too_far_or_past_is_asked_again(house: Talks, until: str) -> None:
    ref = await house.started()

    told = await house.says(
        "social",
        f"/guest invite {ref} @mentor why:community_trust brings:relationship may:add until:{until}",
    )

    assert texts(told) == [
        "A guest may stay at most 90 days from today. Until which day?",
        "Until when?\nAt most 90 days, such as 30d.",
    ]


async def test_three_working_days_before_the_end_the_guest_hears_of_it(house: Talks) -> None:
    await _invited(house, until="10d")  # Thursday 12 March

    heard = await house.waits(days=9)

    ends = [line for line in heard if line.text.startswith("Your guest access ends soon.")]
    assert [(line.place, f"{line.at:%a %d}") for line in ends] == [("mentor", "Tue 10")]


async def test_access_ends_on_time_to_the_second(house: Talks) -> None:
    ref = await _invited(house, until="today")  # until 23:59:59 in the zone, which is 22:59:59
    await house.waits(hours=14, minutes=59, seconds=58)
    assert (await house.says("mentor", f"/case show {ref}"))[-1].text.startswith(ref)

    await house.waits(seconds=1)

    assert texts(await house.says("mentor", f"/case show {ref}")) == [NOTHING]
    assert "mentor" not in next(iter(house.stage.circles.values()))
    assert house.reads(f"circle:{ref}")[-1] == f"{ref} · A guest's part has ended. Thank you."
    await house.waits(days=1)
    assert house.reads("mentor", "notice")[-1] == (
        "Your guest access has ended. Thank you for what you brought."
    )


async def test_a_guest_is_ended_at_once_and_thanked(house: Talks) -> None:
    ref = await _invited(house)

    told = await house.says("social", f"/guest end {ref} @mentor")

    assert texts(told, "reply") == [f"The access of mentor to {ref} has ended."]
    assert house.reads("mentor", "notice")[-1] == (
        "Your guest access has ended. Thank you for what you brought."
    )
    assert texts(await house.says("mentor", f"/case show {ref}")) == [NOTHING]


async def test_a_guest_may_end_the_own_access(house: Talks) -> None:
    ref = await _invited(house)

    asked = await house.says("mentor", "/guest end")
    assert asked[-1].text.startswith(f"You lose sight of {ref} at once")
    assert (await house.says("mentor", f"/case show {ref}"))[-1].text.startswith(ref)
    told = await house.says("mentor", "/guest end", "[End it]")

    assert texts(told, "reply") == [f"Your access to {ref} has ended. Thank you."]
    assert texts(await house.says("mentor", f"/case show {ref}")) == [NOTHING]


async def test_who_is_part_already_is_not_invited_again(house: Talks) -> None:
    ref = await _invited(house)

    told = await house.says(
        "social", f"/guest invite {ref} @mentor why:family_voice brings:knowledge may:add until:7d"
    )

    assert texts(told) == [f"mentor is part of {ref} already."]


@pytest.mark.parametrize("who", ["housing", "officer", "admin", "mentor"])
async def test_whoever_has_no_part_invites_nobody(house: Talks, who: str) -> None:
    ref = await house.started()

    told = await house.says(
        who, f"/guest invite {ref} @youth why:family_voice brings:knowledge may:add until:7d"
    )

    assert texts(told) == [NOTHING]


async def test_without_guests_the_list_says_so(house: Talks) -> None:
    ref = await house.started()

    assert texts(await house.says("social", f"/guest list {ref}")) == [f"{ref} has no guests."]


MENTOR = (
    "/guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions until:30d"
)


async def test_h93_a_mentor_has_a_supervisor_with_a_seat_and_a_step_of_their_own(
    house: Talks,
) -> None:
    ref = await house.started()

    told = await house.says("social", MENTOR.format(ref=ref) + " kind:mentor")
    assert told[0].text.startswith("Who supervises the mentor?")
    told = await house.says("social", "@youth")
    assert told[0].text == "A mentor has a supervisor, who has a seat here. Who is it?"
    await house.says("social", "@teacher")

    listed = await house.says("teacher", f"/guest list {ref}")
    assert listed[-1].text.splitlines()[1] == "   mentor; supervisor: teacher; may be told: –"
    await house.says(
        "social", f"/plan write {ref} action:mentoring level:person holder:@mentor due:14d"
    )
    done = await house.says("mentor", f"/plan progress {ref} action:2 status:started")
    assert texts(done, "reply")[0].startswith(f"Step 2 of {ref}: started.")


async def test_h51_a_guest_for_one_meeting_stays_three_working_days_after_it_also_when_it_moves(
    house: Talks,
) -> None:
    ref = await house.started()
    line = f"/guest invite {ref} @mentor why:offers_a_service brings:knowledge may:meeting meeting:"
    call = "/meeting call kind:conference refs:{} dates:{}"
    other = await house.says("coordinator", "/meeting call kind:ordinary dates:tomorrow-10:00")
    told = await house.says("coordinator", call.format(ref, "friday-10:00"))
    number, beside = (one[-1].text.split()[1].rstrip(",") for one in (told, other))

    wrong = await house.says("social", line + beside)
    assert wrong[0].text == "That meeting is not on this case. Which one is?"
    invited = await house.says("social", number)
    assert "until Wed 11 Mar" in texts(invited, "reply")[0]

    await house.says("coordinator", f"/meeting move {number} dates:9d-10:00")
    listed = (await house.says("social", f"/guest list {ref}"))[-1].text
    assert "until Mon 16 Mar" in listed
    await house.waits(days=10)
    assert (await house.says("mentor", f"/case show {ref}"))[-1].text.startswith(ref)
    await house.waits(days=5)
    assert texts(await house.says("mentor", f"/case show {ref}")) == [NOTHING]


async def test_h77_an_expert_becomes_a_guest_only_with_a_second_person(house: Talks) -> None:
    ref = await house.started()
    line = f"/guest invite {ref} @expert why:special_knowledge brings:knowledge may:judge until:30d"

    asked = await house.says("social", line)
    assert texts(asked)[0] == "A second person from another agency has to confirm this."
    waits = await house.says("social", "@teacher")
    assert waits[-1].text.startswith("teacher is asked to confirm. Nothing is done before that")
    assert texts(await house.says("expert", f"/case show {ref}")) == [NOTHING]
    await house.says("teacher", "[Open]", "[Confirm]")

    assert (await house.says("expert", f"/case show {ref}"))[-1].text.startswith(ref)
    listed = (await house.says("teacher", f"/guest list {ref}"))[-1].text
    assert "   expert; supervisor: –; may be told: –" in listed


async def test_a_voice_of_the_family_judges_nothing_and_is_told_nothing(house: Talks) -> None:
    ref = await house.started()
    line = f"/guest invite {ref} @mentor why:family_voice brings:knowledge until:30d"

    told = await house.says("social", f"{line} may:judge")
    assert told[0].text.startswith("A voice of family or community is heard and adds")
    told = await house.says("social", "add")
    assert texts(told, "reply")[0].startswith(f"mentor is invited to {ref}")


async def test_guests_see_each_other_only_where_both_may_be_seen(house: Talks) -> None:
    ref = await house.started()
    for who, seen in (("mentor", "yes"), ("youth", "yes")):
        await house.says(
            "social",
            f"/guest invite {ref} @{who} why:offers_a_service brings:knowledge may:add until:30d"
            f" visible:{seen}",
        )

    assert "youth" in (await house.says("mentor", f"/guest list {ref}"))[-1].text
    assert "Guest: youth" in (await house.says("mentor", f"/case show {ref}"))[-1].text


async def test_a_guest_does_not_see_another_on_any_page(house: Talks) -> None:
    ref = await _invited(house)
    await house.says(
        "social",
        f"/guest invite {ref} @youth why:offers_a_service brings:knowledge may:add until:30d"
        " visible:yes",
    )

    for line in (f"/guest list {ref}", f"/case show {ref}"):
        assert "youth" not in (await house.says("mentor", line))[-1].text


async def test_a_guest_reads_what_is_released_to_them_within_their_kinds(house: Talks) -> None:
    ref = await house.started()
    await house.says(
        "social",
        f"/guest invite {ref} @mentor why:offers_a_service brings:knowledge may:add until:30d"
        " data:attendance",
    )
    send = (
        f"/share send {ref} data:{{}} to:housing until:7d helps:leisure_place guest:@mentor"
        f" words:on Fridays {CANARY}"
    )
    told = await house.says("teacher", send.format("family"))
    assert told[0].text.startswith("The guest's invitation does not name all of these kinds.")
    await house.says("teacher", "attendance", "send")

    opened = await house.says("mentor", f"/case open {ref} what:detail why:do_my_action")

    assert f"on Fridays {CANARY}" in opened[-1].text
    assert texts(await house.says("housing", f"/case open {ref} what:detail why:do_my_action")) == [
        NOTHING
    ]


async def test_whose_access_ends_or_is_renewed_is_chosen_among_the_guests(house: Talks) -> None:
    ref = await _invited(house)
    asks = "why:language_or_culture brings:interpretation may:meeting until:30d"
    await house.says("coordinator", f"/guest invite {ref} who:@youth {asks}")

    ends = await house.says("coordinator", f"/guest end {ref}")
    assert ends[-1].buttons == ("mentor", "youth")
    renewed = await house.says("coordinator", "cancel", f"/guest renew {ref}")
    assert renewed[-1].buttons == ("mentor", "youth")
