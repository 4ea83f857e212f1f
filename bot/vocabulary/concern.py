"""What a concern is made of: the set words an abstract may carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.vocabulary.base import ChannelWord, CircleWord
from bot.vocabulary.people import Sector


class TopicFamily(ChannelWord):
    """The family a topic belongs to; all that the seats' channel reads of it."""

    WELLBEING = "wellbeing", "wellbeing"
    RELATIONS = "relations", "relations"
    SAFETY = "safety", "safety"
    PRACTICAL = "practical", "practical"
    ONLINE = "online", "online"
    CHANGE = "change", "change"


class Topic(CircleWord):
    """What the worry is about, in words a parent could hear. At most two."""

    BELONGING = "belonging", "looking for belonging"
    ALONE = "alone", "withdrawn or alone"
    CONFLICT = "conflict", "conflict with people nearby"
    PRESSURE = "pressure", "pressed or used by others"
    UNFAIR = "unfair", "strong feeling of unfairness"
    IDEAS = "ideas", "talk or ideas that worry those nearby"
    MOOD = "mood", "low or troubled mood"
    LOSS = "loss", "loss or hard experience"
    SELF_SAFETY = "self_safety", "own safety"
    OTHERS_SAFETY = "others_safety", "safety of others"
    ONLINE = "online", "what happens online"
    AWAY = "away", "not at school, work or home as usual"
    SUBSTANCES = "substances", "use of substances"
    LIVING = "living", "housing, money, papers"
    RETURN = "return", "coming back after time away"
    UNCLEAR = "unclear", "not clear yet"


class Urgency(ChannelWord):
    """Set by a person, never computed."""

    NOW = "now", "now"
    TODAY = "today", "today"
    THIS_WEEK = "this_week", "this week"
    PLANNED = "planned", "planned"


class AgeCoarse(ChannelWord):
    """Child, young adult or adult."""

    CHILD = "child", "child"
    YOUNG_ADULT = "young_adult", "young adult"
    ADULT = "adult", "adult"
    NOT_SAID = "not_said", "not said"


class AgeBand(CircleWord):
    """The age band of the person; never an exact age."""

    U12 = "u12", "under 12"
    AGED_12_15 = "12_15", "12 to 15"
    AGED_16_17 = "16_17", "16 or 17"
    AGED_18_24 = "18_24", "18 to 24"
    AGED_25_PLUS = "25_plus", "25 or older"
    NOT_SAID = "not_said", "not said"


class Status(ChannelWord):
    """What the seats' channel and a referrer see of a state."""

    WAITING = "waiting", "waiting for a first answer"
    LOOKED_AT = "looked_at", "being looked at"
    TOGETHER = "together", "people are working on it together"
    SUPPORT = "support", "support is running"
    PAUSED = "paused", "paused"
    ELSEWHERE = "elsewhere", "others are helping"
    ENDED = "ended", "ended"


class Setting(CircleWord):
    """Where the worry was seen, not where the person belongs."""

    HOME = "home", "home"
    SCHOOL = "school", "school or training"
    WORK = "work", "work"
    CARE = "care", "health or social care"
    LEISURE = "leisure", "leisure or sport"
    PUBLIC_PLACE = "public_place", "public place"
    ONLINE_PLACE = "online_place", "online"
    SUPERVISED = "supervised", "custody or supervision"
    OTHER_PLACE = "other_place", "elsewhere"


class Area(CircleWord):
    """Part_of needs at least 20 000 residents."""

    PARTNERSHIP = "partnership", "whole area"
    PART_OF = "part_of", "part of the area"


class BasisSeen(CircleWord):
    """May stand in the circle's place."""

    SEEN_MYSELF = "seen_myself", "seen myself"
    TOLD_BY_PERSON = "told_by_person", "told by the person"
    TOLD_BY_OTHER = "told_by_other", "told by someone else"
    PUT_TOGETHER = "put_together", "put together from several"


class Sure(CircleWord):
    """May stand in the circle's place."""

    FAIRLY = "fairly", "fairly sure"
    PARTLY = "partly", "partly sure"
    LITTLE = "little", "not very sure"


class Since(CircleWord):
    """No dates in a shared place."""

    DAYS = "days", "for days"
    WEEKS = "weeks", "for weeks"
    MONTHS = "months", "for months"
    LONGER = "longer", "for longer"
    UNKNOWN = "unknown", "not known"


class Trend(CircleWord):
    """May stand in the circle's place."""

    BETTER = "better", "better"
    SAME = "same", "the same"
    WORSE = "worse", "worse"
    UNCLEAR = "unclear", "unclear"


class Strength(CircleWord):
    """At least one value before a raise."""

    TRUSTED_ADULT = "trusted_adult", "someone trusted"
    FAMILY_CLOSE = "family_close", "family stands by"
    FRIENDS = "friends", "good friends"
    SCHOOL_WORK_BOND = "school_work_bond", "tie to school or work"
    ACTIVITY = "activity", "a sport, craft or interest"
    COMMUNITY_TIES = "community_ties", "ties in the neighbourhood"
    PLANS = "plans", "plans for the future"
    ASKS_FOR_HELP = "asks_for_help", "asks for help"
    STEADY_HOME = "steady_home", "steady home"
    GOOD_PROFESSIONAL = "good_professional", "trusts a professional"
    SKILLS = "skills", "skills, humour, stamina"
    NOT_KNOWN_YET = "not_known_yet", "not known yet"


class Need(CircleWord):
    """Family of needs may stand in the channel line; drives the circle proposal."""

    SOMEONE_TO_TALK = "someone_to_talk", "someone to talk to"
    FAMILY_SUPPORT = "family_support", "support for the family"
    COUNSELLING = "counselling", "counselling"
    MENTAL_HEALTH_LOOK = "mental_health_look", "a look by mental health"
    LEARNING_SUPPORT = "learning_support", "support with learning"
    WORK_WAY_IN = "work_way_in", "a way into work"
    PLACE_TO_LIVE = "place_to_live", "a place to live"
    MONEY_PAPERS = "money_papers", "money or papers"
    SAFE_ONLINE = "safe_online", "safe online"
    LEISURE_PLACE = "leisure_place", "a place for leisure"
    CONVERSATION_ON_IDEAS = "conversation_on_ideas", "conversation on ideas"
    PRACTICAL_SAFETY = "practical_safety", "practical safety"
    SPECIALIST_LOOK = "specialist_look", "a specialist look"
    WAY_BACK = "way_back", "a way back"
    LEGAL_FRAME = "legal_frame", "a legal frame"
    INTERPRETER = "interpreter", "an interpreter"


class Guessable(CircleWord):
    """The known-person test: would a colleague guess who this is?."""

    WOULD_GUESS = "would_guess", "yes, a colleague would guess"
    WOULD_NOT_GUESS = "would_not_guess", "no"


class Called(CircleWord):
    """May stand in the circle's place."""

    CALLED = "called", "called"
    CALLING = "calling", "calling now"
    NOT_NEEDED = "not_needed", "not needed because not life-threatening"


class UrgentGround(CircleWord):
    """May stand in the circle's place."""

    DANGER_TO_SELF = "danger_to_self", "danger to self"
    DANGER_TO_OTHERS = "danger_to_others", "danger to others"
    BEING_USED = "being_used", "being used or pressed"
    MISSING_TONIGHT = "missing_tonight", "no safe place tonight"
    VIOLENCE_NEAR = "violence_near", "violence nearby"


class LiftWhy(CircleWord):
    """May stand in the circle's place."""

    OVER = "over", "it is over"
    IN_HAND = "in_hand", "in hand"


FAMILY: Final[Mapping[Topic, TopicFamily]] = {
    Topic.BELONGING: TopicFamily.RELATIONS,
    Topic.ALONE: TopicFamily.RELATIONS,
    Topic.CONFLICT: TopicFamily.RELATIONS,
    Topic.PRESSURE: TopicFamily.SAFETY,
    Topic.UNFAIR: TopicFamily.WELLBEING,
    Topic.IDEAS: TopicFamily.CHANGE,
    Topic.MOOD: TopicFamily.WELLBEING,
    Topic.LOSS: TopicFamily.WELLBEING,
    Topic.SELF_SAFETY: TopicFamily.SAFETY,
    Topic.OTHERS_SAFETY: TopicFamily.SAFETY,
    Topic.ONLINE: TopicFamily.ONLINE,
    Topic.AWAY: TopicFamily.CHANGE,
    Topic.SUBSTANCES: TopicFamily.WELLBEING,
    Topic.LIVING: TopicFamily.PRACTICAL,
    Topic.RETURN: TopicFamily.CHANGE,
    Topic.UNCLEAR: TopicFamily.CHANGE,
}

# Rule 6 of the small-cell rules: a rare value counts double.
RARE: Final = frozenset({Topic.RETURN, Topic.IDEAS, Topic.PRESSURE, AgeBand.U12})

PROPOSED: Final[Mapping[Need, tuple[Sector, ...]]] = {
    Need.SOMEONE_TO_TALK: (Sector.YOUTH_WORK, Sector.NGO),
    Need.FAMILY_SUPPORT: (Sector.SOCIAL,),
    Need.COUNSELLING: (Sector.HEALTH, Sector.NGO),
    Need.MENTAL_HEALTH_LOOK: (Sector.MENTAL_HEALTH,),
    Need.LEARNING_SUPPORT: (Sector.EDUCATION,),
    Need.WORK_WAY_IN: (Sector.EMPLOYMENT,),
    Need.PLACE_TO_LIVE: (Sector.HOUSING,),
    Need.MONEY_PAPERS: (Sector.ADVICE, Sector.SOCIAL),
    Need.SAFE_ONLINE: (Sector.EDUCATION, Sector.YOUTH_WORK),
    Need.LEISURE_PLACE: (Sector.SPORT_LEISURE, Sector.YOUTH_WORK),
    Need.CONVERSATION_ON_IDEAS: (Sector.COMMUNITY,),
    Need.PRACTICAL_SAFETY: (Sector.POLICE, Sector.SOCIAL),
    Need.SPECIALIST_LOOK: (Sector.MENTAL_HEALTH,),
    Need.WAY_BACK: (Sector.PROBATION_PRISON, Sector.SOCIAL, Sector.EMPLOYMENT),
    Need.LEGAL_FRAME: (Sector.POLICE, Sector.PROBATION_PRISON, Sector.MUNICIPALITY),
    Need.INTERPRETER: (),
}
