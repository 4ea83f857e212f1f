"""Words that are shown in an opened, private view only. None of them is shared: no post can carry one."""

from __future__ import annotations

from bot.vocabulary.base import ViewWord


class PoliceAnswer(ViewWord):
    """The police check. Only coordinator and police contact see it."""

    CLEAR = "clear", "clear"
    CLEAR_WITH_LIMITS = "clear_with_limits", "clear with limits"
    HOLD = "hold", "hold"


class Limit(ViewWord):
    """Opened view only."""

    NO_HOME_VISIT = "no_home_visit", "no home visit"
    NO_CONTACT_WITH_CIRCLE_OF = "no_contact_with_circle_of", "no contact with a named circle"
    NO_ONLINE_CONTACT = "no_online_contact", "no online contact"
    NO_JOINT_VISIT = "no_joint_visit", "no joint visit"


class PauseWhy(ViewWord):
    """Why a case waits; sealed to the setter and the coordinator."""

    WAITING_FOR_SERVICE = "waiting_for_service", "waiting for a service"
    PERSON_AWAY = "person_away", "person away"
    PROCESS_QUESTION = "process_question", "process question"


class HoldWhy(ViewWord):
    """Opened view only."""

    COMPLAINT = "complaint", "complaint"
    COURT = "court", "court"
    RIGHTS_REQUEST = "rights_request", "rights request"
    INQUIRY = "inquiry", "inquiry"


class RightsStep(ViewWord):
    """Opened view only."""

    LOG = "log", "log"
    ANSWER = "answer", "answer"
    HOLD = "hold", "hold"
    LIFT = "lift", "lift the hold"


class BreachKind(ViewWord):
    """Opened view only."""

    WRONG_RECIPIENT = "wrong_recipient", "wrong recipient"
    LOST_DEVICE = "lost_device", "lost device"
    SEEN_BY_WRONG_PERSON = "seen_by_wrong_person", "seen by the wrong person"
    OTHER = "other", "other"


class OpeningResult(ViewWord):
    """Opened view only."""

    EXPLAINED = "explained", "explained"
    TALKED_ABOUT = "talked_about", "talked about"
    BREACH = "breach", "breach"


class LadderStep(ViewWord):
    """Opened view only."""

    RECOGNISE = "1_recognise", "recognise, analyse, verify"
    SPEAK = "2_speak", "speak with the person"
    CONSULT = "3_consult", "ask a colleague or expert"
    MANAGER = "4_manager", "ask the manager"
    SPECIALIST = "5_specialist", "specialist risk assessment"
    SHARE = "6_share", "share with fitting partners"


class LadderResult(ViewWord):
    """Opened view only."""

    DONE = "done", "done"
    PLANNED = "planned", "planned"
    NOT_SAFE = "not_safe", "not safe"
    AGREES = "agrees", "agrees"
    DISAGREES = "disagrees", "disagrees"
    SKIPPED = "skipped", "skipped"


class SkipWhy(ViewWord):
    """Opened view only."""

    WOULD_RAISE_DANGER = "would_raise_danger", "would raise danger"
    CANNOT_REACH = "cannot_reach", "cannot reach"
    LACKS_CAPACITY_NOW = "lacks_capacity_now", "cannot decide now"
    EMERGENCY = "emergency", "emergency"
    NONE_AVAILABLE = "none_available", "nobody available"
    SOLE_PRACTITIONER = "sole_practitioner", "working alone"
    NOT_INDICATED = "not_indicated", "not indicated"
    NO_SPECIALIST_IN_TIME = "no_specialist_in_time", "no specialist in time"


class OverrideGround(ViewWord):
    """Opened view only."""

    DANGER_TO_SELF = "danger_to_self", "danger to self"
    DANGER_TO_OTHERS = "danger_to_others", "danger to others"
    CHILD_THRESHOLD = "child_threshold", "child-protection threshold"
    ADULT_THRESHOLD = "adult_threshold", "adult-protection threshold"
    DUTY_TO_REPORT = "duty_to_report", "duty to report"
    COURT_ORDER = "court_order", "court order"
    VITAL_INTEREST = "vital_interest", "vital interest, cannot consent"


class WhyNotAsked(ViewWord):
    """Opened view only."""

    REFUSED = "refused", "refused"
    WOULD_RAISE_DANGER = "would_raise_danger", "would raise danger"
    CANNOT_REACH = "cannot_reach", "cannot reach"
    CANNOT_CONSENT = "cannot_consent", "cannot consent"
    NO_TIME = "no_time", "no time"


class Told(ViewWord):
    """Opened view only."""

    NOW = "now", "now"
    LATER = "later", "later, on a date"
    NOT_TOLD = "not_told", "no, because (auditor within 72 h)"


class CheckResult(ViewWord):
    """Opened view only."""

    UPHELD = "upheld", "upheld"
    NARROWED = "narrowed", "narrowed"
    ENDED = "ended", "ended"


class Outcome(ViewWord):
    """Statistics only."""

    GOALS_MET = "goals_met", "goals met"
    GOALS_PARTLY = "goals_partly", "goals partly met"
    OTHER_SUPPORT_NOW = "other_support_now", "other support now"
    CHOSE_TO_STOP = "chose_to_stop", "chose to stop"
    MOVED = "moved", "moved"
    OTHER_LEGAL_ROUTE = "other_legal_route", "other legal route"
    NO_NEED_FOUND = "no_need_found", "no need found"
    DIED = "died", "died"


class Tool(ViewWord):
    """Name only, never items."""

    STRUCTURED_JUDGEMENT = "structured_judgement", "structured judgement tool"
    SCREENING_TOOL = "screening_tool", "screening tool"
    OWN_AGENCY_TOOL = "own_agency_tool", "own agency's tool"


class ToolBand(ViewWord):
    """Opened view only."""

    LOWER = "lower", "lower"
    MIDDLE = "middle", "middle"
    HIGHER = "higher", "higher"
    NOT_RATED = "not_rated", "not rated"
