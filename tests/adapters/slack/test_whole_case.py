"""A light case the whole way on Slack, in both of Slack's ways of calling an app."""

from __future__ import annotations

from tests.adapters.slack.people import until
from tests.adapters.slack.scene import ANSWERS, Scene
from tests.house import CANARY


async def test_a_case_goes_the_whole_way(scene: Scene) -> None:  # noqa: PLR0915 - one story
    nurse, coordinator, social, mentor = (
        scene.people[key] for key in ("nurse", "coordinator", "social", "mentor")
    )

    # The nurse brings a worry: set words in Slack's form, her own on Confer's page.
    assert (await nurse.types("/concern new topic:alone")).acked
    await nurse.sees_a_form()
    assert nurse.asked() == ["urgency", "age", "basis", "sure", "strengths", "guessable"]
    await nurse.sends(**{name: value for name, value in ANSWERS.items() if name != "topic"})
    await nurse.hears("What did you see or hear?")
    status, page = await scene.opens(nurse)
    assert status == 200
    assert "What did you see or hear?" in page
    status, page = await scene.writes_there(nurse, detail=f"Sits alone every day {CANARY}")
    assert status == 200
    assert "Go back to the chat" in page
    await nurse.hears("This is all that others will read.")
    await nurse.presses("Send")
    thanks = await nurse.hears("Thank you. Your concern is")
    assert "A named person answers within 24 hours" in thanks
    ref = scene.newest(nurse)

    # Nobody answers: after 24 hours who runs the process is called, and the channel reads one bare line.
    await scene.waits(hours=25)
    assert any("overdue" in text for text in coordinator.reads())
    assert scene.lines(scene.seats) == [
        f"{ref} · relations · child · this week · waiting for a first answer",
        "A first answer is overdue. Duty members, please look.",
    ]

    # The coordinator answers by the form, takes it up, and names an owner.
    await coordinator.presses("Open")
    await coordinator.hears("Police check: not answered yet")
    await coordinator.presses("Answer")
    await coordinator.sees_a_form()
    assert coordinator.asked() == ["next", "by"]
    await coordinator.sends(next="call_today", by="2026-03-03")
    await coordinator.hears(f"You answered {ref}")
    await coordinator.types(f"/case take {ref}")
    await coordinator.sees_a_form()
    await coordinator.sends(why="fits_here", circle=["social", "school"])
    await until(lambda: coordinator.view, "the question about the police")
    assert coordinator.asked() == ["police_said"]
    await coordinator.sends(police_said="clear")
    await coordinator.hears("is taken up together")
    await scene.delivers()
    channel = scene.circle(ref)
    assert channel.kind == "private"
    assert scene.members(channel) == {"coordinator", "deputy", "social", "teacher"}
    await coordinator.types(f"/owner name {ref} @social because:relationship")
    await coordinator.hears("is asked to own")
    await scene.delivers()
    await social.presses("Open")
    await social.hears("[Accept]")
    await social.presses("Accept")
    await social.hears(f"You own {ref}")

    # The owner opens sealed words on the page alone, and invites a guest.
    await social.types(f"/case open {ref} what:detail why:prepare_visit")
    await social.hears("shown on Confer's own page")
    status, page = await scene.opens(social)
    assert status == 200
    assert CANARY not in page
    status, page = await scene.writes_there(social)
    assert CANARY in page
    assert (await scene.writes_there(social))[0] in {404, 410}  # once
    await social.types(f"/guest invite {ref}")
    await social.sees_a_form()
    await social.sends(
        who="mentor",
        why="community_trust",
        brings="relationship",
        may=["own_actions"],
        until="2026-04-01",
    )
    await social.sees_a_form()  # one more question, as the guest is trusted in the community
    assert social.asked() == ["kind"]
    await social.sends()
    await social.hears("mentor")
    await scene.delivers()
    assert "mentor" in scene.members(channel)

    # The plan, its start, progress by the guest, and the end.
    await social.types(f"/plan write {ref} action:mentoring level:person holder:@mentor due:14d")
    await social.hears("mentoring")
    await social.types(f"/plan start {ref} given:given how:spoken mode:voluntary")
    await social.hears("started")
    await scene.delivers()
    # A picture, as any file, goes to one person by the page; Slack gets no file, and no right to one.
    await social.types(f"/plan picture {ref}")
    await social.hears("shown on Confer's own page")
    _status, page = await scene.reads_there(social)
    assert "data:image/png;base64," in page
    assert not any(call.method.startswith("files.") for call in scene.slack.requests)
    await mentor.types(f"/plan progress {ref} action:1 status:done helped:helped")
    await mentor.hears("done")
    await social.types(f"/case close {ref} step:propose why:goals_met outcome:goals_met")
    await social.hears("end")
    await coordinator.types(f"/case close {ref} step:finish")
    await coordinator.hears("ended")
    await scene.waits(days=1)

    # Only the newest line of the case tells anything; nobody is left in the circle's channel.
    assert [line for line in scene.lines(scene.seats) if line.startswith(ref)][-2:] == [
        f"{ref} · a newer line stands below.",
        f"{ref} · relations · child · this week · ended",
    ]
    assert scene.members(channel) == set()
    assert not channel.archived
    for line in [*scene.lines(scene.seats), *scene.lines(channel)]:
        assert CANARY not in line

    # Thirty days later, and Easter between, what was said of it in shared places is gone.
    await scene.waits(days=37)
    assert not any(ref in line for line in scene.lines(scene.seats))
    assert scene.lines(channel) == []
    assert channel.archived
