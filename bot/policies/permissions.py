"""The permission table: 12 roles × 66 permissions. Deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.vocabulary.roles import Cell, Permission, Role

# One word a role, in the order of Role: referrer, member, circle, police contact, coordinator, case
# owner, guest, expert, manager, administrator, auditor, strategic. A hyphen is no.
_ROWS: Final[Mapping[Permission, str]] = {
    Permission.SEE_MAP: "any any any any any any scoped any any any any any",
    Permission.EDIT_CARD: "- scoped scoped scoped any - - - scoped - - -",
    Permission.ADMIT_SEAT: "- - - - second - - - - - - -",
    Permission.NAME_HOLDER: "- - - - second - - - scoped - - -",
    Permission.WORK_ON_NETWORK: "- any - - any - - - - - - -",
    Permission.WRITE_DRAFT: "own own own own own own - - own - - -",
    Permission.READ_LADDER: "own own own own own own - - scoped - - -",
    Permission.ASK_NO_NAMES: "any any any any any any - - any - any -",
    Permission.RAISE_CONCERN: "any any any any any any - - any - - -",
    Permission.ANSWER_CONCERN: "- scoped - - any - - - - - - -",
    Permission.POLICE_ANSWER: "- - - any scoped - - - - - - -",
    Permission.SEE_CASE_EXISTS: "own scoped scoped any any scoped scoped - own - counts -",
    Permission.SEE_CHANNEL_LINE: "- any any any any any - - - - any -",
    Permission.SEE_ABSTRACT: "scoped scoped abstract abstract abstract abstract scoped scoped - - - -",
    Permission.SEE_PAUSE_KIND: "- - - any any - - - - - - -",
    Permission.SEE_LIMITS: "- - scoped any any scoped scoped - - - - -",
    Permission.SEE_PLAN: "- - any scoped abstract any scoped - - - - -",
    Permission.SEE_GUESTS: "- - any any any any scoped - - - any -",
    Permission.LIST_CASES: "own - scoped scoped any scoped - - - - counts -",
    Permission.OPEN_SEALED: "own - scoped scoped scoped scoped scoped - - - second -",
    Permission.OPEN_IDENTITY: "own - second scoped second scoped - - - - second -",
    Permission.DECIDE_CASE: "- - - - any - - - - - - -",
    Permission.RUN_CASE: "- - - - any scoped - - - - - -",
    Permission.PAUSE_CASE: "- - - any any scoped - - - - - -",
    Permission.SET_URGENT: "scoped scoped scoped scoped any scoped - - - - - -",
    Permission.ESCALATE: "- - scoped scoped any - scoped - - - - -",
    Permission.CLOSE_CASE: "- - - - second - - - - - - -",
    Permission.HAND_OVER: "- - - - second second - - - - - -",
    Permission.RECUSE_SELF: "- own own own own own - - - - - -",
    Permission.GIVE_JUDGEMENT: "- - any any - scoped scoped abstract - - - -",
    Permission.ASK_INFO: "- - - scoped any scoped - - - - - -",
    Permission.ANSWER_INFO: "own scoped scoped scoped scoped scoped scoped scoped - - - -",
    Permission.ADD_DETAIL: "own scoped scoped scoped scoped scoped scoped - - - - -",
    Permission.RELEASE: "own own own own - scoped - - - - - -",
    Permission.MANAGE_CIRCLE: "- - - - any scoped - - - - - -",
    Permission.INVITE_GUEST: "- - scoped - any scoped own - - - - -",
    Permission.EXTEND_GUEST: "- - - - second second - - - - - -",
    Permission.NOMINATE_OWNER: "- - any any any - - - - - - -",
    Permission.ASSENT_OWNER: "- - any any - - - - - - - -",
    Permission.ACCEPT_OWNER: "- - own - - own - - - - - -",
    Permission.RECORD_CONSENT: "own - scoped - - scoped - - - - - -",
    Permission.OVERRIDE: "second second second second - second - - - - - -",
    Permission.SECOND_OVERRIDE: "- scoped scoped - scoped - - - scoped - any -",
    Permission.CHECK_OVERRIDE: "- - - - - - - - - - any -",
    Permission.WRITE_PLAN: "- - scoped - scoped any - - - - - -",
    Permission.LOG_PROGRESS: "- - scoped scoped - any scoped - - - - -",
    Permission.ANSWER_CLOSING: "scoped - any any any any scoped - - - - -",
    Permission.EXPORT_CASE: "- - - - - second - - - - second -",
    Permission.CALL_MEETING: "- any any any any scoped - - - - - -",
    Permission.RECORD_MEETING: "- - - - any scoped - - - - - -",
    Permission.CASE_LOG: "- - scoped scoped counts scoped own - - - any -",
    Permission.ALL_LOGS: "- - - - - - - - - counts any -",
    Permission.SEE_OPENINGS: "own own own own own own own own - - any -",
    Permission.RIGHTS_AND_HOLDS: "- - - - - scoped - - - - any -",
    Permission.REPORT_BREACH: "any any any any any any any any any any any any",
    Permission.LOG_NEAR_MISS: "any any any any any any any any any any any any",
    Permission.PROPOSE_LEARNING: "own any any any any any own own - - - -",
    Permission.APPROVE_LEARNING: "- - second - second second - - - - second -",
    Permission.ANSWER_BARRIER: "- - - - - - - - - - - any",
    Permission.STATS_OWN: "- any any any any any - - - - any any",
    Permission.STATS_ALL: "- - - - - - - - - - any any",
    Permission.PUBLISH_RESULTS: "- - - - second - - - - - - -",
    Permission.OWN_SETTINGS: "own own own own own own own own own own own own",
    Permission.CHANGE_SETTINGS: "- - - - second - - - - - second -",
    Permission.KEEP_RUNNING: "- - - - - - - - - any counts -",
    Permission.USE_RECOVERY_SHARE: "- - - - scoped - - - scoped - scoped -",
}


def _cells(row: str) -> Mapping[Role, Cell]:
    words = (Cell.NONE if word == "-" else Cell(word) for word in row.split())
    return dict(zip(Role, words, strict=True))


TABLE: Final[Mapping[Permission, Mapping[Role, Cell]]] = {
    permission: _cells(row) for permission, row in _ROWS.items()
}
