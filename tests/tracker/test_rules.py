"""The rules in the site: manuals as pages, settings that reach down, every version kept, findings set aside."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

import reportsrc
from tracker.actions import entries, inspections, rules
from tracker.actions.refusal import Denied, Refused
from tracker.models import Activity, Inspection, RuleSetting, StoredRuleSet, Waiver
from tracker.models.rules import rules_for
from tracker.models.workspace import open_workspace
from tracker.roles import Role

pytestmark = pytest.mark.django_db

TWICE = "一是规范社会救助。全年受理救助申请148件，办结148件，按时办结率100%，推进各项各项工作；"
IDENTITY = "一是规范社会救助。为当事人（身份证号11010519491231002X）办理救助148件。"


@pytest.fixture
def administrator(cast):
    return cast[Role.ADMINISTRATOR]


def page(user, name, *args, **data):
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, args=args), data)


def post(user, name, *args, **data):
    client = Client()
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def write(cast, text):
    entry = cast.items("measures")[0]
    return entries.save_entry(entry, text, entry.version, by=cast.drafter)


def codes(cast):
    return [note.finding.code for note in open_workspace(cast.report).notes]


def test_every_rule_has_its_manual_as_a_page_from_the_same_source_as_the_command(cast):
    shown = page(cast.drafter, "rules").content.decode()
    for check in reportsrc.all_checks():
        assert check.code in shown
        manual = page(cast.drafter, "rule", check.code)
        assert manual.status_code == 200
        first = check.manual["Remedy"].split("\n")[0]
        assert first.replace('"', "&quot;").replace("'", "&#x27;").replace("<", "&lt;") in manual.content.decode()
    assert page(cast.drafter, "rule", "NO-99").status_code == 404


def test_a_finding_links_to_its_manual(cast):
    write(cast, TWICE)
    assert reverse("rule", args=["TXT-01"]) in page(cast.drafter, "report-read", cast.report.pk).content.decode()


def test_what_the_district_sets_holds_for_the_offices_below_and_they_may_differ(cast, administrator):
    write(cast, TWICE)
    assert "TXT-01" in codes(cast)
    rules.set_rules(cast.district, {"rules": {"ignore": ["TXT-01"]}}, 0, by=administrator, note="试行")
    assert "TXT-01" not in codes(cast)
    rules.set_rules(cast.civil, {"rules": {"select": ["TXT-01"]}}, 0, by=administrator)
    assert "TXT-01" in codes(cast)
    assert "TXT-01" in rules_for(cast.finance).ignore
    assert rules_for(cast.other_district) is reportsrc.SHIPPED_RULES


def test_settings_are_made_on_the_page_and_every_version_stays(cast, administrator):
    written = {"version": 0, "note": "先放宽", "state-TXT-01": "off", "severity-TXT-03": "info"}
    answer = post(administrator, "rule-settings", cast.district.pk, **written, **{"option-long-sentence-longest": 200})
    assert answer.status_code == 302
    first = RuleSetting.objects.get()
    assert first.shape == {
        "rules": {"ignore": ["TXT-01"]},
        "severity": {"TXT-03": "info"},
        "options": {"long-sentence": {"longest": 200}},
    }
    post(administrator, "rule-settings", cast.district.pk, version=1, note="收紧")
    second = RuleSetting.objects.in_force().get()
    assert (second.version, second.shape) == (2, {})
    first.refresh_from_db()
    assert first.shape["rules"] == {"ignore": ["TXT-01"]} and not first.current
    shown = page(administrator, "rule-settings", cast.district.pk).content.decode()
    assert "先放宽" in shown and "收紧" in shown
    post(administrator, "rules-restore", cast.district.pk, 1)
    assert RuleSetting.objects.in_force().get().shape == first.shape
    assert Activity.objects.filter(deed="rules-set").count() == 3


def test_saving_the_same_settings_makes_no_version(cast, administrator):
    post(administrator, "rule-settings", cast.district.pk, version=0, note="没有改动")
    assert not RuleSetting.objects.exists()


def test_the_second_of_two_administrators_is_told_and_keeps_what_was_chosen(cast, administrator):
    post(administrator, "rule-settings", cast.district.pk, **{"version": 0, "state-TXT-01": "off"})
    answer = post(administrator, "rule-settings", cast.district.pk, **{"version": 0, "state-TXT-05": "off"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "刚刚改过" in shown
    assert answer.context["form"]["state-TXT-05"].value() == "off"
    assert RuleSetting.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("option-long-sentence-longest", "3"), ("option-long-sentence-longest", "许多"), ("state-TXT-01", "maybe")],
)
def test_a_setting_that_cannot_be_gets_a_sentence_at_its_place(cast, administrator, field, value):
    answer = post(administrator, "rule-settings", cast.district.pk, **{"version": 0, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not RuleSetting.objects.exists()


def test_a_local_row_counts_below_and_a_shipped_one_can_be_switched_off(cast, administrator):
    write(cast, TWICE.replace("推进各项各项工作", "布署救助工作，推行亲清厅"))
    assert "TXT-03" in codes(cast)
    answer = post(administrator, "rule-row", cast.district.pk, "confusions", "off", version=0, key="布署")
    assert answer.status_code == 302 and "TXT-03" not in codes(cast)
    answer = post(
        administrator,
        "rule-list",
        cast.district.pk,
        "confusions",
        **{"version": 1, "row-wrong": "亲清厅", "row-right": "亲清直通车"},
    )
    assert answer.status_code == 302 and "TXT-03" in codes(cast)
    shown = page(administrator, "rule-list", cast.district.pk, "confusions").content.decode()
    assert "亲清直通车" in shown and "已停用" in shown
    post(administrator, "rule-row", cast.district.pk, "confusions", "out", version=2, key="亲清厅")
    post(administrator, "rule-row", cast.district.pk, "confusions", "out", version=3, key="布署")
    assert "TXT-03" in codes(cast)
    assert RuleSetting.objects.in_force().get().shape == {}


def test_a_local_row_with_signs_of_an_expression_gets_a_sentence_and_stays_typed(cast, administrator):
    typed = {"version": 0, "row-wrong": "甲", "row-right": "乙", "row-before": "(a+)+"}
    answer = post(administrator, "rule-list", cast.district.pk, "confusions", **typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "普通文字" in shown and "(a+)+" in shown
    assert not RuleSetting.objects.exists()


def test_only_who_administers_an_organisation_sets_its_rules(cast):
    for user in (cast.drafter, cast.reviewer, cast.outsider):
        assert page(user, "rule-settings", cast.district.pk).status_code == 404
        with pytest.raises(Denied):
            rules.set_rules(cast.district, {"rules": {"ignore": ["TXT"]}}, 0, by=user)


def test_a_run_keeps_by_which_rules_it_judged(cast, administrator):
    rules.set_rules(cast.district, {"severity": {"TXT-01": "info"}}, 0, by=administrator)
    write(cast, TWICE)
    run = inspections.inspect(cast.report, by=cast.drafter, occasion="按需检查")
    assert run.engine == reportsrc.engine_digest()
    assert run.rules.shape == {"severity": {"TXT-01": "info"}}
    assert run.findings.get(code="TXT-01").severity == "info"
    rules.set_rules(cast.district, {}, 1, by=administrator)
    again = inspections.inspect(cast.report, by=cast.drafter, occasion="按需检查")
    assert again.rules_id != run.rules_id and StoredRuleSet.objects.count() == 2
    old = reportsrc.RuleSet.from_shape(Inspection.objects.get(pk=run.pk).rules.shape)
    document = open_workspace(cast.report).composition.document
    context = reportsrc.Context(standard=cast.report.standard, organisation_kind="department", year=2024, rules=old)
    found = reportsrc.run_checks(document, context)
    assert {f.severity.value for f in found if f.code == "TXT-01"} == {"info"}, "the old verdict comes out again"


def test_a_setting_that_a_later_edition_does_not_know_is_kept_but_does_nothing(cast, administrator):
    rules.set_rules(cast.district, {"rules": {"ignore": ["TXT-01"]}}, 0, by=administrator)
    RuleSetting.objects.update(
        shape={"rules": {"ignore": ["TXT-01"]}, "options": {"gone": {"a": 1}}, "severity": {"OLD-01": "info"}}
    )
    assert rules_for(cast.district).shape() == {"rules": {"ignore": ["TXT-01"]}}


def test_a_finding_set_aside_stays_so_while_its_words_stand(cast):
    entry = write(cast, TWICE)
    note = next(one for one in open_workspace(cast.report).notes if one.finding.code == "TXT-01")
    answer = post(
        cast.drafter, "finding-set-aside", cast.report.pk, fingerprint=note.fingerprint, reason="文件原名如此"
    )
    assert answer.status_code == 302
    assert "TXT-01" not in codes(cast)
    run = inspections.inspect(cast.report, by=cast.drafter, occasion="按需检查")
    assert not run.findings.filter(code="TXT-01").exists()
    shown = page(cast.drafter, "report-read", cast.report.pk).content.decode()
    assert "文件原名如此" in shown
    entry = entries.save_entry(entry, TWICE.replace("全年受理", "今年受理"), entry.version, by=cast.drafter)
    assert "TXT-01" not in codes(cast), "another word changed, the quote stands"
    entries.save_entry(entry, TWICE.replace("各项各项", "各类各类"), entry.version, by=cast.drafter)
    assert "TXT-01" in codes(cast), "these are other words"


def test_a_finding_set_aside_can_be_taken_up_again(cast):
    write(cast, TWICE)
    note = next(one for one in open_workspace(cast.report).notes if one.finding.code == "TXT-01")
    waiver = inspections.set_aside(cast.report, note.fingerprint, "原文如此", by=cast.drafter)
    post(cast.drafter, "finding-take-up", cast.report.pk, waiver.pk)
    assert "TXT-01" in codes(cast)
    waiver.refresh_from_db()
    assert waiver.lifted_by == cast.drafter, "who set it aside and who took it up stay on record"
    assert Activity.objects.filter(deed__in=["finding-set-aside", "finding-taken-up"]).count() == 2


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_without_a_fit_reason_nothing_is_set_aside_and_what_was_typed_stays(cast, reason):
    write(cast, TWICE)
    note = next(one for one in open_workspace(cast.report).notes if one.finding.code == "TXT-01")
    answer = post(cast.drafter, "finding-set-aside", cast.report.pk, fingerprint=note.fingerprint, reason=reason)
    assert answer.status_code == 422
    assert "理由" in answer.content.decode() and reason.strip() in answer.content.decode()
    assert not Waiver.objects.exists()


def test_what_blocks_publication_only_a_reviewer_sets_aside(cast):
    write(cast, IDENTITY)
    note = next(one for one in open_workspace(cast.report).notes if one.finding.code == "PII-01")
    with pytest.raises(Denied):
        inspections.set_aside(cast.report, note.fingerprint, "已核对", by=cast.drafter)
    inspections.set_aside(cast.report, note.fingerprint, "公开案例用的示例号码", by=cast.reviewer)
    assert "PII-01" not in codes(cast)


def test_a_fingerprint_of_nothing_gets_a_sentence(cast):
    with pytest.raises(Refused, match="刷新"):
        inspections.set_aside(cast.report, "0" * 32, "无", by=cast.drafter)
    for odd in ("", "x" * 32, "0" * 31):
        answer = post(cast.drafter, "finding-set-aside", cast.report.pk, fingerprint=odd, reason="无")
        assert answer.status_code == 422


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_the_way_back_leads_nowhere_else(cast, elsewhere):
    write(cast, TWICE)
    note = next(one for one in open_workspace(cast.report).notes if one.finding.code == "TXT-01")
    answer = post(
        cast.drafter,
        "finding-set-aside",
        cast.report.pk,
        fingerprint=note.fingerprint,
        reason="原文如此",
        next=elsewhere,
    )
    assert answer["Location"] == reverse("report-read", args=[cast.report.pk])
