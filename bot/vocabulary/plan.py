"""Set words of plans, visits and endings that the domain asks for without naming a list of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.vocabulary.base import CircleWord, ViewWord
from bot.vocabulary.concern import Need
from bot.vocabulary.work import ActionKind


class NotNeeded(CircleWord):
    """Why nothing is planned for the person, the family or the community."""

    NOBODY_THERE = "nobody_there", "nobody within reach"
    NOT_WANTED = "not_wanted", "the person does not want it"
    NOT_SAFE = "not_safe", "not safe for now"
    CARRIED_ALREADY = "carried_already", "carried already"
    LATER = "later", "later"


class LegalBasis(CircleWord):
    """What a compulsory step rests on; the paragraph itself belongs into the sealed note."""

    COURT_ORDER = "court_order", "order of a court"
    CHILD_LAW = "child_law", "law on children in need"
    CARE_LAW = "care_law", "law on care and health"
    SCHOOL_LAW = "school_law", "law on schooling"
    SENTENCE = "sentence", "terms of a sentence or of probation"
    ORDER_LAW = "order_law", "law on public order"
    OTHER_LAW = "other_law", "another law"


class Authority(CircleWord):
    """Who decided a compulsory step."""

    COURT = "court", "a court"
    MUNICIPALITY = "municipality", "the municipality"
    CHILD_SERVICES = "child_services", "child services"
    HEALTH_AUTHORITY = "health_authority", "a health authority"
    SCHOOL_AUTHORITY = "school_authority", "a school authority"
    PROBATION = "probation", "probation"
    POLICE = "police", "the police"
    OTHER_AUTHORITY = "other_authority", "another authority"


class PlanWhy(CircleWord):
    """What made a version of a plan."""

    ADDED = "added", "a step was added"
    CHANGED = "changed", "a step was changed"
    REVIEWED = "reviewed", "looked at together"
    LIGHTER = "lighter", "fewer agencies"
    FULLER = "fuller", "back to full"
    INTRODUCED = "introduced", "a new face is brought along"
    CONSENT_ENDED = "consent_ended", "the person changed their mind"


class ChangeWhy(CircleWord):
    """Why a step is changed."""

    PERSON_ASKED = "person_asked", "the person asked for it"
    NEW_NEED = "new_need", "a new need"
    NOT_HELPING = "not_helping", "it does not help"
    NOT_POSSIBLE = "not_possible", "it is not possible so"
    MORE_TIME = "more_time", "more time is needed"


class VisitPurpose(CircleWord):
    """What a joint visit is for."""

    GET_TO_KNOW = "get_to_know", "get to know each other"
    SPEAK_ABOUT_WORRY = "speak_about_worry", "speak about the worry"
    LISTEN = "listen", "listen to the family"
    AGREE_ON_HELP = "agree_on_help", "agree on help"
    SEE_HOW_IT_GOES = "see_how_it_goes", "see how it goes"


class SafetyCheck(CircleWord):
    """What two visitors have looked at before they go."""

    WAY_KNOWN = "way_known", "the way in and out is known"
    PHONES = "phones", "both have a charged phone"
    PLACE_TALKED_OVER = "place_talked_over", "who may be there was talked over"
    SIGNAL_AGREED = "signal_agreed", "a sign to leave is agreed"
    POLICE_KNOW = "police_know", "the police know of it"


class RoundAnswer(ViewWord):
    """Answers in a closing round."""

    YES = "yes", "yes"
    PARTLY = "partly", "partly"
    NO = "no", "no"
    CANNOT_SAY = "cannot_say", "cannot say"


class HandoverStep(CircleWord):
    """What is done about a hand-over."""

    OFFER = "offer", "offer it"
    WITHDRAW = "withdraw", "it stays here"
    HAND_OVER = "hand_over", "hand it over"


class WaiveWhy(CircleWord):
    """Why a look-back is left out."""

    MOVED = "moved", "moved away"
    ASKED_NOT_TO = "asked_not_to", "the person asked not to"
    NOBODY_IN_TOUCH = "nobody_in_touch", "nobody is in touch any more"


class Waits(CircleWord):
    """What a list of cases points at: something waits for whoever monitors."""

    NO_OWNER = "no_owner", "no owner"
    HELD = "held", "held meanwhile"
    LATE = "late", "late steps"
    ORPHANED = "orphaned", "steps without a holder"
    REVIEW_DUE = "review_due", "a review is due"
    CLOSING = "closing", "closing round"
    CROWDED = "crowded", "many contacts"
    PROMISED = "promised", "a promised day is over"


# Which needs a kind of step may meet; a proposal for the plan's page, never a rule.
SERVES: Final[Mapping[ActionKind, tuple[Need, ...]]] = {
    ActionKind.MENTORING: (Need.SOMEONE_TO_TALK, Need.LEISURE_PLACE),
    ActionKind.FAMILY_WORK: (Need.FAMILY_SUPPORT,),
    ActionKind.COUNSELLING: (Need.COUNSELLING, Need.SOMEONE_TO_TALK),
    ActionKind.HEALTH_APPOINTMENT: (Need.MENTAL_HEALTH_LOOK,),
    ActionKind.SCHOOL_PLAN: (Need.LEARNING_SUPPORT,),
    ActionKind.WORK_OR_TRAINING: (Need.WORK_WAY_IN, Need.LEARNING_SUPPORT),
    ActionKind.HOUSING_HELP: (Need.PLACE_TO_LIVE,),
    ActionKind.PRACTICAL_HELP: (Need.MONEY_PAPERS, Need.INTERPRETER),
    ActionKind.ONLINE_SAFETY_TALK: (Need.SAFE_ONLINE,),
    ActionKind.CLUB_OR_LEISURE: (Need.LEISURE_PLACE,),
    ActionKind.GUIDED_CONVERSATIONS: (Need.CONVERSATION_ON_IDEAS, Need.SOMEONE_TO_TALK),
    ActionKind.SAFETY_STEP: (Need.PRACTICAL_SAFETY,),
    ActionKind.SPECIALIST_ASSESSMENT: (Need.SPECIALIST_LOOK, Need.MENTAL_HEALTH_LOOK),
    ActionKind.RETURN_SUPPORT: (Need.WAY_BACK,),
    ActionKind.LEGAL_MEASURE: (Need.LEGAL_FRAME,),
    ActionKind.JOINT_HOME_VISIT: (Need.FAMILY_SUPPORT,),
}
