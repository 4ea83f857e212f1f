"""On what footing something is shared, asked, opened or consented to."""

from __future__ import annotations

from bot.vocabulary.base import CircleWord


class ConsentKind(CircleWord):
    """Three consents, kept apart."""

    SUPPORT = "support", "taking part in support"
    WAIVER = "waiver", "freeing a professional to speak"
    DATA_PROTECTION = "data_protection", "data-protection consent"
    NOTICE = "notice", "the person was told"


class ConsentSupport(CircleWord):
    """May stand in the circle's place."""

    GIVEN = "given", "given"
    GIVEN_IN_PART = "given_in_part", "given in part"
    NOT_ASKED_YET = "not_asked_yet", "not asked yet"
    NOT_SAFE_TO_ASK = "not_safe_to_ask", "not safe to ask"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"
    NOT_REQUIRED = "not_required", "not required"


class ConsentHow(CircleWord):
    """May stand in the circle's place."""

    SPOKEN = "spoken", "spoken"
    WRITTEN = "written", "written"
    THROUGH_PARENT = "through_parent", "through a parent"
    THROUGH_GUARDIAN = "through_guardian", "through a guardian"


class Participation(CircleWord):
    """May stand in the circle's place."""

    VOLUNTARY = "voluntary", "voluntary"
    COMPULSORY = "compulsory", "compulsory"
    MIXED = "mixed", "mixed"
    NOT_DECIDED = "not_decided", "not decided yet"


class Footing(CircleWord):
    """Each has its article 6 and 9 ground in footing_articles."""

    STATUTORY_DUTY = "statutory_duty", "statutory duty"
    STATUTORY_GATEWAY = "statutory_gateway", "statutory gateway"
    PUBLIC_TASK = "public_task", "public task"
    VITAL_INTEREST = "vital_interest", "vital interest"
    CONSENT = "consent", "consent"
    LEGAL_CLAIM_OR_ORDER = "legal_claim_or_order", "legal claim or order"
    DUTY_OVERRIDE = "duty_override", "duty that outweighs confidentiality"


class Purpose(CircleWord):
    """May stand in the circle's place."""

    SCREENING = "screening", "screening"
    ASSESSMENT = "assessment", "assessment"
    SUPPORT = "support", "support"
    SAFETY = "safety", "safety"
    HANDOVER = "handover", "hand-over"
    LEGAL_DUTY = "legal_duty", "legal duty"


class DataClass(CircleWord):
    """May stand in the circle's place."""

    CONTACT = "contact", "that there is contact"
    SAFE_TO_APPROACH = "safe_to_approach", "safe to approach"
    ATTENDANCE = "attendance", "attendance"
    WELLBEING = "wellbeing", "wellbeing"
    HEALTH = "health", "health"
    FAMILY = "family", "family situation"
    LIVING = "living", "housing, money, papers"
    SAFETY = "safety", "safety"
    MEASURES = "measures", "measures and orders"


class Reply(CircleWord):
    """May stand in the circle's place."""

    SHARE = "share", "we share"
    SHARE_LESS = "share_less", "we share less"
    HOLD_NOTHING = "hold_nothing", "we hold nothing"
    MAY_NOT = "may_not", "we may not"
    NEED_TIME = "need_time", "we need time"


class WhyNot(CircleWord):
    """Why a seat may not share. Investigation is on purpose no value: it would reveal a hold."""

    NO_FOOTING = "no_footing", "no footing"
    DECLINED_BY_PERSON = "declined_by_person", "declined by the person"
    WOULD_RAISE_DANGER = "would_raise_danger", "would raise danger"
    ABOUT_SOMEONE_ELSE = "about_someone_else", "about someone else"
    NOT_OURS_TO_SAY = "not_ours_to_say", "not ours to say"


class Known(CircleWord):
    """Cannot_say must be common and costless."""

    KNOWN_NOW = "known_now", "known now"
    KNOWN_BEFORE = "known_before", "known before"
    NOT_KNOWN = "not_known", "not known"
    CANNOT_SAY = "cannot_say", "cannot say"


class Approach(CircleWord):
    """May stand in the circle's place."""

    FINE = "fine", "fine to approach"
    GO_TOGETHER = "go_together", "go together"
    NOT_NOW = "not_now", "not now"
    ASK_OWNER_FIRST = "ask_owner_first", "ask the owner first"


class Question(CircleWord):
    """May stand in the circle's place."""

    KNOWN = "known", "known to you?"
    IN_CONTACT = "in_contact", "in contact?"
    SAFE_TO_APPROACH = "safe_to_approach", "safe to approach?"
    WHAT_HELPS = "what_helps", "what helps?"
    WHAT_IS_NEEDED = "what_is_needed", "what is needed?"


class OpenWhat(CircleWord):
    """May stand in the circle's place."""

    DETAIL = "detail", "sealed detail"
    IDENTITY = "identity", "identity"


class OpenWhy(CircleWord):
    """May stand in the circle's place."""

    PREPARE_VISIT = "prepare_visit", "prepare a visit"
    PREPARE_MEETING = "prepare_meeting", "prepare a meeting"
    DO_MY_ACTION = "do_my_action", "do my action"
    CHECK_QUALITY = "check_quality", "check quality"
    ANSWER_REQUEST = "answer_request", "answer a request"
