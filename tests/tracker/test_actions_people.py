"""People, memberships and organisations: made by whoever manages them, refused with a sentence."""

import datetime

import pytest

from tracker.actions.accounts import create_user, grant, revoke
from tracker.actions.organisations import create_organisation
from tracker.actions.refusal import Denied, Refused
from tracker.models import Membership, Organisation, User
from tracker.roles import Permission, Role


def test_an_administrator_adds_people_and_the_security_officer_gives_them_roles(cast):
    manager = cast[Role.ADMINISTRATOR]
    user = create_user("xin", "新人", cast.password, by=manager, at=cast.finance)
    grant(user, cast.finance, Role.OBSERVER, by=cast[Role.SECURITY_OFFICER])
    assert user.check_password(cast.password)
    assert User.objects.get(pk=user.pk).can(Permission.VIEW, cast.finance)
    assert not User.objects.get(pk=user.pk).can(Permission.VIEW, cast.civil)


def test_an_administrator_manages_nothing_beyond_reach(cast, unchanged):
    manager = cast[Role.ADMINISTRATOR]
    with unchanged(), pytest.raises(Denied):
        create_user("xin", "新人", cast.password, by=manager, at=cast.other_district)
    with unchanged(), pytest.raises(Denied):
        grant(cast.drafter, cast.civil, Role.LEADER, by=manager)
    with unchanged(), pytest.raises(Denied):
        grant(cast.drafter, cast.city, Role.LEADER, by=cast[Role.SECURITY_OFFICER])
    with unchanged(), pytest.raises(Denied):
        create_organisation(by=manager, parent=cast.city, name="某区", code="X", kind="government", level="county")


def test_a_name_or_code_in_use_is_refused(cast, unchanged):
    manager = cast[Role.ADMINISTRATOR]
    with unchanged(), pytest.raises(Refused, match="已被使用"):
        create_user("drafter", "重名", cast.password, by=manager, at=cast.civil)
    with unchanged(), pytest.raises(Refused, match="已被使用"):
        create_organisation(
            by=manager, parent=cast.district, name="又一局", code="CIVIL", kind="department", level="county"
        )
    with unchanged(), pytest.raises(Refused, match="都要填写"):
        create_organisation(by=manager, parent=cast.district, name=" ", code="Y", kind="department", level="county")


def test_a_new_office_stands_below_its_superior(cast):
    made = create_organisation(
        by=cast[Role.ADMINISTRATOR],
        parent=cast.district,
        name="云溪区水利局",
        code="WATER",
        kind="department",
        level="county",
        short_name="水利局",
    )
    assert made.label == "水利局"
    assert made in Organisation.objects.subtree_of(cast.district)
    assert made not in Organisation.objects.subtree_of(cast.civil)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(None, None, True), (None, -1, False), (1, None, False), (0, 0, True), (-9, 9, True)],
)
def test_a_membership_holds_from_its_first_to_its_last_day(cast, since, until, holds):
    from django.utils import timezone

    today = timezone.localdate()
    day = lambda shift: None if shift is None else today + datetime.timedelta(days=shift)  # noqa: E731
    grant(cast.neighbour, cast.civil, Role.DRAFTER, by=None, since=day(since), until=day(until))
    assert User.objects.get(pk=cast.neighbour.pk).can(Permission.EDIT, cast.civil) is holds


def test_a_membership_that_ends_before_it_begins_is_refused(cast, unchanged):
    with unchanged(), pytest.raises(Refused, match="早于"):
        grant(
            cast.neighbour,
            cast.civil,
            Role.DRAFTER,
            by=None,
            since=datetime.date(2025, 2, 1),
            until=datetime.date(2025, 1, 1),
        )


def test_a_revoked_membership_grants_nothing(cast):
    revoke(Membership.objects.get(user=cast.drafter), by=cast[Role.SECURITY_OFFICER])
    assert not cast.drafter.can(Permission.VIEW, cast.civil)


def test_a_person_who_is_switched_off_may_do_nothing(cast):
    User.objects.filter(username="reviewer").update(is_active=False)
    assert not cast.reviewer.can_anywhere(Permission.VIEW)
    assert not Organisation.objects.visible_to(cast.reviewer).exists()
