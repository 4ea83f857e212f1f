"""On Slack nobody's message can be removed: its writer alone reads why it should go, and how to go on."""

from __future__ import annotations

from tests.adapters.slack.scene import Scene

NUDGE = "That message may describe a person."


async def test_a_telephone_number_is_told_to_its_writer_alone_and_clean_words_to_nobody(
    scene: Scene,
) -> None:
    teacher, nurse = scene.teacher, scene.nurse
    before = len(nurse.reads())
    await scene.slack.says(teacher.user, scene.seats, "We meet on Monday at 10:00")
    await scene.slack.says(teacher.user, scene.seats, "Call +45 22 33 44 55")

    await teacher.hears(NUDGE)
    assert "I cannot remove your message there. Please remove it yourself." in teacher.reads()
    assert len(nurse.reads()) == before + 2  # the two messages themselves
    await teacher.presses("It is harmless")
    await teacher.hears("Then send it there once more within ten minutes")
    seen = len(teacher.reads())
    await scene.slack.says(teacher.user, scene.seats, "Call +45 22 33 44 55")
    await scene.slack.says(teacher.user, scene.seats, "Thank you all")
    await teacher.types("/confer help")
    await teacher.hears("What you can do here")
    assert not any(NUDGE in text for text in teacher.reads()[seen:])


async def test_an_edit_is_looked_at_and_help_opens_the_form(scene: Scene) -> None:
    teacher = scene.teacher
    await scene.slack.says(teacher.user, scene.seats, "See you")
    message = scene.slack.world.messages[-1]

    await scene.slack.edits(message, "See <mailto:mia@example.org|mia@example.org>")

    await teacher.hears(NUDGE)
    await teacher.presses("Help")
    view = await teacher.sees_a_form()
    assert "mia@" not in str(view.blocks)
    assert "topic" in teacher.asked()
