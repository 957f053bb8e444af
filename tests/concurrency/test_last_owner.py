"""Simultaneous actions: a company keeps an owner, an invitation makes one representative."""

import threading
from functools import partial

import pytest
from factories import make_member, make_owner, make_staff

from directory.models import Representative, User
from directory.people import accounts, team
from directory.workflow.conflicts import StateConflict


def together(*verbs):
    """Wrap the functions so that each begins when all of them are called."""
    barrier = threading.Barrier(len(verbs))

    def begin(verb):
        barrier.wait(20)
        return verb()

    return [partial(begin, verb) for verb in verbs]


def owners(member):
    return Representative.objects.filter(member=member, role="owner").count()


def remove_both(first, second):
    return tuple(
        partial(
            team.remove_representative, representative=representative, actor=representative.user
        )
        for representative in (first, second)
    )


def demote_both(first, second):
    return (
        partial(team.change_role, representative=first, role="editor", actor=first.user),
        partial(team.change_role, representative=second, role="editor", actor=second.user),
    )


def remove_and_demote(first, second):
    return remove_both(first, second)[0], demote_both(first, second)[1]


@pytest.mark.parametrize("both", [remove_both, demote_both, remove_and_demote])
def test_of_two_last_owners_who_leave_at_once_one_stays(writers, both):
    member = make_member("Alpha")
    places = [make_owner(member, name).representations.get() for name in ("olga", "zoe")]

    outcomes = writers(*together(*both(*places)))

    assert sum(isinstance(outcome, StateConflict) for outcome in outcomes) == 1
    assert owners(member) == 1


def test_removing_one_owner_twice_at_once_is_refused_once(writers):
    member = make_member("Alpha")
    make_owner(member, "olga")
    place = make_owner(member, "zoe").representations.get()

    outcomes = writers(*together(*remove_both(place, place)))

    assert sum(isinstance(outcome, StateConflict) for outcome in outcomes) == 1
    assert owners(member) == 1


def test_an_invitation_accepted_twice_at_once_makes_one_account(writers):
    member = make_member("Alpha")
    _, token = team.invite_by_email(
        member=member, email="i@example.org", role="owner", sender=make_staff()
    )
    accept = partial(
        team.accept_and_create_account, token=token, name="Ida", password="ten green bottles"
    )

    outcomes = writers(*together(accept, accept))

    assert sum(isinstance(outcome, team.InvitationExpired) for outcome in outcomes) == 1
    assert list(User.objects.filter(email="i@example.org").values_list("name")) == [("Ida",)]
    assert owners(member) == 1


def test_an_invitation_withdrawn_while_it_is_accepted_is_one_or_the_other(writers):
    member = make_member("Alpha")
    invitation, token = team.invite_by_email(
        member=member, email="i@example.org", role="owner", sender=make_staff()
    )
    user = accounts.create_account("i@example.org", "ten green bottles")

    outcomes = writers(
        *together(
            partial(team.accept_invitation, token=token, user=user),
            partial(team.withdraw_invitation, invitation=invitation, actor=invitation.sender),
        )
    )

    assert sum(isinstance(outcome, team.InvitationExpired) for outcome in outcomes) == 1
    invitation.refresh_from_db()
    assert bool(invitation.accepted_at) is not bool(invitation.withdrawn_at)
    assert owners(member) == bool(invitation.accepted_at)


def test_two_who_invite_one_address_at_once_send_one_invitation(writers):
    member = make_member("Alpha")
    invite = partial(
        team.invite_by_email,
        member=member,
        email="i@example.org",
        role="editor",
        sender=make_staff(),
    )

    outcomes = writers(*together(invite, invite))

    assert sum(isinstance(outcome, StateConflict) for outcome in outcomes) == 1
    assert member.invitations.open().count() == 1
