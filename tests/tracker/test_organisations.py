"""Keeping organisations: renamed, moved, retired by those who administer them, each change told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tracker.actions import organisations
from tracker.actions.refusal import Denied, Refused
from tracker.forms.organisations import OrganisationForm, ParentField
from tracker.models import Organisation
from tracker.models.organisations import code_problem
from tracker.roles import Permission, Role

pytestmark = pytest.mark.django_db


def _form(one: Organisation, **changed) -> dict:
    filled = {key: getattr(one, key) for key in ("name", "short_name", "kind", "level", "code", "region")}
    return {**filled, "issuers": "", **changed}


@pytest.fixture
def admin(client: Client, cast) -> Client:
    client.force_login(cast[Role.ADMINISTRATOR])
    return client


def _fresh(one: Organisation) -> Organisation:
    return Organisation.objects.get(pk=one.pk)


def test_an_organisation_is_renamed_and_the_change_is_told(admin, cast) -> None:
    address = reverse("organisation", args=[cast.finance.pk])
    payload = _form(
        cast.finance, name="云溪区财政和国资局", code="11331002002673575G", region="331002", issuers="甲、乙"
    )
    assert admin.post(address, payload).status_code == 302
    now = _fresh(cast.finance)
    assert (now.name, now.code, now.issuers) == ("云溪区财政和国资局", "11331002002673575G", ["甲", "乙"])
    detail = now.activities.get(deed="organisation-changed").detail
    assert "名称：云溪区财政局 → 云溪区财政和国资局" in detail and "行政区划代码：（空） → 331002" in detail
    assert detail.split("；")[0] in admin.get(address).content.decode()
    before = now.activities.count()
    assert "没有变化" in admin.post(address, payload, follow=True).content.decode()
    assert now.activities.count() == before


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "11331002002673575A"}, "校验位不对"),
        ({"code": "1133100200267357"}, "应为18位"),
        ({"code": "CIVIL"}, "已被其他单位使用"),
        ({"code": "财政"}, "只能用字母、数字"),
        ({"code": ""}, "请填写单位代码"),
        ({"name": " "}, "请填写单位名称"),
        ({"region": "33100"}, "6至12位数字"),
        ({"region": "x331002"}, "6至12位数字"),
        ({"kind": "palace"}, "有效"),
        ({"issuers": "甲、乙、丙"}, "最多两个"),
    ],
)
def test_a_wrong_value_gets_a_sentence_and_stays_typed(admin, cast, unchanged, changed, sentence) -> None:
    with unchanged():
        answer = admin.post(reverse("organisation", args=[cast.finance.pk]), _form(cast.finance, **changed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert all(value in page for key, value in changed.items() if key != "kind")


def test_an_organisation_moves_with_all_below_it(admin, cast) -> None:
    below = organisations.create_organisation(
        by=None, parent=cast.finance, name="财政所", code="F-1", kind="other", level="township"
    )
    answer = admin.post(reverse("organisation-move", args=[cast.finance.pk]), {"parent": cast.justice.pk})
    assert answer.status_code == 302
    assert Organisation.objects.get_parent(_fresh(cast.finance)) == cast.justice
    assert _fresh(below).path.startswith(_fresh(cast.justice).path)
    assert Organisation.objects.find_problems() == ([], [], [], [], [])
    moved = cast.finance.activities.get(deed="organisation-moved")
    assert moved.detail == "上级单位：云溪区人民政府 → 云溪区司法局"


def test_no_organisation_moves_below_itself_or_out_of_reach(admin, cast, unchanged) -> None:
    below = organisations.create_organisation(
        by=None, parent=cast.finance, name="财政所", code="F-1", kind="other", level="township"
    )
    address = reverse("organisation-move", args=[cast.finance.pk])
    with unchanged():
        for target in (cast.finance.pk, below.pk, cast.other_district.pk, "", "²", 10**30):
            answer = admin.post(address, {"parent": target})
            assert answer.status_code == 422
            assert "请选择上级单位" in answer.content.decode()
        administrator = cast[Role.ADMINISTRATOR]
        with pytest.raises(Refused, match="自己的下级"):
            organisations.move_organisation(cast.finance, below, by=administrator)
        with pytest.raises(Refused, match="已经在"):
            organisations.move_organisation(cast.finance, cast.district, by=administrator)
        with pytest.raises(Denied):
            organisations.move_organisation(cast.district, cast.finance, by=cast.coordinator)
        with pytest.raises(Denied):
            organisations.move_organisation(cast.other_district, cast.district, by=administrator)


def test_an_organisation_is_retired_when_nothing_below_it_is_in_use_and_comes_back(admin, cast) -> None:
    address = reverse("organisation-active", args=[cast.finance.pk])
    assert admin.post(address, {"active": "no"}).status_code == 302
    assert not _fresh(cast.finance).active
    assert "已停用" in admin.get(reverse("organisations")).content.decode()
    assert admin.post(address, {"active": "yes"}).status_code == 302
    assert [one.deed for one in cast.finance.activities.all()[:2]] == ["organisation-restored", "organisation-retired"]
    refused = admin.post(reverse("organisation-active", args=[cast.district.pk]), {"active": "no"}, follow=True)
    assert "还有4个使用中的下级单位" in refused.content.decode()
    assert _fresh(cast.district).active


def test_only_who_administers_an_organisation_finds_its_page(client: Client, cast) -> None:
    for role in Role:
        client.force_login(cast[role])
        expected = 200 if role == Role.ADMINISTRATOR else 404
        assert client.get(reverse("organisation", args=[cast.finance.pk])).status_code == expected
    client.force_login(cast[Role.ADMINISTRATOR])
    assert client.get(reverse("organisation", args=[cast.other_district.pk])).status_code == 404


def test_the_list_is_searched_by_name_and_code_and_links_what_may_be_changed(admin, cast) -> None:
    page = admin.get(reverse("organisations"), {"q": "财政"}).content.decode()
    assert reverse("organisation", args=[cast.finance.pk]) in page
    assert "云溪区民政局" not in page.split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("11331002002673575G", True),
        ("11331002002673575A", False),
        ("113310020026735751", False),
        ("YX-JW-01", True),
        ("331002", True),
        ("", False),
        ("a b", False),
        ("长" * 18, False),
        ("x" * 41, False),
    ],
)
def test_a_code_that_looks_like_a_credit_code_must_be_one(code: str, sound: bool) -> None:
    assert (code_problem(code) == "") is sound


def test_where_there_are_many_organisations_one_is_named_by_code_or_whole_name(cast, admin, monkeypatch):
    monkeypatch.setattr(ParentField, "MOST", 3)
    person = cast[Role.ADMINISTRATOR]

    def sent(parent: str) -> OrganisationForm:
        told = {
            "parent": parent,
            "name": "水利局",
            "kind": "department",
            "level": "county",
            "code": "91350100M000100Y43",
        }
        return OrganisationForm(told, user=person)

    page = admin.get(reverse("organisations")).content.decode()
    assert "单位多，请写单位代码或全称。" in page and '<select name="parent"' not in page
    for words in ("district", " 云溪区人民政府 "):
        form = sent(words)
        assert form.is_valid() and form.cleaned_data["parent"] == cast.district
    assert sent("云溪").errors["parent"] == ["没有代码或名称是“云溪”的单位，请写单位代码或全称。"]
    opened = sent("")
    opened.initial["parent"] = cast.district
    opened.is_bound = False
    assert 'value="DISTRICT"' in str(opened["parent"])
    assert "OTHER" not in Organisation.objects.visible_to(person, Permission.MANAGE).values_list("code", flat=True)
    assert not sent("OTHER").is_valid()
