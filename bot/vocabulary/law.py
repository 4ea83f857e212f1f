"""What differs from one country's law to the next, in set words. Nothing here is legal advice."""

from __future__ import annotations

from enum import StrEnum

from bot.vocabulary.base import PublicWord


class LegalProfile(StrEnum):
    """Which law's fields apply."""

    GENERIC_EU = "generic_eu"
    UK = "uk"
    DK = "dk"
    NL = "nl"


class AgreementKind(PublicWord):
    """What binds the agencies: shown on every release."""

    AGREEMENT = "agreement", "agreement"
    STATUTORY_DUTY = "statutory_duty", "statutory duty"
    STATUTORY_GATEWAY = "statutory_gateway", "statutory gateway"
    STATUTORY_FRAME_AND_COVENANT = "statutory_frame_and_covenant", "statutory frame and covenant"
    LETTER_OF_INTENT = "letter_of_intent", "letter of intent"


class SupportConsent(PublicWord):
    """When the person is asked whether they want support."""

    REQUIRED = "required", "asked before support starts"
    PER_ACTION = "per_action", "asked for each step"


class ParentConsent(PublicWord):
    """Whether a parent is asked for a child."""

    REQUIRED = "required", "a parent is asked"
    BY_NATIONAL_LAW = "by_national_law", "by national law"


class MayDecline(PublicWord):
    """Whether a seat may decline a question."""

    WITH_REASON = "with_reason", "yes, with a reason"
    DUTY_SO_FAR_AS_APPROPRIATE = "duty_so_far_as_appropriate", "a duty, so far as appropriate"
    NO_OBLIGATION = "no_obligation", "yes, nobody is obliged"


class LawfulnessVoice(PublicWord):
    """Who is asked whether something is lawful."""

    AUDITOR = "auditor", "the data protection officer or auditor"
    AUDITOR_OR_CALDICOTT_GUARDIAN = (
        "auditor_or_caldicott_guardian",
        "the data protection officer, or your Caldicott guardian",
    )
    LAWFULNESS_COMMITTEE_AND_AUDITOR = (
        "lawfulness_committee_and_auditor",
        "the lawfulness committee and the data protection officer",
    )


class PurposeLine(PublicWord):
    """What a release may serve; it stands over everything that was released."""

    AS_AGREED = "as_agreed", "as agreed"
    SAFEGUARDING = "safeguarding", "safeguarding and prevention"
    CRIME_PREVENTION = "crime_prevention", "crime prevention only, not for investigation"
    LISTED = "listed", "purposes listed in law and covenant"


class PoliceReuse(PublicWord):
    """Whether the police may keep for another use what they heard here."""

    NO = "no", "no"
    LOCAL_RULE = "local_rule", "as a local rule says"


class MayShare(PublicWord):
    """The four answers to "may I share this?"."""

    YES = "yes", "Yes."
    AS_ABSTRACT = "as_abstract", "Yes, but only in set words."
    ASK = "ask", "Ask first."
    NO = "no", "No."


class GivesUnder(PublicWord):
    """Which rule card a sector reads."""

    CONFIDENCE = "confidence", "professions that keep confidences"
    STATUTE = "statute", "public bodies whom a statute lets share"
    TASK = "task", "public bodies"
    TRUST = "trust", "associations and private bodies"
