"""The legal profiles as rows, the articles behind a footing, and the rule cards by sector.

The rows are the domain's (states.md, "Legal profiles"; vocabulary.md, "Footings and their articles"). A
lawyer of the partnership confirms them before use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.ports import Partnership
from bot.vocabulary.law import (
    AgreementKind,
    GivesUnder,
    LawfulnessVoice,
    LegalProfile,
    MayDecline,
    MayShare,
    ParentConsent,
    PoliceReuse,
    PurposeLine,
    SupportConsent,
)
from bot.vocabulary.people import Sector
from bot.vocabulary.public import Danger
from bot.vocabulary.sharing import ConsentSupport, DataClass, Footing, Participation

# Tables: a row a line.
# fmt: off


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRow:
    """What one country's law makes of sharing."""

    kind: AgreementKind
    participation: Participation
    support_consent: SupportConsent
    parent_consent: ParentConsent
    purpose: PurposeLine
    decline: MayDecline
    voice: LawfulnessVoice
    reuse: PoliceReuse


LEGAL: Final[Mapping[LegalProfile, LegalRow]] = {
    LegalProfile.GENERIC_EU: LegalRow(kind=AgreementKind.AGREEMENT, participation=Participation.VOLUNTARY, support_consent=SupportConsent.REQUIRED, parent_consent=ParentConsent.BY_NATIONAL_LAW, purpose=PurposeLine.AS_AGREED, decline=MayDecline.WITH_REASON, voice=LawfulnessVoice.AUDITOR, reuse=PoliceReuse.NO),
    LegalProfile.UK: LegalRow(kind=AgreementKind.STATUTORY_DUTY, participation=Participation.VOLUNTARY, support_consent=SupportConsent.REQUIRED, parent_consent=ParentConsent.REQUIRED, purpose=PurposeLine.SAFEGUARDING, decline=MayDecline.DUTY_SO_FAR_AS_APPROPRIATE, voice=LawfulnessVoice.AUDITOR_OR_CALDICOTT_GUARDIAN, reuse=PoliceReuse.LOCAL_RULE),
    LegalProfile.DK: LegalRow(kind=AgreementKind.STATUTORY_GATEWAY, participation=Participation.VOLUNTARY, support_consent=SupportConsent.REQUIRED, parent_consent=ParentConsent.BY_NATIONAL_LAW, purpose=PurposeLine.CRIME_PREVENTION, decline=MayDecline.NO_OBLIGATION, voice=LawfulnessVoice.AUDITOR, reuse=PoliceReuse.NO),
    LegalProfile.NL: LegalRow(kind=AgreementKind.STATUTORY_FRAME_AND_COVENANT, participation=Participation.MIXED, support_consent=SupportConsent.PER_ACTION, parent_consent=ParentConsent.BY_NATIONAL_LAW, purpose=PurposeLine.LISTED, decline=MayDecline.WITH_REASON, voice=LawfulnessVoice.LAWFULNESS_COMMITTEE_AND_AUDITOR, reuse=PoliceReuse.LOCAL_RULE),
}

# GDPR article 6 and article 9, in the generic profile.
ARTICLES: Final[Mapping[Footing, tuple[str, str]]] = {
    Footing.STATUTORY_DUTY: ("6(1)(c)", "9(2)(g)"),
    Footing.STATUTORY_GATEWAY: ("6(1)(e)", "9(2)(g)"),
    Footing.PUBLIC_TASK: ("6(1)(e)", "9(2)(g) or (h)"),
    Footing.VITAL_INTEREST: ("6(1)(d)", "9(2)(c)"),
    Footing.CONSENT: ("6(1)(a)", "9(2)(a)"),
    Footing.LEGAL_CLAIM_OR_ORDER: ("6(1)(c)", "9(2)(f)"),
    Footing.DUTY_OVERRIDE: ("6(1)(d) or (e)", "9(2)(c) or (g)"),
}

CONFIDENTIAL: Final = frozenset({Sector.HEALTH, Sector.MENTAL_HEALTH})
PUBLIC: Final = frozenset({Sector.MUNICIPALITY, Sector.POLICE, Sector.SOCIAL, Sector.EDUCATION, Sector.YOUTH_WORK, Sector.PROBATION_PRISON, Sector.HOUSING, Sector.EMPLOYMENT, Sector.NATIONAL})
_STATUTES: Final = frozenset({AgreementKind.STATUTORY_DUTY, AgreementKind.STATUTORY_GATEWAY, AgreementKind.STATUTORY_FRAME_AND_COVENANT})

# Footings on which a profession that keeps confidences may speak though nobody freed it.
WITHOUT_WAIVER: Final = frozenset({Footing.STATUTORY_DUTY, Footing.VITAL_INTEREST, Footing.LEGAL_CLAIM_OR_ORDER})
# "Often some bits can be shared": the minimum answers, which say nothing of why.
MINIMUM: Final = frozenset({DataClass.CONTACT, DataClass.SAFE_TO_APPROACH})
# Kinds of data that few sectors may be told, whatever else is right.
FOR_FEW: Final[Mapping[DataClass, frozenset[Sector]]] = {
    DataClass.HEALTH: frozenset({Sector.HEALTH, Sector.MENTAL_HEALTH, Sector.SOCIAL}),
    DataClass.MEASURES: frozenset({Sector.POLICE, Sector.PROBATION_PRISON, Sector.MUNICIPALITY, Sector.SOCIAL}),
}

_Y, _A, _Q, _N = MayShare.YES, MayShare.AS_ABSTRACT, MayShare.ASK, MayShare.NO
# What the person said; then the answer where no danger is seen, and where danger is possible.
_CARDS: Final[Mapping[GivesUnder, Mapping[ConsentSupport, tuple[MayShare, MayShare]]]] = {
    GivesUnder.CONFIDENCE: {
        ConsentSupport.GIVEN: (_Y, _Y), ConsentSupport.GIVEN_IN_PART: (_A, _A), ConsentSupport.NOT_ASKED_YET: (_A, _Q), ConsentSupport.NOT_SAFE_TO_ASK: (_A, _Q),
        ConsentSupport.DECLINED: (_N, _Q), ConsentSupport.WITHDRAWN: (_N, _Q), ConsentSupport.NOT_REQUIRED: (_Q, _Q),
    },
    GivesUnder.STATUTE: {
        ConsentSupport.GIVEN: (_Y, _Y), ConsentSupport.GIVEN_IN_PART: (_A, _Y), ConsentSupport.NOT_ASKED_YET: (_A, _Y), ConsentSupport.NOT_SAFE_TO_ASK: (_A, _Y),
        ConsentSupport.DECLINED: (_A, _Q), ConsentSupport.WITHDRAWN: (_A, _Q), ConsentSupport.NOT_REQUIRED: (_Y, _Y),
    },
    GivesUnder.TASK: {
        ConsentSupport.GIVEN: (_Y, _Y), ConsentSupport.GIVEN_IN_PART: (_A, _A), ConsentSupport.NOT_ASKED_YET: (_A, _Q), ConsentSupport.NOT_SAFE_TO_ASK: (_A, _Q),
        ConsentSupport.DECLINED: (_Q, _Q), ConsentSupport.WITHDRAWN: (_Q, _Q), ConsentSupport.NOT_REQUIRED: (_Y, _Y),
    },
    GivesUnder.TRUST: {
        ConsentSupport.GIVEN: (_Y, _Y), ConsentSupport.GIVEN_IN_PART: (_A, _A), ConsentSupport.NOT_ASKED_YET: (_A, _A), ConsentSupport.NOT_SAFE_TO_ASK: (_A, _Q),
        ConsentSupport.DECLINED: (_N, _Q), ConsentSupport.WITHDRAWN: (_N, _Q), ConsentSupport.NOT_REQUIRED: (_Q, _Q),
    },
}
# fmt: on


def law_of(partnership: Partnership) -> LegalRow:
    return LEGAL[LegalProfile(partnership.legal_profile)]


def agreement_kind(partnership: Partnership) -> AgreementKind:
    """What binds the agencies: as the partnership says, else as its law says."""
    said = partnership.agreement_kind
    return AgreementKind.of(said) if said else law_of(partnership).kind


def gives_under(giver: Sector | None, to: Sector, partnership: Partnership) -> GivesUnder:
    """Which rule card somebody of a sector reads who would tell something to another."""
    if giver in CONFIDENTIAL:
        return GivesUnder.CONFIDENCE
    if giver not in PUBLIC:
        return GivesUnder.TRUST
    statute = agreement_kind(partnership) in _STATUTES and to in PUBLIC | CONFIDENTIAL
    return GivesUnder.STATUTE if statute else GivesUnder.TASK


def may_share(
    card: GivesUnder, to: Sector, data: DataClass, said: ConsentSupport, danger: Danger
) -> MayShare:
    """The answer of a rule card. Serious danger now opens the narrow path; it is an answer by itself."""
    if danger is Danger.SERIOUS_AND_NOW:
        return MayShare.YES
    found = _CARDS[card][said][danger is Danger.POSSIBLE]
    few = FOR_FEW.get(data)
    if few is not None and to not in few and found is MayShare.YES:
        return MayShare.ASK
    return MayShare.AS_ABSTRACT if data in MINIMUM and found is MayShare.ASK else found
