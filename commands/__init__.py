"""The slash commands. To add one: write it in its file, and name it here."""

from collections.abc import Mapping
from typing import Final

from bot.command import AnyCommand
from commands import (
    agency,
    case_look,
    case_move,
    case_work,
    concern,
    confer,
    consent,
    guest,
    meeting,
    my,
    owner,
    plan,
)

ALL: Final[tuple[AnyCommand, ...]] = (
    concern.new,
    concern.ladder,
    concern.detail,
    concern.urgent,
    concern.rest,
    concern.status,
    case_look.list_,
    case_look.show,
    case_look.open_,
    case_move.answer,
    case_move.police,
    case_move.take,
    case_move.point,
    case_work.pause,
    case_work.circle,
    case_work.escalate,
    case_move.close,
    guest.invite,
    guest.renew,
    guest.end,
    guest.list_,
    owner.name,
    owner.accept,
    owner.reply,
    owner.give_back,
    plan.write,
    plan.start,
    plan.progress,
    plan.show,
    consent.record,
    meeting.call,
    meeting.record,
    meeting.skip,
    meeting.next_,
    agency.map_,
    agency.seat,
    my.link,
    my.settings,
    my.opened,
    confer.help_,
    confer.logs,
    confer.pass_,
    confer.second_,
)

BY_NAME: Final[Mapping[str, AnyCommand]] = {command.name: command for command in ALL}
