"""The legal profiles and footings, held against the domain's data while those lie beside this repository."""

from __future__ import annotations

import pytest

from bot.policies.legal import _CARDS, ARTICLES, LEGAL, gives_under, may_share
from bot.ports import Partnership
from bot.vocabulary.law import GivesUnder, LegalProfile, MayShare, PoliceReuse, PurposeLine
from bot.vocabulary.people import Sector
from bot.vocabulary.public import Danger
from bot.vocabulary.sharing import ConsentSupport, DataClass
from tests.domain import at_hand, domain


@at_hand
@pytest.mark.parametrize("profile", LegalProfile)
def test_h39_a_legal_profile_is_the_domains(profile: LegalProfile) -> None:
    theirs = domain()["legal_profiles"][profile.value]
    row = LEGAL[profile]

    as_agreed = row.purpose is PurposeLine.AS_AGREED
    assert theirs == {
        "agreement_kind": row.kind.code,
        "participation_default": row.participation.code,
        "support_consent": row.support_consent.code,
        "parent_consent_for_child": row.parent_consent.code,
        "purpose_line": row.purpose.code if as_agreed else row.purpose.label,
        "seat_may_decline": row.decline.code,
        "lawfulness_voice": row.voice.code,
        "police_may_reuse": False if row.reuse is PoliceReuse.NO else row.reuse.code,
    }


@at_hand
def test_footings_have_the_domains_articles() -> None:
    theirs = domain()["footing_articles"]

    assert {
        footing.code: {"art_6": six, "art_9": nine} for footing, (six, nine) in ARTICLES.items()
    } == theirs


def test_every_card_answers_whatever_the_person_said() -> None:
    assert set(_CARDS) == set(GivesUnder)
    assert all(set(card) == set(ConsentSupport) for card in _CARDS.values())


@pytest.mark.parametrize("card", GivesUnder)
@pytest.mark.parametrize("data", DataClass)
def test_a_no_of_the_person_is_never_a_yes_while_no_danger_is_seen(
    card: GivesUnder, data: DataClass
) -> None:
    for said in (ConsentSupport.DECLINED, ConsentSupport.WITHDRAWN):
        answer = may_share(card, Sector.SOCIAL, data, said, Danger.NONE_SEEN)
        assert answer is not MayShare.YES


def test_who_keeps_confidences_reads_that_card_under_every_law() -> None:
    for profile in LegalProfile:
        here = Partnership(legal_profile=profile.value)
        assert gives_under(Sector.HEALTH, Sector.POLICE, here) is GivesUnder.CONFIDENCE
        assert gives_under(None, Sector.POLICE, here) is GivesUnder.TRUST
