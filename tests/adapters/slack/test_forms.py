"""Forms on Slack: what a modal asks, what it says beside an answer, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.adapters.slack.people import until
from tests.adapters.slack.scene import ANSWERS, Scene, open_scene
from tests.house import CANARY


async def test_what_depends_on_an_answer_is_asked_in_a_second_form(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.types("/concern new")
    await nurse.sees_a_form()
    await nurse.sends(**{**ANSWERS, "urgency": "now"})

    await until(lambda: nurse.view, "the second form")

    assert nurse.asked() == ["called", "ground"]
    label = nurse.view.blocks[0]["label"]["text"] if nurse.view else ""
    assert "112" in label
    await nurse.sends(called="not_needed", ground="danger_to_self")
    await nurse.hears("What did you see or hear?")


async def test_a_wrong_answer_is_said_beside_its_question_and_the_form_stays(scene: Scene) -> None:
    coordinator = scene.people["coordinator"]
    await coordinator.types("/meeting call")
    await coordinator.sees_a_form()
    ack = await coordinator.sends(kind="non_case", dates="when it rains")

    assert set(ack.errors) == {"dates"}
    assert "rains" not in str(ack.body)
    assert coordinator.view is not None
    ack = await coordinator.sends(kind="non_case", dates="tomorrow 10:00")
    assert ack.acked
    assert ack.errors == {}
    await coordinator.hears("Meeting 1, without cases")


async def test_a_form_sent_twice_is_worked_once(scene: Scene) -> None:
    ref = await scene.raised()
    coordinator = scene.people["coordinator"]
    await coordinator.types(f"/case answer {ref}")
    view = await coordinator.sees_a_form()
    scene.slack.faults.loses_acks()  # Slack shows that it failed, and the coordinator sends it again
    await coordinator.sends(view, next="screening", by="2026-03-04")
    await coordinator.sends(view, next="screening", by="2026-03-04")

    await coordinator.hears("You answered")
    await scene.delivers()

    answered = [text for text in coordinator.reads() if text.startswith("You answered")]
    assert len(answered) == 1


async def test_a_form_that_comes_too_late_waits_behind_a_button(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    scene.slack.faults.refuses("views.open", "expired_trigger_id")
    await nurse.types("/concern new topic:alone")

    text = await nurse.hears("[Fill in]")

    assert "/concern new" in text
    await nurse.presses("Fill in")
    await nurse.sees_a_form()
    assert "topic" not in nurse.asked()  # it was given already


async def test_a_form_that_ran_out_loses_nothing_that_was_put_in(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.types("/concern new")
    await nurse.sees_a_form()
    scene.clock.move_to(scene.clock.now() + timedelta(minutes=45))

    await nurse.sends(**ANSWERS)

    await nurse.hears("What did you see or hear?")
    await nurse.presses("Skip")
    preview = await nurse.hears("This is all that others will read.")
    assert "withdrawn or alone" in preview


async def test_own_words_behind_a_command_are_refused_with_the_page(scene: Scene) -> None:
    ref = await scene.raised()
    nurse = scene.people["nurse"]
    before = len(nurse.reads())
    await nurse.types(f"/concern detail {ref} his name is Quillfeather and he lives at 4 Mill Lane")

    text = await nurse.hears("Your own words are not for this line")

    assert "delete them" in text
    await nurse.hears("[Write it on Confer's page]")
    assert not any("Quillfeather" in said for said in nurse.reads()[before:])
    assert not any(b"Quillfeather" in request.raw for request in scene.slack.requests)
    await scene.writes_there(nurse, detail=f"He was seen outside at night {CANARY}")
    await nurse.hears("Added to")


async def test_a_number_behind_a_command_is_refused_too(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.types("/concern new topic:alone call 0045 12 34 56 78")
    view = await nurse.sees_a_form()
    assert "Your own words are not for this line" in view.blocks[0]["text"]["text"]
    assert "0045" not in str(view.content)


async def test_own_words_written_to_confer_directly_are_refused_with_the_page(scene: Scene) -> None:
    ref = await scene.raised()
    nurse = scene.people["nurse"]
    await nurse.types(f"/concern detail {ref}")
    await nurse.hears("[Write it on Confer's page]")
    await nurse.writes("he was seen with Quillfeather")

    await nurse.hears("Your own words are not for this line")

    await scene.writes_there(nurse, detail=f"He was seen {CANARY}")
    await nurse.hears("Added to")


async def test_who_it_is_about_is_said_on_the_page_and_no_example_leads_to_typing_it(
    scene: Scene,
) -> None:
    nurse = scene.people["nurse"]
    await nurse.types("/concern new")
    await nurse.sees_a_form()
    await nurse.sends(**ANSWERS)
    await nurse.hears("[Skip]")
    await nurse.presses("Skip")
    assert "who: " not in await nurse.hears("This is all that others will read.")
    await nurse.presses("Say who it is")
    await nurse.hears("[Write it on Confer's page]")
    await scene.writes_there(nurse, who=f"Quillfeather {CANARY}")
    preview = await nurse.hears("Sealed, opened one person at a time: your own words.")

    assert "[Say who it is]" not in preview
    assert not any(b"Quillfeather" in request.raw for request in scene.slack.requests)


async def test_where_the_agreement_takes_it_own_words_are_asked_in_the_modal(
    tmp_path: Path, migrated: Path
) -> None:
    async with open_scene(tmp_path, migrated, own_words=True) as scene:
        nurse = scene.people["nurse"]
        await nurse.types("/concern new")
        await nurse.sees_a_form()
        assert nurse.asked()[-1] == "detail"
        await nurse.sends(**ANSWERS, detail=f"Sits alone {CANARY}")
        await nurse.hears("This is all that others will read.")
        await nurse.presses("Send")
        await nurse.hears("Your concern is")


async def test_a_person_may_answer_by_words_in_the_direct_conversation(scene: Scene) -> None:
    coordinator = scene.people["coordinator"]
    ref = await scene.raised()
    await coordinator.writes(f"/case show {ref}")
    await coordinator.hears("Police check: not answered yet")
    await coordinator.writes(f"case answer {ref} next:screening by:2d")
    await coordinator.hears("You answered")


async def test_a_mention_in_a_thread_is_a_command(scene: Scene) -> None:
    ref = await scene.raised()
    coordinator = scene.people["coordinator"]
    await coordinator.mentions(f"case show {ref}", thread="1767225600.000100")

    await coordinator.hears("Police check: not answered yet")

    assert scene.lines(scene.seats)[-1].endswith(f"case show {ref}")  # nothing was answered aloud


async def test_words_said_aloud_move_to_where_only_one_reads(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.mentions("concern new detail: he lives at 4 Mill Lane")
    await nurse.hears("I cannot remove your message there. Please remove it yourself.")


async def test_the_long_form_of_a_command_works_always(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.types("/confer concern new topic:alone")
    await nurse.sees_a_form()
    assert nurse.asked()[0] == "urgency"


async def test_a_wrong_word_gets_the_nearest(scene: Scene) -> None:
    nurse = scene.people["nurse"]
    await nurse.types("/concern nwe")
    await nurse.hears("Did you mean")
    await nurse.presses("/concern new")
    await nurse.sees_a_form()


async def test_a_shortcut_begins_a_command_and_takes_nothing_of_the_message(scene: Scene) -> None:
    nurse, teacher = scene.people["nurse"], scene.people["teacher"]
    await scene.slack.shortcut(nurse.user, "confer_raise")
    await nurse.sees_a_form()
    await teacher.mentions("confer help")
    message = next(m for m in teacher.messages() if m.user_id == teacher.id)
    await scene.slack.message_shortcut(teacher.user, "confer_raise_here", message)
    view = await teacher.sees_a_form()
    assert "help" not in str(view.content["private_metadata"])


async def test_nothing_but_random_ids_stands_behind_buttons_and_forms(scene: Scene) -> None:
    ref = await scene.taken()
    for message in scene.slack.world.messages:
        for block in message.blocks:
            for action in block.get("elements", []):
                value = action.get("value", "")
                assert ref not in value
                assert " " not in value
    coordinator = scene.people["coordinator"]
    await coordinator.types(f"/case point {ref}")
    view = await coordinator.sees_a_form()
    assert ref not in view.content["private_metadata"]


async def test_an_older_button_still_does_what_it_says(scene: Scene) -> None:
    """Two notices with the same label: each opens its own case."""
    first, second = await scene.raised(), await scene.raised("teacher")
    coordinator = scene.people["coordinator"]
    notices = [m for m in coordinator.messages() if "Something new is waiting" in m.text]
    assert len(notices) == 2
    await coordinator.presses("Open", notices[0])
    await coordinator.hears(f"{first} · withdrawn")
    await coordinator.presses("Open", notices[1])
    await coordinator.hears(f"{second} · withdrawn")


async def test_what_is_to_be_read_first_stands_above_the_questions(scene: Scene) -> None:
    """Such as the question that a seat is asked; the form is drawn whole, and says it too."""
    ref = await scene.raised()
    coordinator, officer = scene.people["coordinator"], scene.people["officer"]
    await officer.types(f"/case police {ref} answer:clear")
    await officer.hears("Noted")
    await coordinator.types(f"/case answer {ref} next:screening by:2026-03-04")
    await coordinator.hears("You answered")
    await coordinator.types(f"/assess ask {ref} seats:social question:in_contact")
    await coordinator.hears("Asked about")
    social = scene.people["social"]
    await social.types(f"/assess answer {ref}")

    view = await social.sees_a_form()

    assert "in contact?" in str(view.blocks[0])
    assert social.asked()[0] == "reply"
