"""Who may do what. Deny by default; the only place that mints a Grant.

A permission is the product of role, live seat, circle membership, time limit and not being recused, all
looked at in the moment of the act. What does not exist and what one may not see are one refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.case import Case
from bot.disclosure import Grant, Purpose
from bot.errors import NotFound
from bot.parts import Guest
from bot.people import Directory, Duty, Person, SeatState
from bot.policies.permissions import TABLE
from bot.policies.released import Moment, gave, received
from bot.ports import Partnership
from bot.process import ACTS, STATES, Profile
from bot.vocabulary.numbers import PersonNo
from bot.vocabulary.people import GuestMay
from bot.vocabulary.process import Act, Guard, State
from bot.vocabulary.roles import Cell, Permission, Role

_OF_DUTY: Final[Mapping[Duty, Role]] = {
    Duty.COORDINATOR: Role.COORDINATOR,
    Duty.DEPUTY_COORDINATOR: Role.COORDINATOR,
    Duty.POLICE_CONTACT: Role.POLICE_CONTACT,
    Duty.MANAGER: Role.MANAGER,
    Duty.ADMINISTRATOR: Role.ADMINISTRATOR,
    Duty.AUDITOR: Role.AUDITOR,
    Duty.STRATEGIC: Role.STRATEGIC,
    Duty.EXPERT: Role.EXPERT,
}
_BY_PART: Final = frozenset({Role.REFERRER, Role.CIRCLE, Role.CASE_OWNER, Role.GUEST, Role.MEMBER})

# What a guest may do only where the invitation names it; the list is shown to the whole circle.
_GUEST_NEEDS: Final[Mapping[Permission, frozenset[GuestMay]]] = {
    Permission.ADD_DETAIL: frozenset({GuestMay.ADD}),
    Permission.GIVE_JUDGEMENT: frozenset({GuestMay.JUDGE}),
    Permission.LOG_PROGRESS: frozenset({GuestMay.OWN_ACTIONS}),
    Permission.SEE_PLAN: frozenset({GuestMay.OWN_ACTIONS}),
    Permission.OPEN_SEALED: frozenset({GuestMay.ADD, GuestMay.JUDGE}),
}

# Who gives, keeps a say: these stay with the referrer whatever the state shows to others.
_REFERRER_KEEPS: Final = frozenset(
    {
        Permission.SEE_CASE_EXISTS,
        Permission.LIST_CASES,
        Permission.ADD_DETAIL,
        Permission.SET_URGENT,  # who saw the danger may say so, whoever works on it by now
        Permission.OPEN_SEALED,
        Permission.OPEN_IDENTITY,
        Permission.SEE_OPENINGS,
        Permission.RECORD_CONSENT,  # whoever the person told that they changed their mind writes it down
        Permission.WRITE_DRAFT,
        Permission.READ_LADDER,
        Permission.RAISE_CONCERN,
    }
)


# Who works on a case reads what was written for it, as long as the state shows it to them.
WORKS_ON_IT: Final = frozenset({Role.CIRCLE, Role.CASE_OWNER})


# What a deputy may do in somebody else's part of a case. What was written opens to no deputy: that takes being
# added to the circle, as for anybody else.
_STANDING_IN: Final = frozenset(
    {
        Permission.SEE_CASE_EXISTS,
        Permission.SEE_ABSTRACT,
        Permission.LIST_CASES,
        Permission.SEE_LIMITS,
        Permission.SEE_PLAN,
        Permission.SEE_GUESTS,
        Permission.RUN_CASE,
        Permission.PAUSE_CASE,
        Permission.SET_URGENT,
        Permission.ESCALATE,
        Permission.ADD_DETAIL,
        Permission.ACCEPT_OWNER,
        Permission.WRITE_PLAN,
        Permission.LOG_PROGRESS,
        Permission.ANSWER_CLOSING,
    }
)
# And for an owner who is there, but owes a first word: what the ping asks for.
_FIRST_WORD: Final = frozenset({Act.OWNER_REPLY, Act.LOG_PROGRESS, Act.WRITE_PLAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a decision looks at."""

    directory: Directory
    partnership: Partnership
    now: datetime

    @property
    def moment(self) -> Moment:
        return Moment(directory=self.directory, now=self.now, zone=self.partnership.zone)


def sealing() -> Grant:
    """For the vault, which turns words into ciphertext and back."""
    return Grant(Purpose.SEALING)


def speaking() -> Grant:
    """For bot/wording.py, which turns a private reply into the text of that one person."""
    return Grant(Purpose.READING)


def listening() -> Grant:
    """For bot/conversation/talk.py, which reads what a person typed."""
    return Grant(Purpose.WORKING)


def guarding() -> Grant:
    """For bot/conversation/overheard.py: the guard looks at what people say and knows whom not to name."""
    return Grant(Purpose.GUARDING)


def general_roles(person: Person, scene: Scene) -> frozenset[Role]:
    """What a person is to the partnership, no case looked at."""
    found = {_OF_DUTY[duty] for duty in person.duties if duty in _OF_DUTY}
    if _stands_in(person, scene, lambda police: police.away(scene.now)):
        found.add(Role.POLICE_CONTACT)
    seat = scene.directory.seat_of(person)
    if seat is not None and Role.ADMINISTRATOR not in found:
        found.add(Role.REFERRER)
        lives = seat.permanent and seat.state is not SeatState.ENDED
        if lives and person.duties & {Duty.HOLDER, Duty.DEPUTY}:
            found.add(Role.MEMBER)
    return frozenset(found)


def _stands_in(person: Person, scene: Scene, gone: Callable[[Person], bool]) -> bool:
    """Whether this person is the deputy of a police contact who is away, or has stepped aside."""
    contacts = scene.directory.having(Duty.POLICE_CONTACT)
    return any(gone(one) and scene.directory.deputy_of(one) == person for one in contacts)


def speaks_for(person: Person, other: PersonNo | None, scene: Scene) -> bool:
    """Whether this is that person, or their deputy in the same agency while they are away."""
    if person.no == other:
        return True
    there = scene.directory.people.get(other) if other else None
    return there is not None and there.away(scene.now) and _is_deputy(person, there, scene)


def _is_deputy(person: Person, of: Person, scene: Scene) -> bool:
    return person.seat is not None and scene.directory.own_deputy(of) == person


def _owns(person: Person, case: Case, scene: Scene) -> bool:
    """The owner; whoever speaks for the owner; and the owner's deputy while a first word is owed."""
    if case.owner == person.no:
        return True
    owner = scene.directory.people.get(case.owner) if case.owner else None
    if owner is None or owner.no in case.facts.recused:
        return False
    owed = case.facts.owner is not None and case.facts.owner.owed
    late = owed and not case.paused and _is_deputy(person, owner, scene)
    return late or speaks_for(person, owner.no, scene)


def _takes_part(person: Person, case: Case, scene: Scene) -> bool:
    """Of the circle now, or speaking for somebody who is."""
    today, recused = scene.now.date(), case.facts.recused
    members = (m.person for m in case.facts.circle if m.until.date >= today)
    return any(speaks_for(person, one, scene) for one in members if one not in recused)


def _instead(role: Role, person: Person, case: Case, scene: Scene) -> bool:
    """Whether this part is somebody else's."""
    if role is Role.CASE_OWNER:
        return case.owner != person.no
    member = case.member(person.no)
    return role is Role.CIRCLE and (member is None or member.until.date < scene.now.date())


def works_on(person: Person, case: Case, scene: Scene) -> bool:
    """Whether somebody reads what was written for a case: in a part of their own, not as a deputy."""
    held = roles(person, case, scene) & WORKS_ON_IT
    return any(not _instead(role, person, case, scene) for role in held)


def roles(person: Person, case: Case, scene: Scene) -> frozenset[Role]:
    """What a person is to one case. A recused person is nothing to it."""
    if person.no in case.facts.recused:
        return frozenset()
    found = set(general_roles(person, scene)) - {Role.REFERRER}
    if _stands_in(person, scene, lambda police: police.no in case.facts.recused):
        found.add(Role.POLICE_CONTACT)
    if case.facts.referrer == person.no:
        found.add(Role.REFERRER)
    if _owns(person, case, scene):
        found.add(Role.CASE_OWNER)
    if _takes_part(person, case, scene):
        found.add(Role.CIRCLE)
        found.discard(Role.MEMBER)
    if case.guest(person.no, scene.now):
        found.add(Role.GUEST)
    if any(asked.open and asked.to == person.no for asked in case.facts.asked):
        found.add(Role.MEMBER)  # asked inside the agency: answers for the seat
    return frozenset(found)


def require(person: Person, permission: Permission, scene: Scene) -> None:
    """A permission that concerns no case. Raises NotFound."""
    held = general_roles(person, scene)
    if not any(TABLE[permission][role] is not Cell.NONE for role in held):
        if Cell.NONE not in TABLE[permission].values():
            return  # what every role may, whoever the partnership knows may: an own account, reporting a breach
        raise NotFound


_OPEN_TO: Final[Mapping[Role, frozenset[Permission]]] = {
    role: frozenset(
        permission
        for permission, cells in TABLE.items()
        if cells[role] not in {Cell.NONE, Cell.COUNTS}
    )
    for role in Role
}


def known(person: Person, scene: Scene) -> frozenset[Permission]:
    """What help shows this person: whatever some role of theirs may do, in some case."""
    held = general_roles(person, scene) | _possible(person, scene)
    return frozenset(permission for role in held for permission in _OPEN_TO[role])


def open_to(person: Person, cases: Iterable[Case], scene: Scene) -> frozenset[Permission]:
    """What some role allows that this person has now: in the partnership, or in one of these cases."""
    held = general_roles(person, scene).union(*(roles(person, case, scene) for case in cases))
    return frozenset(permission for role in held for permission in _OPEN_TO[role])


def knows(person: Person, permission: Permission, scene: Scene) -> bool:
    """Whether help shows a command to this person."""
    return permission in known(person, scene)


def _possible(person: Person, scene: Scene) -> frozenset[Role]:
    seat = scene.directory.seat_of(person)
    if Duty.ADMINISTRATOR in person.duties or Duty.AUDITOR in person.duties:
        return frozenset()
    if seat is None:
        return frozenset({Role.GUEST})
    stands_in = _stands_in(person, scene, lambda _police: True)
    police = {Role.POLICE_CONTACT} if stands_in else set[Role]()
    return frozenset({Role.CIRCLE, Role.CASE_OWNER, *police})


def allowed(person: Person, permission: Permission, case: Case, scene: Scene) -> bool:
    """Whether some role of this person allows it, here and now; or what was given or released does."""
    return any(
        _in_reach(role, permission, case, person, scene) for role in roles(person, case, scene)
    ) or _by_item(person, permission, case, scene)


# What a release lets those do whose seat it names, and what stays with whoever gave, role or no role.
_BY_RELEASE: Final = frozenset({Permission.OPEN_SEALED, Permission.SEE_CASE_EXISTS})
_BY_GIVING: Final = frozenset({Permission.SEE_OPENINGS})


def _by_item(person: Person, permission: Permission, case: Case, scene: Scene) -> bool:
    if person.no in case.facts.recused or case.state in {State.DRAFT, State.ERASED}:
        return False
    if permission in _BY_RELEASE:
        return bool(received(person, case, scene.moment))
    speaks = bool(person.duties & {Duty.HOLDER, Duty.DEPUTY})
    return permission in _BY_GIVING and any(
        item.by == person.no or (speaks and gave(person, item)) for item in case.facts.items
    )


def check(person: Person, permission: Permission, case: Case, scene: Scene) -> None:
    """Raises NotFound, the same whether the case exists or not."""
    if not allowed(person, permission, case, scene):
        raise NotFound


def acting(person: Person, act: Act, case: Case, scene: Scene) -> frozenset[Role]:
    """The roles in which this person may do the act on this case. Raises NotFound where none."""
    row = ACTS[act]
    if row.permission is None:
        raise NotFound
    permission = row.permission
    found = {
        role
        for role in roles(person, case, scene) & set(row.who)
        if _in_reach(role, permission, case, person, scene)
    }
    if act not in _FIRST_WORD and case.owner and not speaks_for(person, case.owner, scene):
        found.discard(Role.CASE_OWNER)
    if not found and _by_item(person, permission, case, scene):
        found = {Role.MEMBER}
    if not found:
        raise NotFound
    return frozenset(found)


# Guards that see to a second person themselves, and what one person may do alone all the same: to take an
# offer back.
_SEES_TO_IT: Final = frozenset({Guard.SECOND_PERSON, Guard.OVERRIDE_COMPLETE, Guard.HANDOVER_READY})
_ALONE: Final = frozenset({Act.WITHDRAW_HANDOVER})


def takes_two(held: frozenset[Role], act: Act) -> bool:
    """Whether every one of these roles may do it only with a second person, and no guard of the act asks."""
    row = ACTS[act]
    if row.permission is None or act in _ALONE or _SEES_TO_IT & set(row.guards):
        return False
    return bool(held) and all(TABLE[row.permission][role] is Cell.SECOND for role in held)


def _in_reach(role: Role, permission: Permission, case: Case, person: Person, scene: Scene) -> bool:
    cell = TABLE[permission][role]
    if cell in {Cell.NONE, Cell.COUNTS}:
        return False
    if case.state is State.DRAFT:
        # Nobody but the author knows of a draft, and of its ladder the manager who was asked.
        asked = role is Role.MANAGER and permission is Permission.READ_LADDER
        return case.facts.referrer == person.no or (asked and _is_asked(case, person, scene))
    if role is Role.REFERRER and permission in _REFERRER_KEEPS:
        return True
    if (role, permission) in _IN_CIRCLE_ONLY:
        return False
    if _instead(role, person, case, scene) and permission not in _STANDING_IN:
        return False
    if (role, permission) in _SPECIAL:
        return _SPECIAL[role, permission](case, person, scene)
    if role is Role.GUEST:
        guest = case.guest(person.no, scene.now)
        return guest is not None and _guest_may(guest, permission) and _in_sight(role, case)
    return _in_sight(role, case)


def _is_asked(case: Case, person: Person, _scene: Scene) -> bool:
    """Whether the author asked this manager, of the own agency, for the fourth step."""
    same = person.seat is not None and person.seat == case.facts.referrer_seat
    return same and any(one.ladder and one.to == person.no for one in case.hidden.consults)


def _in_sight(role: Role, case: Case) -> bool:
    """The state's ceiling, for roles that rest on the case. Whoever runs the process sees all of them."""
    if role in {Role.COORDINATOR, Role.AUDITOR}:
        return True
    if role is Role.POLICE_CONTACT or role in _BY_PART:
        return role in STATES[case.state].seen_by
    return False


def _guest_may(guest: Guest, permission: Permission) -> bool:
    needed = _GUEST_NEEDS.get(permission)
    return needed is None or bool(needed & set(guest.may))


def first_answer_overdue(case: Case, scene: Scene) -> bool:
    """After the clock has run out a duty member may give the first answer, and see that one abstract."""
    raised = case.facts.raised
    if case.state is not State.RAISED or raised is None:
        return False
    hours = 1 if case.facts.urgent else scene.partnership.first_answer_h
    return scene.now >= raised + timedelta(hours=hours)


def _named_second(case: Case, person: Person, _scene: Scene) -> bool:
    """Whoever is asked to be the second person for sharing without consent, while it waits."""
    return any(one.second == person.no and one.waits for one in case.hidden.overrides)


def owes_answer(case: Case, person: Person, _scene: Scene) -> bool:
    """Whether this person's seat was asked about the case, and owes an answer."""
    return any(asked.open and asked.seat == person.seat for asked in case.facts.asked)


def _police_sees(case: Case, _person: Person, _scene: Scene) -> bool:
    asked = case.state is State.FOLLOW_UP and case.facts.police_asked is not None
    return asked or _in_sight(Role.POLICE_CONTACT, case)


def _member_sees(case: Case, person: Person, scene: Scene) -> bool:
    return first_answer_overdue(case, scene) or owes_answer(case, person, scene)


def _member_answers(case: Case, _person: Person, scene: Scene) -> bool:
    return first_answer_overdue(case, scene)


def _coordinator_writes_police_answer(_case: Case, _person: Person, scene: Scene) -> bool:
    return scene.partnership.profile == Profile.LIGHT


# Content takes being added to the circle, like anybody else; then the circle's own cell decides.
_IN_CIRCLE_ONLY: Final = frozenset(
    {
        (Role.COORDINATOR, Permission.OPEN_SEALED),
        (Role.COORDINATOR, Permission.OPEN_IDENTITY),
        (Role.POLICE_CONTACT, Permission.OPEN_SEALED),
    }
)


_SPECIAL: Final[Mapping[tuple[Role, Permission], Callable[[Case, Person, Scene], bool]]] = {
    **{(role, Permission.SECOND_OVERRIDE): _named_second for role in Role},
    (Role.MEMBER, Permission.ANSWER_CONCERN): _member_answers,
    (Role.MEMBER, Permission.SEE_ABSTRACT): _member_sees,
    (Role.MEMBER, Permission.SEE_CASE_EXISTS): _member_sees,
    # A question goes to a seat, whatever else its people are to the case.
    **{(role, Permission.ANSWER_INFO): owes_answer for role in Role},
    # An ended case is opened again only after the police have answered anew.
    **{
        (Role.POLICE_CONTACT, permission): _police_sees
        for permission in (
            Permission.POLICE_ANSWER,
            Permission.SEE_ABSTRACT,
            Permission.SEE_CASE_EXISTS,
        )
    },
    (Role.REFERRER, Permission.ANSWER_CLOSING): lambda case, _person, _scene: (
        case.state is State.CLOSING or _in_sight(Role.REFERRER, case)
    ),
    (Role.COORDINATOR, Permission.POLICE_ANSWER): _coordinator_writes_police_answer,
}


def confirming(person: Person, second: PersonNo) -> Grant:
    """Leave for the second person to read why something is to be shared without consent. Raises NotFound."""
    if person.no != second:
        raise NotFound
    return Grant(Purpose.READING)


def reading(person: Person, permission: Permission, case: Case, scene: Scene) -> Grant:
    """Leave to read sealed words of a case. Raises NotFound."""
    check(person, permission, case, scene)
    return Grant(Purpose.READING)


def resealing(person: Person, case: Case, scene: Scene) -> Grant:
    """Leave to move sealed words to another case, unread, by whoever may fold one into the other.

    Raises NotFound.
    """
    check(person, Permission.DECIDE_CASE, case, scene)
    return Grant(Purpose.WORKING)
