"""Deciding, planning, ending: the set words of the work on a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.vocabulary.base import CircleWord
from bot.vocabulary.sharing import Participation


class Level(CircleWord):
    """May stand in the circle's place."""

    PERSON = "person", "person"
    FAMILY = "family", "family"
    COMMUNITY = "community", "community"


class Judgement(CircleWord):
    """Given alone first."""

    ACT_NOW = "act_now", "act now"
    SUPPORT = "support", "support"
    WATCH_IN_ORDINARY_CARE = "watch_in_ordinary_care", "watch in ordinary care"
    NOT_FOR_US = "not_for_us", "not for us"


class Decision(CircleWord):
    """May stand in the circle's place."""

    ADOPT = "adopt", "taken on"
    MORE_NEEDED = "more_needed", "more needed"
    OTHER_HELP = "other_help", "other help"
    OTHER_AREA = "other_area", "other area"
    NOT_FOR_US = "not_for_us", "not for us"


class ExpertAsked(CircleWord):
    """May stand in the circle's place."""

    ASKED = "asked", "expert asked"
    NOT_MAPPED = "not_mapped", "no expert theme"
    KNOWN_ENOUGH = "known_enough", "known enough"
    NONE_IN_TIME = "none_in_time", "none in time"


class ActionKind(CircleWord):
    """Legal_measure needs basis and authority; school_team_visit has no person; try_out forces a look-back."""

    MENTORING = "mentoring", "mentoring"
    FAMILY_WORK = "family_work", "work with the family"
    COUNSELLING = "counselling", "counselling"
    HEALTH_APPOINTMENT = "health_appointment", "health appointment"
    SCHOOL_PLAN = "school_plan", "school plan"
    WORK_OR_TRAINING = "work_or_training", "work or training"
    HOUSING_HELP = "housing_help", "help with housing"
    PRACTICAL_HELP = "practical_help", "practical help"
    ONLINE_SAFETY_TALK = "online_safety_talk", "talk on being safe online"
    CLUB_OR_LEISURE = "club_or_leisure", "club or leisure"
    GUIDED_CONVERSATIONS = "guided_conversations", "guided conversations"
    SAFETY_STEP = "safety_step", "safety step"
    SPECIALIST_ASSESSMENT = "specialist_assessment", "specialist assessment"
    RETURN_SUPPORT = "return_support", "support with coming back"
    LEGAL_MEASURE = "legal_measure", "legal measure"
    JOINT_HOME_VISIT = "joint_home_visit", "joint home visit"
    SCHOOL_TEAM_VISIT = "school_team_visit", "team visit to a school"
    TRY_OUT = "try_out", "try-out, ends in 60 d"


class ActionStatus(CircleWord):
    """Late is computed, never stored."""

    PROPOSED = "proposed", "proposed"
    AGREED = "agreed", "agreed"
    STARTED = "started", "started"
    DONE = "done", "done"
    CHANGED = "changed", "changed"
    STOPPED = "stopped", "stopped"


class Helped(CircleWord):
    """May stand in the circle's place."""

    HELPED = "helped", "helped"
    NO_CHANGE = "no_change", "no change"
    MADE_HARDER = "made_harder", "made it harder"
    TOO_EARLY = "too_early", "too early"
    UNKNOWN = "unknown", "not known"


class NextStep(CircleWord):
    """May stand in the circle's place."""

    SCREENING = "screening", "we look at it"
    CALL_TODAY = "call_today", "I call today"
    CALL_THIS_WEEK = "call_this_week", "I call this week"
    MEET = "meet", "we meet"
    ASK_SEATS = "ask_seats", "we ask others"
    OTHER_HELP = "other_help", "other help"


class TakeWhy(CircleWord):
    """May stand in the circle's place."""

    FITS_HERE = "fits_here", "fits here"
    SEVERAL_AGENCIES_NEEDED = "several_agencies_needed", "several agencies needed"
    URGENT = "urgent", "urgent"


class PointWhy(CircleWord):
    """May stand in the circle's place."""

    OTHER_HELP_FITS = "other_help_fits", "other help fits better"
    OTHER_AREA = "other_area", "another area"
    ONE_AGENCY_ENOUGH = "one_agency_enough", "one agency is enough"
    NO_NEED_FOUND = "no_need_found", "no need found"
    CHANGED = "changed", "things changed"


class FoldWhy(CircleWord):
    """May stand in the circle's place."""

    SAME_WORRY = "same_worry", "same worry"
    ALREADY_OPEN = "already_open", "already open"


class EscalateWhy(CircleWord):
    """May stand in the circle's place."""

    WORSE = "worse", "worse"
    NEW_CONTACT = "new_contact", "new contact"
    NO_ANSWER = "no_answer", "no answer"
    PLAN_STUCK = "plan_stuck", "plan is stuck"


class HandoverWhy(CircleWord):
    """May stand in the circle's place."""

    MOVED = "moved", "moved"
    BETTER_PLACED = "better_placed", "better placed elsewhere"
    WRONG_AREA = "wrong_area", "wrong area"


class CloseStep(CircleWord):
    """May stand in the circle's place."""

    PROPOSE = "propose", "propose"
    ANSWER = "answer", "answer the round"
    FINISH = "finish", "end it"
    NOT_YET = "not_yet", "not yet"


class CloseWhy(CircleWord):
    """May stand in the circle's place."""

    GOALS_MET = "goals_met", "goals met"
    OTHER_SUPPORT = "other_support", "other support now"
    WANTS_TO_STOP = "wants_to_stop", "wants to stop"
    MOVED = "moved", "moved"
    STILL_NEEDED = "still_needed", "still needed"


class DeclinedWhy(CircleWord):
    """May stand in the circle's place."""

    DOES_NOT_WANT_NOW = "does_not_want_now", "does not want it now"
    WANTS_OTHER_HELP = "wants_other_help", "wants other help"
    NO_TRUST_YET = "no_trust_yet", "no trust yet"


class RethinkWhy(CircleWord):
    """May stand in the circle's place."""

    DECLINED_BUT_WORRY = "declined_but_worry", "declined but worry remains"
    NOT_SAFE_TO_ASK = "not_safe_to_ask", "not safe to ask"
    CHANGED = "changed", "things changed"


class ReopenWhy(CircleWord):
    """May stand in the circle's place."""

    NEW_NEED = "new_need", "new need"
    ASKED_FOR_HELP = "asked_for_help", "asked for help"
    WORSE = "worse", "worse"


class LighterWhy(CircleWord):
    """May stand in the circle's place."""

    GOING_WELL = "going_well", "going well"
    FEWER_NEEDS = "fewer_needs", "fewer needs"
    STEP_UP = "step_up", "more needed again"


class LookBack(CircleWord):
    """May stand in the circle's place."""

    BETTER = "better", "better"
    SAME = "same", "the same"
    WORSE = "worse", "worse"
    UNKNOWN = "unknown", "not known"
    WAIVED = "waived", "waived"


class VisitStep(CircleWord):
    """May stand in the circle's place."""

    PREPARE = "prepare", "prepare"
    BACK_SAFE = "back_safe", "back safe"
    DEBRIEF = "debrief", "debrief"


class FeedbackTo(CircleWord):
    """May stand in the circle's place."""

    REFERRER = "referrer", "the one who raised it"
    CONTRIBUTOR = "contributor", "those who gave"


class FeedbackLine(CircleWord):
    """May stand in the circle's place."""

    BEING_LOOKED_AT = "being_looked_at", "it is being looked at"
    REACHED_HELP = "reached_help", "help has been reached"
    YOUR_PART_MATTERED = "your_part_mattered", "your part mattered"
    OTHER_HELP_NAMED = "other_help_named", "other help was named"
    THANK_YOU = "thank_you", "thank you"


# Only what is voluntary or compulsory by its kind; the others are decided one by one.
MODE: Final[Mapping[ActionKind, Participation]] = {
    ActionKind.MENTORING: Participation.VOLUNTARY,
    ActionKind.FAMILY_WORK: Participation.VOLUNTARY,
    ActionKind.COUNSELLING: Participation.VOLUNTARY,
    ActionKind.HEALTH_APPOINTMENT: Participation.VOLUNTARY,
    ActionKind.SCHOOL_PLAN: Participation.VOLUNTARY,
    ActionKind.WORK_OR_TRAINING: Participation.VOLUNTARY,
    ActionKind.HOUSING_HELP: Participation.VOLUNTARY,
    ActionKind.PRACTICAL_HELP: Participation.VOLUNTARY,
    ActionKind.ONLINE_SAFETY_TALK: Participation.VOLUNTARY,
    ActionKind.CLUB_OR_LEISURE: Participation.VOLUNTARY,
    ActionKind.GUIDED_CONVERSATIONS: Participation.VOLUNTARY,
    ActionKind.LEGAL_MEASURE: Participation.COMPULSORY,
}
