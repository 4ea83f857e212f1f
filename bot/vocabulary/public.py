"""Words with no case in them."""

from __future__ import annotations

from bot.vocabulary.base import PublicWord


class Danger(PublicWord):
    """No case in it."""

    NONE_SEEN = "none_seen", "none seen"
    POSSIBLE = "possible", "possible"
    SERIOUS_AND_NOW = "serious_and_now", "serious and now"


class MeetingKind(PublicWord):
    """No case in it."""

    CONFERENCE = "conference", "conference"
    AD_HOC = "ad_hoc", "ad hoc"
    ORDINARY = "ordinary", "ordinary"
    NON_CASE = "non_case", "without cases"


class SkipMonthWhy(PublicWord):
    """No case in it."""

    HOLIDAY_MONTH = "holiday_month", "holiday month"
    JUST_MET = "just_met", "just met"
    TOO_FEW = "too_few", "too few can come"


class CardField(PublicWord):
    """No case in it."""

    CAN = "can", "can do"
    CANNOT = "cannot", "cannot do"
    BASIS = "basis", "on what basis"
    HOW_FAST = "how_fast", "how fast"
    BRINGS = "brings", "brings"
    DEPUTY = "deputy", "deputy"
    ROTA = "rota", "on-call times"
    DEPARTMENTS = "departments", "departments"
    STRUCTURES = "structures", "neighbouring structures"
    TRAINING = "training", "training"
    BRIEFS = "briefs", "knowledge briefs and surveys"
    MEDIA = "media", "words for media"


class SeatStep(PublicWord):
    """No case in it."""

    ASK = "ask", "ask"
    ADMIT = "admit", "admit"
    SUSPEND = "suspend", "suspend"
    END = "end", "end"
    HOLDER = "holder", "name the holder"
    RENEW = "renew", "renew the agreement"


class GapStep(PublicWord):
    """No case in it."""

    WHO_KNOWS = "who_knows", "who knows someone?"
    INVITED = "invited", "invited"
    PRESENT = "present", "present"
    DECLINED = "declined", "declined"
    ACCEPTED = "accepted", "absence accepted"


class EmergencyStep(PublicWord):
    """No case in it."""

    SHOW = "show", "show"
    CONFIRM = "confirm", "confirm"
    DRILL = "drill", "record a drill"


class LessonKind(PublicWord):
    """No case in it."""

    KEEP = "keep", "keep"
    CHANGE = "change", "change"
    STOP = "stop", "stop"
    TRY = "try", "try"
    TRAIN = "train", "train"
    RULE_UNCLEAR = "rule_unclear", "rule unclear"


class LessonStep(PublicWord):
    """No case in it."""

    APPROVE = "approve", "approve"
    DECIDE = "decide", "decide a change"
    DONE = "done", "done"
    LET_GO = "let_go", "let go"


class BarrierKind(PublicWord):
    """No case in it."""

    LAW = "law", "law"
    MONEY = "money", "money"
    STAFF = "staff", "staff"
    WAITING_TIME = "waiting_time", "waiting time"
    TOOLS = "tools", "tools"
    TERRITORY = "territory", "territory"
    TRUST = "trust", "trust"


class Pulse(PublicWord):
    """No case in it."""

    AGREE = "agree", "agree"
    PARTLY = "partly", "partly"
    DISAGREE = "disagree", "disagree"


class Table(PublicWord):
    """No case in it."""

    RESPONSE_TIMES = "response_times", "response times"
    RAISES = "raises", "concerns raised"
    OUTCOMES = "outcomes", "outcomes"
    GIVE_AND_RECEIVE = "give_and_receive", "give and receive"
    MEETINGS = "meetings", "meetings"
    TRAINING = "training", "training"
    GOALS = "goals", "shared goals"
    OPENNESS = "openness", "who takes the initiative"


class Language(PublicWord):
    """No case in it."""

    EN = "en", "English"
    DA = "da", "dansk"
    NL = "nl", "Nederlands"
    DE = "de", "Deutsch"
    FR = "fr", "français"


class OnboardingStep(PublicWord):
    """No case in it."""

    ROLE_CARD = "role_card", "role card"
    GLOSSARY = "glossary", "glossary"
    MOCK_CASE = "mock_case", "mock case"
    INTRODUCTIONS = "introductions", "introductions"


class WordingFix(PublicWord):
    """No case in it."""

    REMOVE = "remove", "remove it"
    MOVE = "move", "move it to sealed text"
    HARMLESS = "harmless", "it is harmless"
    OWN_WORDS = "own_words", "the person's own words"


class SettingName(PublicWord):
    """No case in it."""

    CLOCKS = "clocks", "clocks"
    WORDS = "words", "set words"
    CHANNEL_LINE = "channel_line", "channel line"
    BATCHES = "batches", "batches"
    PROCESS_PROFILE = "process_profile", "process profile"
    LEGAL_PROFILE = "legal_profile", "legal profile"
    KEEPING_TIMES = "keeping_times", "keeping times"
    RHYTHM = "rhythm", "meeting rhythm"
    GOALS = "goals", "shared goals"
    STRUCTURE = "structure", "structures we build on"
    COORDINATOR_TERM = "coordinator_term", "coordinator and term"


class RunTask(PublicWord):
    """No case in it."""

    HEALTH = "health", "health"
    BACKUP = "backup", "backup"
    CONNECTIONS = "connections", "connections"
    VERSIONS = "versions", "versions"
