"""How a case moves: states, acts, overlays, guards, clocks and the two profiles, a row each.

Guards are named here and decided in bot/policies/guards.py. The tables are held against the
domain's data by tests/architecture/test_domain.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.vocabulary.concern import Status
from bot.vocabulary.process import Act, ClockName, Guard, NudgeName, Overlay, State
from bot.vocabulary.roles import Permission, Role

# Tables: a row a line.
# fmt: off


@dataclass(frozen=True, slots=True)
class StateRow:
    """The word others read, who may at most know of it, and the clocks that start on entering."""

    word: Status | None
    seen_by: tuple[Role, ...]
    clocks: tuple[ClockName, ...]


STATES: Final[Mapping[State, StateRow]] = {
    State.DRAFT: StateRow(None, (Role.REFERRER, Role.MANAGER, ), (ClockName.DRAFT_LIFE, )),
    State.RAISED: StateRow(Status.WAITING, (Role.REFERRER, Role.COORDINATOR, Role.POLICE_CONTACT, ), (ClockName.FIRST_ANSWER, ClockName.POLICE_ANSWER, )),
    State.SCREENING: StateRow(Status.LOOKED_AT, (Role.REFERRER, Role.COORDINATOR, Role.POLICE_CONTACT, ), (ClockName.SCREENING_DECISION, )),
    State.ASSESSING: StateRow(Status.TOGETHER, (Role.COORDINATOR, Role.POLICE_CONTACT, Role.CIRCLE, Role.GUEST, Role.EXPERT, ), (ClockName.ASSESSMENT_HELD, )),
    State.PREPARING: StateRow(Status.TOGETHER, (Role.COORDINATOR, Role.POLICE_CONTACT, Role.CIRCLE, Role.CASE_OWNER, Role.GUEST, ), (ClockName.OWNER_FOUND, ClockName.PERSON_ASKED, ClockName.FIRST_PLAN, )),
    State.SUPPORTING: StateRow(Status.SUPPORT, (Role.COORDINATOR, Role.POLICE_CONTACT, Role.CIRCLE, Role.CASE_OWNER, Role.GUEST, ), (ClockName.REVIEW_BY, )),
    State.CLOSING: StateRow(Status.SUPPORT, (Role.COORDINATOR, Role.POLICE_CONTACT, Role.CIRCLE, Role.CASE_OWNER, ), (ClockName.CLOSING_ANSWERS, )),
    State.FOLLOW_UP: StateRow(Status.ENDED, (Role.COORDINATOR, Role.CASE_OWNER, ), (ClockName.LOOK_BACKS, )),
    State.NOT_TAKEN: StateRow(Status.ELSEWHERE, (Role.COORDINATOR, Role.REFERRER, ), (ClockName.KEEP_NOT_TAKEN, )),
    State.ARCHIVED: StateRow(Status.ENDED, (Role.AUDITOR, ), (ClockName.KEEP_ARCHIVED, )),
    State.ERASED: StateRow(None, (), ()),
}


class Kind(StrEnum):
    MOVE = "move"
    OVERLAY = "overlay"
    WORK = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """Who may do it, under which permission, what may refuse it; for a move, from where to where."""

    kind: Kind
    who: tuple[Role, ...]
    permission: Permission | None  # None: the bot alone, on time
    guards: tuple[Guard, ...] = ()
    source: tuple[State, ...] = ()
    target: State | None = None


ACTS: Final[Mapping[Act, ActRow]] = {
    Act.RAISE: ActRow(kind=Kind.MOVE, source=(State.DRAFT, ), target=State.RAISED, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.MANAGER, ), permission=Permission.RAISE_CONCERN, guards=(Guard.SEAT_LIVE, Guard.LADDER_DONE, Guard.ABSTRACT_OK, Guard.FOOTING_RECORDED, )),
    Act.DROP: ActRow(kind=Kind.MOVE, source=(State.DRAFT, ), target=State.ERASED, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.MANAGER, ), permission=Permission.WRITE_DRAFT),
    Act.ANSWER: ActRow(kind=Kind.MOVE, source=(State.RAISED, ), target=State.SCREENING, who=(Role.COORDINATOR, Role.MEMBER, ), permission=Permission.ANSWER_CONCERN, guards=(Guard.REASON_GIVEN, )),
    Act.TAKE_UP: ActRow(kind=Kind.MOVE, source=(State.SCREENING, ), target=State.ASSESSING, who=(Role.COORDINATOR, ), permission=Permission.DECIDE_CASE, guards=(Guard.FREE_TO_WORK, Guard.NO_CONFLICT, Guard.FOOTING_RECORDED, Guard.REASON_GIVEN, )),
    Act.POINT_ON: ActRow(kind=Kind.MOVE, source=(State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, ), target=State.NOT_TAKEN, who=(Role.COORDINATOR, ), permission=Permission.DECIDE_CASE, guards=(Guard.REASON_GIVEN, Guard.SECOND_PERSON, )),
    Act.FOLD_IN: ActRow(kind=Kind.MOVE, source=(State.RAISED, State.SCREENING, ), target=State.NOT_TAKEN, who=(Role.COORDINATOR, ), permission=Permission.DECIDE_CASE, guards=(Guard.REASON_GIVEN, )),
    Act.ADOPT: ActRow(kind=Kind.MOVE, source=(State.ASSESSING, ), target=State.PREPARING, who=(Role.COORDINATOR, ), permission=Permission.DECIDE_CASE, guards=(Guard.FREE_TO_WORK, Guard.ANSWERS_IN, Guard.JUDGEMENTS_IN, Guard.QUORUM, Guard.NO_CONFLICT, )),
    Act.START: ActRow(kind=Kind.MOVE, source=(State.PREPARING, ), target=State.SUPPORTING, who=(Role.CASE_OWNER, ), permission=Permission.RUN_CASE, guards=(Guard.FREE_TO_WORK, Guard.OWNER_SETTLED, Guard.PARTICIPATION_SETTLED, Guard.PLAN_READY, Guard.WITHIN_LIMITS, )),
    Act.DECLINED_BY_PERSON: ActRow(kind=Kind.MOVE, source=(State.PREPARING, ), target=State.NOT_TAKEN, who=(Role.CASE_OWNER, ), permission=Permission.RUN_CASE, guards=(Guard.REASON_GIVEN, Guard.SECOND_PERSON, )),
    Act.RETHINK: ActRow(kind=Kind.MOVE, source=(State.PREPARING, ), target=State.ASSESSING, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE, guards=(Guard.REASON_GIVEN, )),
    Act.REVIEW: ActRow(kind=Kind.MOVE, source=(State.SUPPORTING, ), target=State.SUPPORTING, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE, guards=(Guard.FREE_TO_WORK, Guard.QUORUM, )),
    Act.CONSENT_WITHDRAWN: ActRow(kind=Kind.MOVE, source=(State.SUPPORTING, ), target=State.PREPARING, who=(Role.CASE_OWNER, Role.CIRCLE, ), permission=Permission.RECORD_CONSENT),
    Act.PROPOSE_CLOSE: ActRow(kind=Kind.MOVE, source=(State.SUPPORTING, ), target=State.CLOSING, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE, guards=(Guard.REASON_GIVEN, )),
    Act.NOT_YET: ActRow(kind=Kind.MOVE, source=(State.CLOSING, ), target=State.SUPPORTING, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE, guards=(Guard.REASON_GIVEN, )),
    Act.CLOSE: ActRow(kind=Kind.MOVE, source=(State.CLOSING, ), target=State.FOLLOW_UP, who=(Role.COORDINATOR, ), permission=Permission.CLOSE_CASE, guards=(Guard.FREE_TO_WORK, Guard.CLOSING_READY, Guard.SECOND_PERSON, )),
    Act.LOOK_BACK: ActRow(kind=Kind.MOVE, source=(State.FOLLOW_UP, ), target=State.FOLLOW_UP, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE),
    Act.LAST_LOOK_BACK: ActRow(kind=Kind.MOVE, source=(State.FOLLOW_UP, ), target=State.ARCHIVED, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE),
    Act.REOPEN: ActRow(kind=Kind.MOVE, source=(State.FOLLOW_UP, ), target=State.ASSESSING, who=(Role.COORDINATOR, ), permission=Permission.DECIDE_CASE, guards=(Guard.FREE_TO_WORK, Guard.FOOTING_RECORDED, Guard.REASON_GIVEN, )),
    Act.HANDOVER_ACCEPTED: ActRow(kind=Kind.MOVE, source=(State.ASSESSING, State.PREPARING, State.SUPPORTING, ), target=State.FOLLOW_UP, who=(Role.COORDINATOR, ), permission=Permission.HAND_OVER, guards=(Guard.HANDOVER_READY, Guard.FREE_TO_WORK, )),
    Act.RE_RAISE: ActRow(kind=Kind.MOVE, source=(State.NOT_TAKEN, ), target=State.RAISED, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, ), permission=Permission.RAISE_CONCERN, guards=(Guard.SEAT_LIVE, Guard.ABSTRACT_OK, Guard.FOOTING_RECORDED, )),
    Act.ERASE: ActRow(kind=Kind.MOVE, source=(State.DRAFT, State.NOT_TAKEN, State.ARCHIVED, ), target=State.ERASED, who=(), permission=None, guards=(Guard.ERASURE_FREE, )),
    Act.SET_URGENT: ActRow(kind=Kind.OVERLAY, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.COORDINATOR, Role.POLICE_CONTACT, Role.CASE_OWNER, ), permission=Permission.SET_URGENT, guards=(Guard.URGENT_GROUND, )),
    Act.CLEAR_URGENT: ActRow(kind=Kind.OVERLAY, who=(Role.COORDINATOR, ), permission=Permission.SET_URGENT, guards=(Guard.REASON_GIVEN, )),
    Act.PAUSE: ActRow(kind=Kind.OVERLAY, who=(Role.COORDINATOR, Role.CASE_OWNER, Role.POLICE_CONTACT, ), permission=Permission.PAUSE_CASE),
    Act.RESUME: ActRow(kind=Kind.OVERLAY, who=(Role.COORDINATOR, Role.CASE_OWNER, Role.POLICE_CONTACT, ), permission=Permission.PAUSE_CASE),
    Act.SET_LIMITS: ActRow(kind=Kind.OVERLAY, who=(Role.POLICE_CONTACT, Role.COORDINATOR, ), permission=Permission.POLICE_ANSWER),
    Act.CLEAR_LIMITS: ActRow(kind=Kind.OVERLAY, who=(Role.POLICE_CONTACT, Role.COORDINATOR, ), permission=Permission.POLICE_ANSWER),
    Act.OFFER_HANDOVER: ActRow(kind=Kind.OVERLAY, who=(Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.HAND_OVER, guards=(Guard.REASON_GIVEN, Guard.SECOND_PERSON, )),
    Act.WITHDRAW_HANDOVER: ActRow(kind=Kind.OVERLAY, who=(Role.COORDINATOR, ), permission=Permission.HAND_OVER, guards=(Guard.REASON_GIVEN, )),
    Act.STEP_DOWN: ActRow(kind=Kind.OVERLAY, who=(Role.CASE_OWNER, ), permission=Permission.RUN_CASE, guards=(Guard.REASON_GIVEN, Guard.SECOND_PERSON, )),
    Act.STEP_UP: ActRow(kind=Kind.OVERLAY, who=(Role.CASE_OWNER, Role.COORDINATOR, ), permission=Permission.RUN_CASE, guards=(Guard.REASON_GIVEN, )),
    Act.SET_LEGAL_HOLD: ActRow(kind=Kind.OVERLAY, who=(Role.AUDITOR, ), permission=Permission.RIGHTS_AND_HOLDS, guards=(Guard.REASON_GIVEN, )),
    Act.CLEAR_LEGAL_HOLD: ActRow(kind=Kind.OVERLAY, who=(Role.AUDITOR, ), permission=Permission.RIGHTS_AND_HOLDS, guards=(Guard.REASON_GIVEN, )),
    Act.RECUSE: ActRow(kind=Kind.OVERLAY, who=(Role.MEMBER, Role.CIRCLE, Role.COORDINATOR, Role.POLICE_CONTACT, Role.CASE_OWNER, ), permission=Permission.RECUSE_SELF),
    Act.END_RECUSAL: ActRow(kind=Kind.OVERLAY, who=(Role.COORDINATOR, ), permission=Permission.MANAGE_CIRCLE, guards=(Guard.REASON_GIVEN, )),
    Act.REPORT_BREACH: ActRow(kind=Kind.OVERLAY, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.COORDINATOR, Role.POLICE_CONTACT, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.STRATEGIC, ), permission=Permission.REPORT_BREACH),
    Act.SETTLE_BREACH: ActRow(kind=Kind.OVERLAY, who=(Role.AUDITOR, ), permission=Permission.RIGHTS_AND_HOLDS, guards=(Guard.REASON_GIVEN, )),
    Act.START_DRAFT: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.MANAGER, ), permission=Permission.WRITE_DRAFT),
    Act.LADDER_STEP: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.MANAGER, ), permission=Permission.WRITE_DRAFT),
    Act.ASK_NO_NAMES: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.MANAGER, Role.AUDITOR, ), permission=Permission.ASK_NO_NAMES, guards=(Guard.ABSTRACT_OK, )),
    Act.ADD_DETAIL: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, ), permission=Permission.ADD_DETAIL, guards=(Guard.FOOTING_RECORDED, )),
    Act.ASK_POLICE: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, ), permission=Permission.DECIDE_CASE),
    Act.POLICE_ANSWER: ActRow(kind=Kind.WORK, who=(Role.POLICE_CONTACT, Role.COORDINATOR, ), permission=Permission.POLICE_ANSWER),
    Act.ASK_INFO: ActRow(kind=Kind.WORK, who=(Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.ASK_INFO, guards=(Guard.FREE_TO_WORK, Guard.FOOTING_RECORDED, )),
    Act.ANSWER_INFO: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, ), permission=Permission.ANSWER_INFO, guards=(Guard.FOOTING_RECORDED, )),
    Act.GIVE_JUDGEMENT: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.POLICE_CONTACT, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, ), permission=Permission.GIVE_JUDGEMENT, guards=(Guard.NO_CONFLICT, )),
    Act.CHANGE_CIRCLE: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.MANAGE_CIRCLE, guards=(Guard.REASON_GIVEN, )),
    Act.NOMINATE_OWNER: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, ), permission=Permission.NOMINATE_OWNER, guards=(Guard.NO_CONFLICT, )),
    Act.ASSENT_OWNER: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.POLICE_CONTACT, ), permission=Permission.ASSENT_OWNER, guards=(Guard.NO_CONFLICT, )),
    Act.ACCEPT_OWNER: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.CASE_OWNER, ), permission=Permission.ACCEPT_OWNER),
    Act.RETURN_OWNER: ActRow(kind=Kind.WORK, who=(Role.CASE_OWNER, ), permission=Permission.ACCEPT_OWNER, guards=(Guard.REASON_GIVEN, )),
    Act.ESCALATE: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.GUEST, ), permission=Permission.ESCALATE, guards=(Guard.REASON_GIVEN, )),
    Act.OWNER_REPLY: ActRow(kind=Kind.WORK, who=(Role.CASE_OWNER, ), permission=Permission.RUN_CASE),
    Act.RECORD_CONSENT: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.CIRCLE, Role.CASE_OWNER, ), permission=Permission.RECORD_CONSENT, guards=(Guard.WITHIN_LIMITS, )),
    Act.GIVE_OVERRIDE: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.CASE_OWNER, ), permission=Permission.OVERRIDE, guards=(Guard.OVERRIDE_COMPLETE, )),
    Act.CONFIRM_OVERRIDE: ActRow(kind=Kind.WORK, who=(Role.MEMBER, Role.CIRCLE, Role.COORDINATOR, Role.MANAGER, Role.AUDITOR, ), permission=Permission.SECOND_OVERRIDE, guards=(Guard.NO_CONFLICT, )),
    Act.CHECK_OVERRIDE: ActRow(kind=Kind.WORK, who=(Role.AUDITOR, ), permission=Permission.CHECK_OVERRIDE),
    Act.RELEASE: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.CASE_OWNER, ), permission=Permission.RELEASE, guards=(Guard.SEAT_LIVE, Guard.FOOTING_RECORDED, )),
    Act.WITHDRAW_DETAIL: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, ), permission=Permission.SEE_OPENINGS),
    Act.OPEN_SEALED: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.AUDITOR, ), permission=Permission.OPEN_SEALED, guards=(Guard.REASON_GIVEN, )),
    Act.OPEN_IDENTITY: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.AUDITOR, ), permission=Permission.OPEN_IDENTITY, guards=(Guard.REASON_GIVEN, )),
    Act.WRITE_PLAN: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.WRITE_PLAN, guards=(Guard.FREE_TO_WORK, Guard.WITHIN_LIMITS, )),
    Act.LOG_PROGRESS: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.POLICE_CONTACT, Role.CASE_OWNER, Role.GUEST, ), permission=Permission.LOG_PROGRESS),
    Act.PLAN_VISIT: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.CASE_OWNER, ), permission=Permission.WRITE_PLAN, guards=(Guard.FREE_TO_WORK, Guard.WITHIN_LIMITS, )),
    Act.LOG_VISIT: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.CASE_OWNER, ), permission=Permission.LOG_PROGRESS),
    Act.SEND_FEEDBACK: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.RUN_CASE, guards=(Guard.ABSTRACT_OK, )),
    Act.ANSWER_CLOSING: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, ), permission=Permission.ANSWER_CLOSING),
    Act.INVITE_GUEST: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.INVITE_GUEST, guards=(Guard.GUEST_TERMS, )),
    Act.RENEW_GUEST: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.EXTEND_GUEST, guards=(Guard.GUEST_TERMS, Guard.SECOND_PERSON, )),
    Act.END_GUEST: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, ), permission=Permission.INVITE_GUEST),
    Act.EXPORT_CASE: ActRow(kind=Kind.WORK, who=(Role.CASE_OWNER, Role.AUDITOR, ), permission=Permission.EXPORT_CASE, guards=(Guard.SECOND_PERSON, Guard.FOOTING_RECORDED, )),
    Act.PLAN_MEETING: ActRow(kind=Kind.WORK, who=(Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.CALL_MEETING),
    Act.RECORD_MEETING: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.RECORD_MEETING),
    Act.SKIP_MONTH: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, ), permission=Permission.RECORD_MEETING, guards=(Guard.REASON_GIVEN, )),
    Act.EDIT_CARD: ActRow(kind=Kind.WORK, who=(Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.MANAGER, ), permission=Permission.EDIT_CARD),
    Act.ADMIT_SEAT: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, ), permission=Permission.ADMIT_SEAT, guards=(Guard.SECOND_PERSON, )),
    Act.NAME_HOLDER: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.MANAGER, ), permission=Permission.NAME_HOLDER, guards=(Guard.SECOND_PERSON, )),
    Act.FILL_GAP: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.MEMBER, ), permission=Permission.WORK_ON_NETWORK),
    Act.LOG_CONTACT: ActRow(kind=Kind.WORK, who=(Role.MEMBER, Role.COORDINATOR, ), permission=Permission.WORK_ON_NETWORK),
    Act.CONFIRM_EMERGENCY: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, ), permission=Permission.WORK_ON_NETWORK),
    Act.LOG_NEAR_MISS: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.STRATEGIC, ), permission=Permission.LOG_NEAR_MISS),
    Act.PROPOSE_LESSON: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, ), permission=Permission.PROPOSE_LEARNING),
    Act.DECIDE_LESSON: ActRow(kind=Kind.WORK, who=(Role.CIRCLE, Role.COORDINATOR, Role.CASE_OWNER, Role.AUDITOR, ), permission=Permission.APPROVE_LEARNING, guards=(Guard.SECOND_PERSON, Guard.ABSTRACT_OK, )),
    Act.LOG_BARRIER: ActRow(kind=Kind.WORK, who=(Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.PROPOSE_LEARNING),
    Act.ANSWER_BARRIER: ActRow(kind=Kind.WORK, who=(Role.STRATEGIC, ), permission=Permission.ANSWER_BARRIER),
    Act.ANSWER_CHECK: ActRow(kind=Kind.WORK, who=(Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, ), permission=Permission.PROPOSE_LEARNING),
    Act.PUBLISH_RESULTS: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, ), permission=Permission.PUBLISH_RESULTS, guards=(Guard.SECOND_PERSON, )),
    Act.LINK_ACCOUNT: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.STRATEGIC, ), permission=Permission.OWN_SETTINGS),
    Act.SET_PREFERENCES: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR, Role.STRATEGIC, ), permission=Permission.OWN_SETTINGS),
    Act.TICK_ONBOARDING: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, ), permission=Permission.OWN_SETTINGS),
    Act.FIX_WORDING: ActRow(kind=Kind.WORK, who=(Role.REFERRER, Role.MEMBER, Role.CIRCLE, Role.POLICE_CONTACT, Role.COORDINATOR, Role.CASE_OWNER, Role.GUEST, Role.EXPERT, Role.MANAGER, ), permission=Permission.OWN_SETTINGS),
    Act.LOOK_AT_OPENING: ActRow(kind=Kind.WORK, who=(Role.AUDITOR, ), permission=Permission.ALL_LOGS),
    Act.LOG_RIGHTS_REQUEST: ActRow(kind=Kind.WORK, who=(Role.CASE_OWNER, Role.AUDITOR, ), permission=Permission.RIGHTS_AND_HOLDS),
    Act.ANSWER_RIGHTS_REQUEST: ActRow(kind=Kind.WORK, who=(Role.AUDITOR, ), permission=Permission.RIGHTS_AND_HOLDS),
    Act.CHANGE_SETTINGS: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.AUDITOR, ), permission=Permission.CHANGE_SETTINGS, guards=(Guard.SECOND_PERSON, )),
    Act.KEEP_RUNNING: ActRow(kind=Kind.WORK, who=(Role.ADMINISTRATOR, ), permission=Permission.KEEP_RUNNING),
    Act.USE_RECOVERY_SHARE: ActRow(kind=Kind.WORK, who=(Role.COORDINATOR, Role.MANAGER, Role.AUDITOR, ), permission=Permission.USE_RECOVERY_SHARE, guards=(Guard.SECOND_PERSON, )),
}


@dataclass(frozen=True, slots=True)
class OverlayRow:
    set: Act
    clear: Act
    within: tuple[State, ...]


OVERLAYS: Final[Mapping[Overlay, OverlayRow]] = {
    Overlay.URGENT: OverlayRow(Act.SET_URGENT, Act.CLEAR_URGENT, (State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, )),
    Overlay.PAUSED: OverlayRow(Act.PAUSE, Act.RESUME, (State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING, )),
    Overlay.LIMITS: OverlayRow(Act.SET_LIMITS, Act.CLEAR_LIMITS, (State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING, )),
    Overlay.HANDOVER: OverlayRow(Act.OFFER_HANDOVER, Act.WITHDRAW_HANDOVER, (State.ASSESSING, State.PREPARING, State.SUPPORTING, )),
    Overlay.LIGHTER: OverlayRow(Act.STEP_DOWN, Act.STEP_UP, (State.SUPPORTING, )),
    Overlay.LEGAL_HOLD: OverlayRow(Act.SET_LEGAL_HOLD, Act.CLEAR_LEGAL_HOLD, (State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING, State.FOLLOW_UP, State.NOT_TAKEN, State.ARCHIVED, )),
    Overlay.RECUSED: OverlayRow(Act.RECUSE, Act.END_RECUSAL, (State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING, State.FOLLOW_UP, )),
    Overlay.BREACH: OverlayRow(Act.REPORT_BREACH, Act.SETTLE_BREACH, (State.DRAFT, State.RAISED, State.SCREENING, State.ASSESSING, State.PREPARING, State.SUPPORTING, State.CLOSING, State.FOLLOW_UP, State.NOT_TAKEN, State.ARCHIVED, )),
}


class InLight(StrEnum):
    """What becomes of a guard in the light profile."""

    HOLDS = "holds"
    EASED = "eased"
    OPTIONAL = "optional"


IN_LIGHT: Final[Mapping[Guard, InLight]] = {
    Guard.SEAT_LIVE: InLight.HOLDS,
    Guard.LADDER_DONE: InLight.HOLDS,
    Guard.ABSTRACT_OK: InLight.HOLDS,
    Guard.FOOTING_RECORDED: InLight.HOLDS,
    Guard.URGENT_GROUND: InLight.HOLDS,
    Guard.FREE_TO_WORK: InLight.EASED,
    Guard.WITHIN_LIMITS: InLight.HOLDS,
    Guard.NO_CONFLICT: InLight.HOLDS,
    Guard.QUORUM: InLight.OPTIONAL,
    Guard.ANSWERS_IN: InLight.EASED,
    Guard.JUDGEMENTS_IN: InLight.OPTIONAL,
    Guard.OWNER_SETTLED: InLight.EASED,
    Guard.PARTICIPATION_SETTLED: InLight.HOLDS,
    Guard.PLAN_READY: InLight.EASED,
    Guard.CLOSING_READY: InLight.EASED,
    Guard.SECOND_PERSON: InLight.EASED,
    Guard.OVERRIDE_COMPLETE: InLight.HOLDS,
    Guard.GUEST_TERMS: InLight.HOLDS,
    Guard.HANDOVER_READY: InLight.HOLDS,
    Guard.ERASURE_FREE: InLight.HOLDS,
    Guard.REASON_GIVEN: InLight.HOLDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A clock as the domain states it: `24h` never stops, `5wd` counts working days, `6mo` months.

    `set` means the date stands on the thing itself, `same` that urgency changes nothing,
    `agreement` that the partnership must say.
    """

    starts_state: State | None = None
    starts_acts: tuple[Act, ...] = ()
    starts_overlay: Overlay | None = None
    default: tuple[str, ...]
    shortest: tuple[str, ...]
    longest: tuple[str, ...]
    urgent: str
    stops: tuple[Act, ...]
    missed: NudgeName


# What shows, while support runs, that somebody still looks after it.
ENTRIES: Final = (
    Act.LOG_PROGRESS,
    Act.WRITE_PLAN,
    Act.LOG_VISIT,
    Act.OWNER_REPLY,
    Act.ADD_DETAIL,
    Act.RECORD_CONSENT,
    Act.RECORD_MEETING,
)

CLOCKS: Final[Mapping[ClockName, ClockRow]] = {
    ClockName.FIRST_ANSWER: ClockRow(starts_state=State.RAISED, default=("24h", ), shortest=("1h", ), longest=("24h", ), urgent="1h", stops=(Act.ANSWER, Act.POINT_ON, Act.FOLD_IN, ), missed=NudgeName.FIRST_ANSWER),
    ClockName.OWNER_RESPONSE: ClockRow(starts_acts=(Act.ACCEPT_OWNER, Act.SET_URGENT, Act.FOLD_IN, Act.ESCALATE, ), default=("24h", ), shortest=("1h", ), longest=("24h", ), urgent="2h", stops=(Act.OWNER_REPLY, Act.LOG_PROGRESS, Act.WRITE_PLAN, Act.RETURN_OWNER, ), missed=NudgeName.FIRST_ANSWER),
    ClockName.POLICE_ANSWER: ClockRow(starts_acts=(Act.RAISE, Act.RE_RAISE, Act.REVIEW, Act.ASK_POLICE, ), default=("1wd", ), shortest=("1wd", ), longest=("5wd", ), urgent="2h", stops=(Act.POLICE_ANSWER, Act.PAUSE, Act.POINT_ON, Act.FOLD_IN, ), missed=NudgeName.POLICE_CHECK),
    ClockName.PAUSE_RENEWAL: ClockRow(starts_overlay=Overlay.PAUSED, default=("30d", ), shortest=("7d", ), longest=("90d", ), urgent="same", stops=(Act.RESUME, Act.PAUSE, Act.POINT_ON, ), missed=NudgeName.PAUSE_RENEWAL),
    ClockName.SCREENING_DECISION: ClockRow(starts_state=State.SCREENING, default=("2wd", ), shortest=("1wd", ), longest=("5wd", ), urgent="2h", stops=(Act.TAKE_UP, Act.POINT_ON, Act.FOLD_IN, ), missed=NudgeName.SCREENING_DUE),
    ClockName.INFO_ANSWERS: ClockRow(starts_acts=(Act.ASK_INFO, ), default=("5wd", ), shortest=("1wd", ), longest=("10wd", ), urgent="4h", stops=(Act.ANSWER_INFO, ), missed=NudgeName.INFO_REQUEST),
    ClockName.ASSESSMENT_HELD: ClockRow(starts_state=State.ASSESSING, default=("20wd", ), shortest=("5wd", ), longest=("30wd", ), urgent="24h", stops=(Act.ADOPT, Act.POINT_ON, Act.HANDOVER_ACCEPTED, ), missed=NudgeName.CONFERENCE_DUE),
    ClockName.OWNER_FOUND: ClockRow(starts_state=State.PREPARING, default=("3wd", ), shortest=("1wd", ), longest=("10wd", ), urgent="24h", stops=(Act.ACCEPT_OWNER, Act.POINT_ON, Act.RETHINK, ), missed=NudgeName.OWNER_AND_PLAN),
    ClockName.PERSON_ASKED: ClockRow(starts_state=State.PREPARING, default=("10wd", ), shortest=("5wd", ), longest=("20wd", ), urgent="2wd", stops=(Act.RECORD_CONSENT, Act.DECLINED_BY_PERSON, Act.RETHINK, ), missed=NudgeName.CONSENT_CARE),
    ClockName.FIRST_PLAN: ClockRow(starts_state=State.PREPARING, default=("20wd", ), shortest=("5wd", ), longest=("40wd", ), urgent="1wd", stops=(Act.START, Act.DECLINED_BY_PERSON, Act.RETHINK, Act.POINT_ON, ), missed=NudgeName.OWNER_AND_PLAN),
    ClockName.ACTION_DUE: ClockRow(starts_acts=(Act.WRITE_PLAN, ), default=("set", ), shortest=("1d", ), longest=("90d", ), urgent="set", stops=(Act.LOG_PROGRESS, Act.WRITE_PLAN, ), missed=NudgeName.ACTION_DUE),
    ClockName.REVIEW_BY: ClockRow(starts_state=State.SUPPORTING, default=("90d", ), shortest=("14d", ), longest=("90d", ), urgent="14d", stops=(Act.REVIEW, Act.PROPOSE_CLOSE, Act.CONSENT_WITHDRAWN, Act.HANDOVER_ACCEPTED, ), missed=NudgeName.REVIEW_DUE),
    ClockName.CLOSING_ANSWERS: ClockRow(starts_state=State.CLOSING, default=("10wd", ), shortest=("5wd", ), longest=("20wd", ), urgent="same", stops=(Act.CLOSE, Act.NOT_YET, ), missed=NudgeName.CLOSING_ROUND),
    ClockName.HANDOVER_REPLY: ClockRow(starts_overlay=Overlay.HANDOVER, default=("5wd", ), shortest=("1wd", ), longest=("10wd", ), urgent="4h", stops=(Act.HANDOVER_ACCEPTED, Act.WITHDRAW_HANDOVER, ), missed=NudgeName.HANDOVER_DUE),
    ClockName.LOOK_BACKS: ClockRow(starts_state=State.FOLLOW_UP, default=("6mo", "12mo", ), shortest=("3mo", "9mo", ), longest=("12mo", "18mo", ), urgent="same", stops=(Act.LOOK_BACK, Act.LAST_LOOK_BACK, Act.REOPEN, ), missed=NudgeName.LOOK_BACK_DUE),
    ClockName.DRAFT_LIFE: ClockRow(starts_state=State.DRAFT, default=("90d", ), shortest=("30d", ), longest=("180d", ), urgent="same", stops=(Act.RAISE, Act.DROP, Act.LADDER_STEP, ), missed=NudgeName.LADDER_QUIET),
    ClockName.KEEP_NOT_TAKEN: ClockRow(starts_state=State.NOT_TAKEN, default=("agreement", ), shortest=("0mo", ), longest=("24mo", ), urgent="same", stops=(Act.ERASE, Act.RE_RAISE, ), missed=NudgeName.RETENTION_END),
    ClockName.KEEP_ARCHIVED: ClockRow(starts_state=State.ARCHIVED, default=("agreement", ), shortest=("0mo", ), longest=("60mo", ), urgent="same", stops=(Act.ERASE, ), missed=NudgeName.RETENTION_END),
    ClockName.GUEST_UNTIL: ClockRow(starts_acts=(Act.INVITE_GUEST, Act.RENEW_GUEST, ), default=("30d", ), shortest=("1d", ), longest=("90d", ), urgent="7d", stops=(Act.END_GUEST, Act.RENEW_GUEST, ), missed=NudgeName.GUEST_END),
    ClockName.OVERRIDE_CHECKED: ClockRow(starts_acts=(Act.GIVE_OVERRIDE, ), default=("72h", ), shortest=("24h", ), longest=("72h", ), urgent="72h", stops=(Act.CHECK_OVERRIDE, ), missed=NudgeName.OVERRIDE_CHECK),
    ClockName.LADDER_CATCH_UP: ClockRow(starts_overlay=Overlay.URGENT, default=("72h", ), shortest=("24h", ), longest=("120h", ), urgent="72h", stops=(Act.LADDER_STEP, ), missed=NudgeName.LADDER_QUIET),
    ClockName.URGENT_LAPSE: ClockRow(starts_overlay=Overlay.URGENT, default=("72h", ), shortest=("24h", ), longest=("72h", ), urgent="72h", stops=(Act.CLEAR_URGENT, Act.SET_URGENT, ), missed=NudgeName.LESSON_DUE),
    ClockName.CONSENT_RENEWAL: ClockRow(starts_acts=(Act.RECORD_CONSENT, ), default=("6mo", ), shortest=("1mo", ), longest=("12mo", ), urgent="same", stops=(Act.RECORD_CONSENT, Act.CONSENT_WITHDRAWN, Act.CLOSE, ), missed=NudgeName.CONSENT_CARE),
    ClockName.BREACH_REPORT: ClockRow(starts_overlay=Overlay.BREACH, default=("72h", ), shortest=("72h", ), longest=("72h", ), urgent="same", stops=(Act.SETTLE_BREACH, ), missed=NudgeName.BREACH_CLOCK),
    ClockName.RIGHTS_REPLY: ClockRow(starts_acts=(Act.LOG_RIGHTS_REQUEST, ), default=("1mo", ), shortest=("1mo", ), longest=("1mo", ), urgent="same", stops=(Act.ANSWER_RIGHTS_REQUEST, ), missed=NudgeName.RIGHTS_CLOCK),
    ClockName.VISIT_BACK: ClockRow(starts_acts=(Act.PLAN_VISIT, ), default=("set", ), shortest=("1h", ), longest=("24h", ), urgent="set", stops=(Act.LOG_VISIT, ), missed=NudgeName.VISIT_CARE),
    ClockName.VISIT_DEBRIEF: ClockRow(starts_acts=(Act.LOG_VISIT, ), default=("2wd", ), shortest=("2wd", ), longest=("2wd", ), urgent="same", stops=(Act.LOG_VISIT, ), missed=NudgeName.VISIT_CARE),
    ClockName.FEEDBACK: ClockRow(starts_acts=(Act.ADOPT, Act.DECLINED_BY_PERSON, Act.HANDOVER_ACCEPTED, ), default=("5wd", ), shortest=("5wd", ), longest=("5wd", ), urgent="same", stops=(Act.CLOSE, Act.POINT_ON, Act.FOLD_IN, ), missed=NudgeName.FEEDBACK_OWED),
    ClockName.NO_ENTRY: ClockRow(starts_state=State.SUPPORTING, starts_acts=ENTRIES, default=("21d", ), shortest=("21d", ), longest=("21d", ), urgent="same", stops=(*ENTRIES, Act.REVIEW, Act.PROPOSE_CLOSE, Act.CONSENT_WITHDRAWN, Act.HANDOVER_ACCEPTED, ), missed=NudgeName.REVIEW_DUE),
}
# The domain's nudges visit_care and feedback_owed name no clock, and review_due none for its silence of 21
# days; these carry them.
OF_OUR_OWN: Final = frozenset(
    {ClockName.VISIT_BACK, ClockName.VISIT_DEBRIEF, ClockName.FEEDBACK, ClockName.NO_ENTRY}
)


class Profile(StrEnum):
    """The two ways a partnership may run."""

    FULL = "full"
    LIGHT = "light"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """Who may write down the police answer, which guards may be left out, which acts one form does."""

    police_answer_by: tuple[Role, ...]
    optional_guards: frozenset[Guard]
    joined_acts: Mapping[str, tuple[Act, ...]]


PROFILES: Final[Mapping[Profile, ProfileRow]] = {
    Profile.FULL: ProfileRow(police_answer_by=(Role.POLICE_CONTACT, ), optional_guards=frozenset({}), joined_acts={}),
    Profile.LIGHT: ProfileRow(police_answer_by=(Role.POLICE_CONTACT, Role.COORDINATOR, ), optional_guards=frozenset({Guard.QUORUM, Guard.JUDGEMENTS_IN}), joined_acts={"case_take": (Act.POLICE_ANSWER, Act.TAKE_UP, Act.ADOPT, ), "owner_name": (Act.NOMINATE_OWNER, ), "plan_start": (Act.RECORD_CONSENT, Act.WRITE_PLAN, Act.START, )}),
}
