"""Content is opened by the narrowest role that may; where the table says so, by two people."""

from __future__ import annotations

from bot.vocabulary.reference import CaseRef
from tests.house import CANARY, Talks, texts

NOTHING = "There is nothing here for you under that name."
SECOND = "A second person from another agency has to confirm this."
ASKED = "social is asked to confirm. Nothing is done before that; you will hear."


async def _named(house: Talks) -> str:
    ref = await house.started()
    await house.says("nurse", f"/concern detail {ref} who:the name {CANARY}")
    return ref


async def test_the_owner_opens_identity_alone_and_others_of_the_circle_do_not(house: Talks) -> None:
    ref = await _named(house)
    line = f"/case open {ref} what:identity why:prepare_meeting"

    assert CANARY in texts(await house.says("social", line))[0]
    refused = texts(await house.says("teacher", line))

    assert refused == [SECOND, "Who confirms it as the second person?"]
    assert CANARY not in str(house.reads("teacher"))


async def test_identity_is_opened_once_by_who_asked_after_a_second_person_agreed(
    house: Talks,
) -> None:
    ref = await _named(house)
    line = f"/case open {ref} what:identity why:prepare_meeting"
    assert texts(await house.says("teacher", f"{line} second:@social")) == [ASKED]
    shown = await house.says("social", "[Open]")
    assert shown[-1].text.splitlines()[1:4] == [
        "/case open",
        f"– Which case? {ref}",
        shown[-1].text.splitlines()[3],
    ]
    await house.says("social", "[Confirm]")
    assert CANARY not in str(house.reads("teacher"))

    opened = await house.says("teacher", "[Open]")

    assert CANARY in opened[-1].text
    assert texts(await house.says("teacher", line))[0] == SECOND  # the leave is used up
    assert "teacher" in texts(await house.says("nurse", f"/my opened {ref}"))[-1]


async def test_a_leave_that_nobody_used_for_a_day_is_none(house: Talks) -> None:
    ref = await _named(house)
    line = f"/case open {ref} what:identity why:prepare_meeting"
    await house.says("teacher", f"{line} second:@social")
    await house.says("social", "[Open]", "[Confirm]")
    await house.waits(hours=25)

    assert texts(await house.says("teacher", line))[0] == SECOND


async def test_whoever_audits_opens_content_with_a_second_person_and_a_question(
    house: Talks,
) -> None:
    ref = await _named(house)
    line = f"/case open {ref} what:detail why:answer_request"
    told = texts(await house.says("auditor", line))
    assert told[0] == "Say first which question it is to answer."
    told = texts(await house.says("auditor", "= what was written about the school"))
    assert told[0] == SECOND
    assert texts(await house.says("auditor", "@social"))[0] == ASKED

    shown = await house.says("social", "[Open]")
    assert "what was written about the school" in shown[-1].text
    await house.says("social", "[Confirm]")
    opened = await house.says("auditor", "[Open]")

    assert CANARY in opened[-1].text
    assert "auditor" in texts(await house.says("nurse", f"/my opened {ref}"))[-1]


async def test_who_stepped_aside_hears_of_nothing_as_a_second_person(house: Talks) -> None:
    ref = await _named(house)
    async with house.player.house.unit() as unit:
        case = await unit.cases.get(CaseRef.parse(ref))
        person = (await unit.people.directory()).by_key("housing")
        assert person is not None
        case.facts.recused.append(person.no)
        await unit.commit()
    before = house.reads("housing", "notice")

    told = texts(
        await house.says(
            "teacher", f"/case open {ref} what:identity why:prepare_meeting second:@housing"
        )
    )

    assert told[0] == "The second person must have a seat here and part in this."
    assert house.reads("housing", "notice") == before


async def test_the_police_contact_reads_sealed_text_only_in_the_circle(house: Talks) -> None:
    ref = await _named(house)
    line = f"/case open {ref} what:detail why:prepare_meeting"
    assert texts(await house.says("officer", line)) == [NOTHING]

    await house.says(
        "coordinator", f"/case circle {ref} add:@officer why:legal_role brings:authority until:30d"
    )

    assert CANARY in texts(await house.says("officer", line))[0]
