"""Who takes part, why, and with what."""

from __future__ import annotations

from bot.vocabulary.base import CircleWord


class Sector(CircleWord):
    """The sectors a seat or a service may come from."""

    MUNICIPALITY = "municipality", "municipality"
    POLICE = "police", "police"
    SOCIAL = "social", "social services"
    HEALTH = "health", "health"
    MENTAL_HEALTH = "mental_health", "mental health"
    EDUCATION = "education", "education"
    YOUTH_WORK = "youth_work", "youth work"
    PROBATION_PRISON = "probation_prison", "probation and prison"
    HOUSING = "housing", "housing"
    EMPLOYMENT = "employment", "employment"
    SPORT_LEISURE = "sport_leisure", "sport and leisure"
    ADVICE = "advice", "advice centre"
    NGO = "ngo", "voluntary organisation"
    COMMUNITY = "community", "community"
    FAMILY_VOICE = "family_voice", "family voice"
    FAITH_OR_WORLDVIEW_BODY = "faith_or_worldview_body", "faith or worldview body"
    PRIVATE = "private", "private company"
    NATIONAL = "national", "national body"


class GuestWhy(CircleWord):
    """Shown to all, the guest included."""

    KNOWS_THE_PERSON = "knows_the_person", "knows the person"
    OFFERS_A_SERVICE = "offers_a_service", "offers a service"
    SPECIAL_KNOWLEDGE = "special_knowledge", "special knowledge"
    COMMUNITY_TRUST = "community_trust", "trusted in the community"
    LEGAL_ROLE = "legal_role", "legal role"
    FAMILY_VOICE = "family_voice", "voice of the family"
    LANGUAGE_OR_CULTURE = "language_or_culture", "language or culture"


class GuestBrings(CircleWord):
    """May stand in the circle's place."""

    RELATIONSHIP = "relationship", "relationship"
    PLACE_OR_ACTIVITY = "place_or_activity", "place or activity"
    KNOWLEDGE = "knowledge", "knowledge"
    AUTHORITY = "authority", "authority"
    INTERPRETATION = "interpretation", "interpretation"


class GuestMay(CircleWord):
    """May stand in the circle's place."""

    OWN_ACTIONS = "own_actions", "own actions"
    MEETING = "meeting", "one meeting"
    ADD = "add", "add information"
    JUDGE = "judge", "give a judgement"


class OwnerBecause(CircleWord):
    """May stand in the circle's place."""

    RELATIONSHIP = "relationship", "has the relationship"
    COMPETENCE = "competence", "has the competence"
    TIME = "time", "has the time"


class GiveBackWhy(CircleWord):
    """May stand in the circle's place."""

    NO_TIME = "no_time", "no time"
    WRONG_FIT = "wrong_fit", "not the right fit"
    LEAVING = "leaving", "leaving the seat"
    CONFLICT = "conflict", "conflict of interest"
