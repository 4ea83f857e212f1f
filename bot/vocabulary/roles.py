"""What a person may be to a case, and what they may be permitted. Names as in the permission table."""

from __future__ import annotations

from enum import StrEnum

from bot.vocabulary.base import ViewWord


class Role(ViewWord):
    """What a person is to the partnership or to one case."""

    REFERRER = "referrer", "a professional of a seated agency who brings a concern"
    MEMBER = "member", "holder of a permanent seat, not in this case's circle"
    CIRCLE = "circle", "member in this case's circle, action holders included"
    POLICE_CONTACT = (
        "police_contact",
        "the permanent seat that answers the police check, now and later",
    )
    COORDINATOR = "coordinator", "runs the process; the deputy counts while acting"
    CASE_OWNER = "case_owner", "coordinates one case and is the face to the person and family"
    GUEST = "guest", "invited to one case or one meeting, until a date"
    EXPERT = "expert", "gives knowledge on set words, without names"
    MANAGER = "manager", "line manager inside the referrer's own agency"
    ADMINISTRATOR = "administrator", "keeps the machinery running; never sees a case"
    AUDITOR = "auditor", "data protection officer, auditor or guardian"
    STRATEGIC = "strategic", "strategic or national level"


class Permission(StrEnum):
    """What may be done, in the order of the permission table."""

    SEE_MAP = "see_map"
    EDIT_CARD = "edit_card"
    ADMIT_SEAT = "admit_seat"
    NAME_HOLDER = "name_holder"
    WORK_ON_NETWORK = "work_on_network"
    WRITE_DRAFT = "write_draft"
    READ_LADDER = "read_ladder"
    ASK_NO_NAMES = "ask_no_names"
    RAISE_CONCERN = "raise_concern"
    ANSWER_CONCERN = "answer_concern"
    POLICE_ANSWER = "police_answer"
    SEE_CASE_EXISTS = "see_case_exists"
    SEE_CHANNEL_LINE = "see_channel_line"
    SEE_ABSTRACT = "see_abstract"
    SEE_PAUSE_KIND = "see_pause_kind"
    SEE_LIMITS = "see_limits"
    SEE_PLAN = "see_plan"
    SEE_GUESTS = "see_guests"
    LIST_CASES = "list_cases"
    OPEN_SEALED = "open_sealed"
    OPEN_IDENTITY = "open_identity"
    DECIDE_CASE = "decide_case"
    RUN_CASE = "run_case"
    PAUSE_CASE = "pause_case"
    SET_URGENT = "set_urgent"
    ESCALATE = "escalate"
    CLOSE_CASE = "close_case"
    HAND_OVER = "hand_over"
    RECUSE_SELF = "recuse_self"
    GIVE_JUDGEMENT = "give_judgement"
    ASK_INFO = "ask_info"
    ANSWER_INFO = "answer_info"
    ADD_DETAIL = "add_detail"
    RELEASE = "release"
    MANAGE_CIRCLE = "manage_circle"
    INVITE_GUEST = "invite_guest"
    EXTEND_GUEST = "extend_guest"
    NOMINATE_OWNER = "nominate_owner"
    ASSENT_OWNER = "assent_owner"
    ACCEPT_OWNER = "accept_owner"
    RECORD_CONSENT = "record_consent"
    OVERRIDE = "override"
    SECOND_OVERRIDE = "second_override"
    CHECK_OVERRIDE = "check_override"
    WRITE_PLAN = "write_plan"
    LOG_PROGRESS = "log_progress"
    ANSWER_CLOSING = "answer_closing"
    EXPORT_CASE = "export_case"
    CALL_MEETING = "call_meeting"
    RECORD_MEETING = "record_meeting"
    CASE_LOG = "case_log"
    ALL_LOGS = "all_logs"
    SEE_OPENINGS = "see_openings"
    RIGHTS_AND_HOLDS = "rights_and_holds"
    REPORT_BREACH = "report_breach"
    LOG_NEAR_MISS = "log_near_miss"
    PROPOSE_LEARNING = "propose_learning"
    APPROVE_LEARNING = "approve_learning"
    ANSWER_BARRIER = "answer_barrier"
    STATS_OWN = "stats_own"
    STATS_ALL = "stats_all"
    PUBLISH_RESULTS = "publish_results"
    OWN_SETTINGS = "own_settings"
    CHANGE_SETTINGS = "change_settings"
    KEEP_RUNNING = "keep_running"
    USE_RECOVERY_SHARE = "use_recovery_share"


class Cell(StrEnum):
    """How far a permission reaches."""

    ANY = "any"
    OWN = "own"
    SCOPED = "scoped"
    ABSTRACT = "abstract"
    COUNTS = "counts"
    SECOND = "second"
    NONE = "none"
