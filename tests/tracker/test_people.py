"""Organisations and people: who sees them, who may add to them, and what a wrong form is told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tracker.forms.organisations import check_uscc
from tracker.models import Activity, Membership, Organisation, User
from tracker.roles import Role

GOOD_CODE = "11331002002673575G"


def organisation_form(cast, **changed):
    """A form that would be taken."""
    filled = {
        "parent": cast.district.pk,
        "name": "云溪区水利局",
        "kind": "department",
        "level": "county",
        "code": GOOD_CODE,
    }
    return {**filled, **changed}


def person_form(cast, **changed):
    """A form that would be taken."""
    filled = {
        "name": "新来",
        "username": "newcomer",
        "password": "a-long-enough-word-8",
        "organisation": cast.finance.pk,
    }
    return {"form": "person", **{f"person-{key}": value for key, value in {**filled, **changed}.items()}}


@pytest.fixture
def administrator(client: Client, cast) -> Client:
    client.force_login(cast[Role.ADMINISTRATOR])
    return client


@pytest.fixture
def security(client: Client, cast) -> Client:
    client.force_login(cast[Role.SECURITY_OFFICER])
    return client


def test_the_tree_shows_what_a_membership_reaches(client: Client, cast):
    client.force_login(cast.coordinator)
    page = client.get(reverse("organisations")).content.decode()
    assert "云溪区民政局" in page
    assert "云山区人民政府" not in page
    assert 'name="code"' not in page


def test_an_administrator_adds_an_organisation_below(administrator, cast):
    response = administrator.post(reverse("organisations"), organisation_form(cast))
    assert response.status_code == 302
    made = Organisation.objects.get(code=GOOD_CODE)
    assert Organisation.objects.get_parent(made) == cast.district
    assert Activity.objects.filter(deed="organisation-created", organisation=made).count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": "11331002002673575A"}, "校验位不对"),
        ({"code": "11331002"}, "应为18位"),
        ({"code": "1133100200267357IO"}, "不用I、O、S、V、Z"),
        ({"code": ""}, "请填写统一社会信用代码"),
        ({"name": " "}, "请填写单位名称"),
        ({"parent": ""}, "请选择上级单位"),
        ({"region": "33"}, "6至12位数字"),
        ({"name": "长" * 200_000}, "120"),
    ],
)
def test_a_wrong_organisation_is_told_beside_its_field(administrator, cast, changed, says):
    before = Organisation.objects.count()
    response = administrator.post(reverse("organisations"), organisation_form(cast, **changed))
    assert response.status_code == 400
    page = response.content.decode()
    assert says in page
    assert "invalid-feedback" in page
    assert all(str(value)[:100] in page for key, value in organisation_form(cast, **changed).items() if key != "parent")
    assert Organisation.objects.count() == before


def test_nobody_adds_below_an_organisation_that_is_not_theirs(administrator, cast):
    before = Organisation.objects.count()
    response = administrator.post(reverse("organisations"), organisation_form(cast, parent=cast.other_district.pk))
    assert response.status_code == 400
    assert Organisation.objects.count() == before


def test_a_code_is_taken_once(administrator, cast):
    administrator.post(reverse("organisations"), organisation_form(cast))
    response = administrator.post(reverse("organisations"), organisation_form(cast, name="另一个局"))
    assert "已被其他单位使用" in response.content.decode()


def test_a_code_is_read_in_its_compact_form():
    assert check_uscc(" 11331002-002673575g ".replace("g", "G")) == GOOD_CODE


def test_an_administrator_enters_a_person_who_holds_no_role_yet(administrator, cast):
    response = administrator.post(reverse("people"), person_form(cast))
    assert response.status_code == 302
    person = User.objects.get(username="newcomer")
    assert person.check_password("a-long-enough-word-8")
    assert person.organisation == cast.finance
    assert not person.memberships.exists()
    administrator.force_login(cast[Role.SECURITY_OFFICER])
    assert "还没有角色的人员" in administrator.get(reverse("people")).content.decode()
    form = {"form": "role", "role-person": person.pk, "role-organisation": cast.finance.pk, "role-role": "drafter"}
    assert administrator.post(reverse("people"), form).status_code == 302
    assert [(one.organisation, one.role) for one in person.memberships.all()] == [(cast.finance, "drafter")]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"username": "drafter"}, "已被使用"),
        ({"username": "Drafter"}, "已被使用"),
        ({"username": "a b"}, "用户名只能用"),
        ({"password": "12345678"}, "密码"),
        ({"name": ""}, "请填写姓名"),
        ({"organisation": ""}, "请选择单位"),
    ],
)
def test_a_wrong_person_is_told_beside_the_field(administrator, cast, changed, says):
    before = User.objects.count()
    response = administrator.post(reverse("people"), person_form(cast, **changed))
    assert response.status_code == 400
    assert says in response.content.decode()
    assert User.objects.count() == before


def role_form(cast, **changed):
    """A role that would be given."""
    filled = {"person": cast.drafter.pk, "organisation": cast.civil.pk, "role": "leader", **changed}
    return {"form": "role", **{f"role-{key}": value for key, value in filled.items()}}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"since": "2025-03-01", "until": "2025-02-01"}, "结束日期早于开始日期"),
        ({"person": ""}, "请选择人员"),
        ({"organisation": ""}, "请选择单位"),
    ],
)
def test_a_wrong_role_is_told_beside_the_field(security, cast, changed, says):
    before = Membership.objects.count()
    response = security.post(reverse("people"), role_form(cast, **changed))
    assert response.status_code == 400
    assert says in response.content.decode()
    assert Membership.objects.count() == before


@pytest.mark.parametrize("held", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_is_two_of_the_three_officers(security, cast, held):
    wanted = {Role.ADMINISTRATOR: "auditor", Role.AUDITOR: "administrator"}[held]
    response = security.post(reverse("people"), role_form(cast, person=cast.people[held].pk, role=wanted))
    assert response.status_code == 400
    assert "三员分立" in response.content.decode()
    assert not Membership.objects.filter(user=cast.people[held], role=wanted).exists()


def test_an_officer_does_not_do_the_others_work(client, cast, unchanged):
    for role, form in ((Role.SECURITY_OFFICER, person_form(cast)), (Role.ADMINISTRATOR, role_form(cast))):
        client.force_login(cast[role])
        with unchanged():
            assert client.post(reverse("people"), form).status_code == 403


def test_nobody_adds_a_person_or_a_role_elsewhere(administrator, cast):
    assert administrator.post(reverse("people"), role_form(cast)).status_code == 403
    response = administrator.post(reverse("people"), person_form(cast, organisation=cast.other_district.pk))
    assert response.status_code == 400
    assert not User.objects.filter(username="newcomer").exists()


def test_a_person_who_is_there_is_given_another_role_and_it_is_taken_back(security, cast):
    administrator = security
    form = role_form(cast)
    assert administrator.post(reverse("people"), form).status_code == 302
    membership = Membership.objects.get(user=cast.drafter, role="leader")
    address = reverse("membership-revoke", args=[membership.pk])
    assert "田笔" in administrator.get(address).content.decode()
    assert Membership.objects.filter(pk=membership.pk).exists()
    assert administrator.post(address).status_code == 302
    assert not Membership.objects.filter(pk=membership.pk).exists()


def test_a_role_elsewhere_is_not_found(administrator, cast):
    elsewhere = Membership.objects.filter(user=cast.outsider).first()
    assert administrator.post(reverse("membership-revoke", args=[elsewhere.pk])).status_code == 404
    mine = Membership.objects.get(user=cast.drafter)
    assert administrator.post(reverse("membership-revoke", args=[mine.pk])).status_code == 403
    assert Membership.objects.filter(pk=elsewhere.pk).exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ADMINISTRATOR, Role.SECURITY_OFFICER)])
def test_only_administrators_and_security_officers_manage_people(client: Client, cast, role):
    client.force_login(cast[role])
    assert client.get(reverse("people")).status_code == 403
    assert client.post(reverse("people"), person_form(cast)).status_code == 403
    mine = Membership.objects.get(user=cast.drafter)
    assert client.post(reverse("membership-revoke", args=[mine.pk])).status_code == 403
    assert client.post(reverse("organisations"), organisation_form(cast)).status_code == 403


def test_deeds_are_read_by_those_whose_role_lets_them(client: Client, cast):
    for role in Role:
        client.force_login(cast[role])
        allowed = role in (Role.COORDINATOR, Role.AUDITOR, Role.SECURITY_OFFICER)
        assert client.get(reverse("activity")).status_code == (200 if allowed else 403)


def test_the_security_officer_reads_what_was_done_to_accounts_and_roles_and_nothing_of_reports(client: Client, cast):
    client.force_login(cast[Role.SECURITY_OFFICER])
    deeds = Activity.objects.filter(organisation__path__startswith=cast.district.path)
    assert deeds.filter(deed="text-taken").exists()
    page = client.get(reverse("activity") + "?per_page=100").content.decode()
    assert "任云溪区民政局填报人" in page
    assert "导入《" not in page


def test_the_auditor_reads_the_record_and_no_report(client: Client, cast):
    client.force_login(cast[Role.AUDITOR])
    page = client.get(reverse("activity")).content.decode()
    assert "导入《" in page
    assert f"/reports/{cast.report.pk}/" not in page
    for address in (reverse("report", args=[cast.report.pk]), reverse("part", args=[cast.part("plans").pk])):
        assert client.get(address).status_code == 404
    assert client.get(reverse("export", args=["summary"])).status_code == 403
    assert "还没有在任何单位任职" not in client.get("/").content.decode()
