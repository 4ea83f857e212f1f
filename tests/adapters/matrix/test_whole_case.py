"""A light case the whole way on a real homeserver, each person in an encrypted room of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.matrix import kept
from bot.vocabulary.reference import CaseRef
from tests.adapters.matrix.scene import Scene
from tests.adapters.matrix.somebody import Somebody
from tests.house import CANARY

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("synapse"), pytest.mark.timeout(300)]

WHOLE = (
    "concern new topic:alone,online urgency:this_week age:12_15 basis:seen_myself sure:fairly"
    " strengths:activity,friends guessable:would_not_guess setting:school"
    " needs:someone_to_talk,safe_online"
)


async def _joins(scene: Scene, key: str) -> Somebody:
    """Somebody who has no account yet gets one; not in the seats' room."""
    account = scene.synapse.register(key)
    async with scene.store.unit() as unit:
        directory = await unit.people.directory()
        person = directory.by_key(key)
        assert person is not None
        await unit.people.change(replace(person, accounts={"matrix": account}))
        await unit.commit()
    one = await Somebody.of(scene.synapse, scene.folder, key, account)
    scene.people[key] = one
    return one


async def _circle(scene: Scene, ref: str) -> str:
    async with scene.store.unit() as unit:
        return (await kept.circles(unit))[CaseRef.parse(ref)]


async def test_a_case_goes_the_whole_way(scene: Scene) -> None:  # noqa: PLR0915 - one story
    nurse = scene.nurse
    teacher, coordinator = await scene.comes("teacher"), await scene.comes("coordinator")
    mentor = await _joins(scene, "mentor")
    here = await scene.direct(nurse)
    there = await scene.direct(coordinator)
    school = await scene.direct(teacher)

    scene.clock.to_tuesday()

    # The nurse brings a worry; her own words are asked for in her encrypted room.
    await nurse.say(here, f"!{WHOLE}")
    await nurse.hears("This is all that others will read.", room=here)
    words = await nurse.say(here, f"detail: sits alone every day {CANARY}")
    await nurse.hears("This is all that others will read.", room=here)
    await nurse.say(here, "1")
    thanks = await nurse.hears("Thank you. Your concern is", room=here)
    ref = re.findall(r"[a-z]+-[a-z]+-\d{2}-[A-Z]", thanks.body)[0]

    # Nobody answers for a day: who runs the process is called, and the seats read a bare line.
    scene.clock.ahead += timedelta(hours=25)
    await scene.delivers()
    await coordinator.hears("overdue")
    await teacher.hears("waiting for a first answer", room=scene.seats)
    await teacher.hears("A first answer is overdue.", room=scene.seats)

    # Answered, taken up, and owned; the circle has a room of its own.
    await coordinator.say(there, f"!case answer {ref} next:call_today by:today")
    await coordinator.hears(f"You answered {ref}", room=there)
    await coordinator.say(there, f"!case take {ref} why:fits_here circle:school police_said:clear")
    await coordinator.hears("is taken up together", room=there)
    await scene.delivers()
    circle = await _circle(scene, ref)
    for one in (teacher, coordinator):
        await one.until(lambda who=one: who.is_in(circle))
    assert not nurse.is_in(circle)
    await coordinator.say(there, f"!owner name {ref} @teacher because:relationship")
    await coordinator.hears("is asked to own", room=there)
    await teacher.say(school, f"!owner accept {ref}")
    await teacher.hears(f"You own {ref}", room=school)

    # The owner opens the sealed words in private, and invites a guest into the circle.
    await teacher.say(school, f"!case open {ref} what:detail why:prepare_visit")
    shown = await teacher.hears(CANARY, room=school)
    await teacher.say(
        school,
        f"!guest invite {ref} @mentor why:community_trust brings:relationship may:own_actions until:30d",
    )
    await teacher.hears("mentor", room=school)
    await scene.delivers()
    await mentor.until(lambda: mentor.is_in(circle))

    # The plan, its start, and progress by the guest, who is thanked and leaves.
    await teacher.say(
        school, f"!plan write {ref} action:mentoring level:person holder:@mentor due:14d"
    )
    await teacher.hears("mentoring", room=school)
    await teacher.say(school, f"!plan start {ref} given:given how:spoken mode:voluntary")
    await teacher.hears("started", room=school)
    await scene.delivers()
    own = scene.platform.direct_room(mentor.account) or ""  # Confer made it to invite the guest
    await mentor.until(lambda: mentor.is_in(own))
    await mentor.say(own, f"!plan progress {ref} action:1 status:done helped:helped")
    await mentor.hears("done", room=own)
    await teacher.say(school, f"!guest end {ref} @mentor")
    await teacher.hears("ended", room=school)
    await scene.delivers()
    await mentor.until(lambda: mentor.is_out_of(circle))

    # The end: proposed, finished, and the room of the circle is cleared out.
    await teacher.say(school, f"!case close {ref} step:propose why:goals_met outcome:goals_met")
    await teacher.hears("end", room=school)
    await coordinator.say(there, f"!case close {ref} step:finish")
    await coordinator.hears("ended", room=there)
    scene.clock.ahead += timedelta(days=3)
    await scene.delivers()
    for one in (teacher, coordinator):
        await one.until(lambda who=one: who.is_out_of(circle))

    # What was typed and what was shown is gone from the rooms; nobody else's eyes met it anywhere.
    await nurse.until(lambda: words in nurse.redacted)
    await teacher.until(lambda: shown.event_id in teacher.redacted)
    for one in (coordinator, mentor):
        assert not any(CANARY in event.body for event in one.read)
    for event in (*teacher.read, *coordinator.read):
        if event.room in {scene.seats, circle}:
            assert CANARY not in event.body

    # Only the newest line of the case tells anything; thirty days later none is left, nor the circle's room.
    await nurse.until(
        lambda: [e for e in nurse.read if e.body == f"* {ref} · a newer line stands below."]
    )
    lines = [e for e in nurse.read if e.room == scene.seats and e.body.startswith(f"{ref} · ")]
    assert len(lines) > 1
    scene.clock.ahead += timedelta(days=32)
    await scene.delivers()
    await nurse.until(lambda: all(line.event_id in nurse.redacted for line in lines))
    await scene.stops()
    _silent_on_disk(scene)


# Who types what in their own room, and what is heard there: from the worry to the end, as the handbook asks.
FULL = f"""
nurse: {WHOLE} guessable:would_not_guess detail:{CANARY} | This is all that others will read.
nurse: =1 | Thank you. Your concern is
coordinator: case answer REF next:screening by:2d | You answered REF
coordinator: case take REF | This case cannot move right now.
officer: case police REF answer:clear | Noted for REF: clear.
coordinator: case take REF why:fits_here circle:health,social,school,mental_health | is taken up together
coordinator: assess adopt REF | 3 more own judgements are needed
nurse: assess judge REF judgement:support | Your judgement on REF: support.
social: assess judge REF judgement:support | Your judgement on REF: support.
teacher: assess judge REF judgement:support | Your judgement on REF: support.
psychologist: assess judge REF judgement:act_now | all are shown together now
coordinator: meeting call kind:conference refs:REF dates:tomorrow-10:00 | stands
wait: 26h
coordinator: meeting record 1 present:municipality,police,social,mental_health face_to_face:yes | is recorded
coordinator: assess adopt REF expert:known_enough reasons:{CANARY} | Did somebody see it otherwise?
coordinator: =skip | REF is taken on.
teacher: owner name REF @social because:relationship | social is nominated to own REF.
psychologist: owner agree REF | Your seat agrees that social owns REF.
nurse: owner agree REF | Your seat agrees that social owns REF.
social: owner accept REF | You own REF.
social: owner reply REF next:call_today by:2d | The circle of REF hears
social: consent record REF kind:support given:given mode:voluntary how:spoken scope:contact until:60d | Noted
social: plan write REF action:counselling level:person holder:@psychologist due:30d | counselling
social: plan write REF action:family_work level:family holder:@social due:30d | work with the family
social: plan start REF no_community:carried_already | Support for REF has started.
coordinator: owner name REF @teacher because:relationship | teacher is nominated to own REF.
teacher: owner give_back REF why:no_time | Whoever asked you hears that you do not take REF on.
psychologist: plan progress REF action:1 status:done helped:too_early | Step 1 of REF: done.
social: plan progress REF action:2 status:done helped:helped | Step 2 of REF: done.
social: case close REF step:propose why:goals_met outcome:goals_met | An end is proposed for REF.
coordinator: case close REF step:finish | Before closing: whether step 1 helped
psychologist: plan progress REF action:1 status:done helped:helped | Step 1 of REF: done.
social: case close REF step:answer helped:helped together:yes shared:yes heard:yes again:yes line:x | noted
teacher: case close REF step:answer helped:helped together:yes shared:yes heard:yes again:yes line:x | noted
coordinator: case close REF step:finish | REF has ended.
"""


async def _six(scene: Scene) -> tuple[dict[str, Somebody], dict[str, str]]:
    """Confer begins anew in the full profile; six people, and the room of each."""
    await scene.stops()
    scene.profile = "full"
    await scene.starts()
    people = {"nurse": scene.nurse, "coordinator": await scene.comes("coordinator")}
    people["teacher"] = await scene.comes("teacher")
    people |= {key: await _joins(scene, key) for key in ("officer", "social", "psychologist")}
    rooms = {key: await scene.direct(one) for key, one in people.items()}
    return people, rooms


@pytest.mark.timeout(400)
async def test_a_full_case_goes_from_the_worry_to_its_end(scene: Scene) -> None:
    people, rooms = await _six(scene)
    scene.clock.to_tuesday()
    ref = ""

    for line in filter(None, FULL.splitlines()):
        who, _colon, rest = line.partition(": ")
        if who == "wait":
            scene.clock.ahead += timedelta(hours=26)
            await scene.delivers()
            continue
        words, _bar, heard = rest.replace("REF", ref or "REF").partition(" | ")
        typed = words.removeprefix("=") if words.startswith("=") else f"!{words}"
        since = len(people[who].read)
        await people[who].say(rooms[who], typed)
        told = await _answered(people[who], rooms[who], heard, since)
        found = re.findall(r"[a-z]+-[a-z]+-\d{2}-[A-Z]", told)
        ref = ref or (found[0] if found else "")
        await scene.delivers()

    circle = await _circle(scene, ref)
    news = [e.body for e in people["social"].read if e.room == circle]
    assert any("Whoever was asked to own this case does not take it on." in one for one in news)
    assert not any("gave the case back" in one for one in news)
    for one in people.values():
        assert not any(CANARY in e.body for e in one.read if e.room in {circle, scene.seats})
    await scene.stops()
    _silent_on_disk(scene)


async def _answered(one: Somebody, room: str, words: str, since: int) -> str:
    """What is heard there after so many lines."""

    def found() -> str:
        lines = [e.body for e in one.read[since:] if e.room == room and words in e.body]
        return lines[0] if lines else ""

    return str(await one.until(found, words))


def _silent_on_disk(scene: Scene) -> None:
    """Database, its log, and the folder of the device's keys."""
    files = [*scene.folder.glob("confer.db*"), *(scene.folder / "m").rglob("*")]
    assert len(files) > 2
    for file in files:
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), f"the canary sang in {file.name}"
