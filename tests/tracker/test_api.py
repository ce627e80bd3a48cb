"""The interface for programs: who gets in, conflicts, cursors, bad input."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.tracker.programs import ROOT, Program, document, report_tag
from tracker.actions import entries, tokens
from tracker.actions.refusal import Refused
from tracker.api.auth import TokenThrottle
from tracker.models import Activity, ApiToken, Entry, Report, User
from tracker.models.calendar import today
from tracker.roles import ROLES, Permission, Role

pytestmark = pytest.mark.django_db


def test_a_step_is_taken_by_whoever_may_take_it_and_by_nobody_else(cast) -> None:
    cast.declare_all()
    for role in Role:
        if Permission.SUBMIT not in ROLES[role]:
            answer = Program(cast[role]).send(
                "POST", f"/reports/{cast.report.pk}/steps/submit", {}, If_Match=report_tag(cast.report.pk)
            )
            assert answer.status_code == (403 if Permission.VIEW in ROLES[role] else 404), role
    answer = Program(cast.drafter).send(
        "POST", f"/reports/{cast.report.pk}/steps/submit", {}, If_Match=report_tag(cast.report.pk)
    )
    assert answer.status_code == 200 and answer.json()["status"] == "submitted"
    assert answer["ETag"] == report_tag(cast.report.pk)


def test_a_step_taken_twice_or_on_an_old_report_is_not_taken(cast) -> None:
    cast.declare_all()
    program, where = Program(cast.drafter), f"/reports/{cast.report.pk}/steps/submit"
    old = report_tag(cast.report.pk)
    assert program.send("POST", where, {}).status_code == 428
    assert program.send("POST", where, {}, If_Match="*").status_code == 428
    assert program.send("POST", where, {}, If_Match=old).status_code == 200
    again = program.send("POST", where, {}, If_Match=old)
    assert again.status_code == 412 and again.json()["code"] == "stale"
    assert Activity.objects.filter(deed="step-submit").count() == 1


def test_an_unfinished_report_says_what_it_lacks_and_stays(cast) -> None:
    program = Program(cast.drafter)
    offered = program.get(f"/reports/{cast.report.pk}/steps")["items"]
    assert any("尚未标为已完成" in lack for one in offered if one["key"] == "submit" for lack in one["lacks"])
    where = f"/reports/{cast.report.pk}/steps/submit"
    answer = program.send("POST", where, {}, If_Match=report_tag(cast.report.pk))
    assert answer.status_code == 422 and "尚未标为已完成" in answer.json()["detail"]
    assert Report.objects.get(pk=cast.report.pk).status == "drafting"


def test_an_expired_a_revoked_and_a_left_persons_token_are_told_so(cast) -> None:
    program = Program(cast.drafter)
    assert program.send("GET", "/me").status_code == 200
    rows = ApiToken.objects.filter(pk=program.token.pk)
    rows.update(expires_on=today() - datetime.timedelta(days=1))
    assert "已过有效期" in program.send("GET", "/me").json()["detail"]
    rows.update(expires_on=today())
    assert program.send("GET", "/me").status_code == 200
    User.objects.filter(pk=cast.drafter.pk).update(is_active=False)
    assert "已停用" in program.send("GET", "/me").json()["detail"]
    User.objects.filter(pk=cast.drafter.pk).update(is_active=True)
    tokens.revoke_token(program.token, by=cast.drafter)
    answer = program.send("GET", "/me")
    assert answer.status_code == 401 and "已被撤销" in answer.json()["detail"]


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", "Basic abc", "Bearer 错误的令牌", "Bearer " + "x" * 9000])
def test_a_wrong_token_is_one_sentence(sent: str, cast) -> None:
    answer = Program(cast.drafter).send("GET", "/me", Authorization=sent)
    assert answer.status_code == 401 and answer.json()["detail"].endswith("。")


def test_a_membership_that_ended_ends_what_its_token_reaches(cast) -> None:
    program = Program(cast.drafter)
    cast.drafter.memberships.update(until=today() - datetime.timedelta(days=1))
    assert program.send("GET", f"/reports/{cast.report.pk}").status_code == 404
    assert program.get("/reports")["items"] == []


def test_an_address_guessed_is_not_found_and_on_record(cast) -> None:
    program = Program(cast.outsider)
    assert program.send("GET", f"/reports/{cast.report.pk}").status_code == 404
    line = Activity.objects.latest("number")
    assert (line.deed, line.by) == ("denied", cast.outsider) and f"/reports/{cast.report.pk}" in line.detail


def test_a_save_on_an_old_version_gets_both_texts_and_loses_neither(cast) -> None:
    entry = cast.items("measures")[0]
    base = entry.text
    entries.save_entry(entry, base.replace("148件", "149件"), 1, by=cast.drafter)
    program, mine = Program(cast.drafter), base.replace("100%", "九成以上")
    for status, answer in (
        (412, program.send("PUT", f"/entries/{entry.pk}", {"text": mine}, If_Match='"1"')),
        (409, program.send("PUT", f"/entries/{entry.pk}", {"text": mine, "version": 1})),
    ):
        told = answer.json()
        assert (answer.status_code, told["code"]) == (status, "conflict")
        assert told["typed"] == mine and told["base"] == base and "149件" in told["current"]["text"]
        assert "149件" in told["merged"] and "九成以上" in told["merged"]
    assert Entry.objects.get(pk=entry.pk).version == 2
    saved = program.send("PUT", f"/entries/{entry.pk}", {"text": told["merged"]}, If_Match='"2"')
    assert saved.status_code == 200 and saved["ETag"].startswith('"3.')
    by_tag = program.send("PUT", f"/entries/{entry.pk}", {"text": mine}, If_Match=saved["ETag"])
    assert by_tag.status_code == 200 and by_tag.json()["version"] == 4


def test_a_save_that_names_no_version_is_asked_for_one(cast, unchanged) -> None:
    entry, program = cast.items("measures")[0], Program(cast.drafter)
    with unchanged():
        for headers in ({}, {"If_Match": "*"}, {"If_Match": "abc"}, {"If_Match": '"' + "9" * 400 + '"'}):
            assert program.send("PUT", f"/entries/{entry.pk}", {"text": "改。"}, **headers).status_code == 428
        both = program.send("PUT", f"/entries/{entry.pk}", {"text": "改。", "version": 2}, If_Match='"1"')
        assert both.status_code == 422


def test_a_save_sent_again_after_a_lost_answer_saves_once(cast) -> None:
    entry, program = cast.items("measures")[0], Program(cast.drafter)
    first = program.send("PUT", f"/entries/{entry.pk}", {"text": "一是改过。"}, If_Match='"1"')
    again = program.send("PUT", f"/entries/{entry.pk}", {"text": "一是改过。"}, If_Match='"1"')
    assert first.status_code == again.status_code == 200
    assert first.json()["version"] == again.json()["version"] == 2


def test_an_entry_added_under_a_key_is_added_once(cast) -> None:
    part, program = cast.part("measures"), Program(cast.drafter)
    after = cast.items("measures")[0]
    sent = {"text": "二是新增的一条。", "after": after.pk}
    first, again = (program.send("POST", f"/parts/{part.pk}/entries", sent, Idempotency_Key="k-1") for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json()["id"] == again.json()["id"] and first.json()["position"] == after.position + 1
    other = program.send("POST", f"/parts/{part.pk}/entries", {"text": "另一条。"}, Idempotency_Key="k-1")
    assert other.status_code == 422
    assert Entry.objects.filter(text=sent["text"]).count() == 1
    elsewhere = {"text": "三是。", "after": cast.items("plans")[0].pk}
    assert program.send("POST", f"/parts/{part.pk}/entries", elsewhere).status_code == 422


def test_an_entry_is_removed_at_its_version_and_put_back(cast) -> None:
    entry, program = cast.items("measures")[0], Program(cast.drafter)
    assert program.send("DELETE", f"/entries/{entry.pk}").status_code == 428
    assert program.send("DELETE", f"/entries/{entry.pk}?version=7").status_code == 409
    assert program.send("DELETE", f"/entries/{entry.pk}", If_Match='"1"').json()["removed"] is True
    assert entry.pk in [one["id"] for one in program.get(f"/reports/{cast.report.pk}/entries?removed=true")["items"]]
    assert program.send("POST", f"/entries/{entry.pk}/restoration").json()["removed"] is False
    versions = program.get(f"/entries/{entry.pk}/versions")["items"]
    assert [one["deed"] for one in versions] == ["imported", "removed", "restored"]


def test_what_a_program_has_already_is_not_sent_again(cast) -> None:
    program, entry = Program(cast.drafter), cast.items("measures")[0]
    for where in (f"/reports/{cast.report.pk}", f"/entries/{entry.pk}"):
        tag = program.send("GET", where)["ETag"]
        assert program.send("GET", where, If_None_Match=tag).status_code == 304
    report = program.send("GET", f"/reports/{cast.report.pk}")["ETag"]
    program.send("PUT", f"/entries/{entry.pk}", {"text": "一是改过。"}, If_Match='"1"')
    assert program.send("GET", f"/reports/{cast.report.pk}", If_None_Match=report).status_code == 200
    assert program.send("GET", f"/entries/{entry.pk}", If_None_Match='"1.1"').status_code == 200


def test_a_text_is_taken_into_a_report_and_replaced_only_when_told(cast) -> None:
    program, where = Program(cast.drafter), f"/reports/{cast.report.pk}/text"
    text = cast.text.replace("依法履行职责", "勤勉履行职责")
    tag = report_tag(cast.report.pk)
    assert program.send("PUT", where, {"text": text, "replace": True}).status_code == 428
    refused = program.send("PUT", where, {"text": text}, If_Match=tag)
    assert refused.status_code == 422 and "已有文字" in refused.json()["detail"]
    taken = program.send("PUT", where, {"text": text, "replace": True}, If_Match=tag)
    assert taken.status_code == 200
    assert program.get(where)["text"] == text
    assert program.send("PUT", where, {"text": text, "replace": True}, If_Match=tag).status_code == 412


def test_marks_are_set_and_taken_back_and_not_applicable_needs_its_reason(cast) -> None:
    cast.submit()
    program, where = Program(cast.reviewer), f"/reports/{cast.report.pk}/assessments"
    first = program.get(where)["items"][0]["requirement"]
    refused = program.send("PUT", f"{where}/{first}", {"result": "not-applicable"})
    assert refused.status_code == 422 and "写明理由" in refused.json()["detail"]
    marked = program.send("PUT", f"{where}/{first}", {"result": "partial", "note": "缺数字"}).json()
    assert (marked["result"], marked["note"], marked["marked_by"]) == ("partial", "缺数字", "沈核")
    assert program.send("DELETE", f"{where}/{first}").json()["result"] == ""
    assert program.send("PUT", f"{where}/no.such", {"result": "complete"}).status_code == 404
    cast.mark_all()
    assert program.get(where)["completeness"] == 1.0


def test_findings_are_those_of_the_last_run_and_another_run_may_be_asked_for(cast) -> None:
    program = Program(cast.drafter)
    entry = cast.items("measures")[0]
    entries.save_entry(entry, "一是各项各项工作推进。", 1, by=cast.drafter)
    run = program.send("POST", f"/reports/{cast.report.pk}/inspections").json()
    found = program.get(f"/reports/{cast.report.pk}/findings")
    assert found["inspection"]["id"] == run["id"]
    assert any(one["code"] == "TXT-01" and one["entry"] == entry.pk for one in found["items"])


def test_an_export_is_the_pages_own_file_and_on_record(cast) -> None:
    program = Program(cast[Role.COORDINATOR])
    assert {"summary", "ledger"} <= {one["name"] for one in program.get("/exports")["items"]}
    answer = program.send("GET", "/exports/summary?year=2024&status=drafting")
    assert b"".join(answer.streaming_content).startswith(b"PK")
    line = Activity.objects.latest("number")
    assert line.deed == "exported" and "2024" in line.detail
    assert {program.send("GET", f"/exports/{name}").status_code for name in ("nothing", "report")} == {404}
    one = program.send("GET", f"/exports/report?report={cast.report.pk}")
    assert load_workbook(io.BytesIO(b"".join(one.streaming_content))).sheetnames[0]


def _walk(program: Program, where: str, between: Any = None) -> list[int]:
    found: list[int] = []
    following = None
    while True:
        page = program.get(
            f"{where}{'&' if '?' in where else '?'}limit=2" + (f"&cursor={following}" if following else "")
        )
        found += [one["id"] for one in page["items"]]
        following = page["next"]
        if following is None:
            return found
        if between:
            between()


def test_a_walk_by_cursor_loses_and_repeats_nothing_while_rows_come_in(cast) -> None:
    program, part = Program(cast.drafter), cast.part("measures")
    before = [one.pk for one in cast.report.entries.standing()]
    first = cast.items("measures")[0]
    added: list[int] = []

    def add() -> None:
        if len(added) < 5:
            added.append(entries.add_entry(part, "插入的一条。", by=cast.drafter, after=first).pk)

    found = _walk(program, f"/reports/{cast.report.pk}/entries", add)
    assert len(found) == len(set(found)) and set(before) | set(added) == set(found)


def test_every_list_is_walked_to_its_end_once(cast) -> None:
    program = Program(cast[Role.COORDINATOR])
    assert len(_walk(program, "/organisations")) == 5
    assert set(_walk(program, "/reports")) == {cast.report.pk, cast.empty.pk}
    assert _walk(program, "/cycles") == [cast.cycle.pk]


def test_a_cursor_of_ones_own_making_or_of_another_list_is_refused(cast) -> None:
    program = Program(cast.drafter)
    following = program.get(f"/reports/{cast.report.pk}/entries?limit=1")["next"]
    for where in (f"/reports?cursor={following}", "/reports?cursor=abc", f"/organisations?cursor={following}x"):
        answer = program.send("GET", where)
        assert answer.status_code == 422 and "cursor" in answer.json()["detail"]


def test_the_list_of_reports_is_narrowed(cast) -> None:
    cast.last_year()
    program = Program(cast[Role.COORDINATOR])

    def found(query: str) -> set[int]:
        return {one["id"] for one in program.get(f"/reports?{query}")["items"]}

    assert found("year=2024") == {cast.report.pk, cast.empty.pk}
    assert found("status=not-started") == {cast.empty.pk}
    assert len(found(f"organisation={cast.civil.pk}")) == 2


HUGE = "99999999999999999999"


@pytest.mark.parametrize("where", [f"/reports/{HUGE}", f"/entries/{'9' * 5000}", "/reports/-1", "/reports/0", "/reports/x",
                                   "/nothing", "/reports/1/2/3", "/entries/%00", "/organisations/%F0%9F%98%80"])  # fmt: skip
def test_what_no_database_holds_is_not_found_in_the_one_shape(where: str, cast) -> None:
    answer = Program(cast.drafter).send("GET", where)
    assert answer.status_code == 404 and answer.json()["code"] == "not-found"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", f"limit={HUGE}", f"organisation={HUGE}", "year=0", "year=1e3", "status=%00",
              "status=no", "unknown=1", "cursor=", "cursor=%00", "cursor=%ED%A0%80", "year=2024%00"],
)  # fmt: skip
def test_an_unsound_query_is_a_sentence(query: str, cast) -> None:
    answer = Program(cast.drafter).send("GET", f"/reports?{query}")
    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["faults"][0]["place"].startswith("query.")


UNSOUND = [
    '{"text": "a\\u0000b", "version": 1}',
    '{"text": "a\\ud800b", "version": 1}',
    '{"text": "   ", "version": 1}',
    '{"text": "改。", "version": 99999999999999999999}',
    '{"text": "改。", "version": "1"}',
    '{"text": "改。", "version": 1.5}',
    '{"text": "改。", "version": true}',
    '{"text": "改。", "version": 0}',
    '{"text": 5, "version": 1}',
    '{"text": null, "version": 1}',
    '{"version": 1}',
    '{"text": "改。", "version": 1, "more": 1}',
    "[]", "5", '"text"', "null",
    json.dumps({"text": "长" * 20_001, "version": 1}),
    json.dumps({"text": "长" * 100_000, "version": 1}),
]  # fmt: skip


@pytest.mark.parametrize("sent", UNSOUND, ids=lambda one: one[:40])
def test_an_unsound_body_is_a_sentence_and_changes_nothing(sent: str, cast, unchanged) -> None:
    program, entry = Program(cast.drafter), cast.items("measures")[0]
    with unchanged():
        answer = _raw(program, f"/entries/{entry.pk}", sent.encode())
        assert answer.status_code == 422, answer.content.decode()
        assert answer.json()["detail"].endswith("。")


def _raw(program: Program, where: str, sent: bytes, kind: str = "application/json") -> Any:
    return program.client.put(
        ROOT + where, data=sent, content_type=kind, headers={"Authorization": f"Bearer {program.secret}"}
    )


@pytest.mark.parametrize(
    "sent", [b"{", b"\xff\xfe", b'{"version": NaN}', b"[" * 100_000, b'{"version": ' + b"9" * 5000 + b"}"]
)
def test_what_is_no_json_is_a_bad_request(sent: bytes, cast, unchanged) -> None:
    program, entry = Program(cast.drafter), cast.items("measures")[0]
    with unchanged():
        answer = _raw(program, f"/entries/{entry.pk}", sent)
    assert answer.status_code == 400 and answer.json()["code"] == "bad-json"


def test_another_kind_of_content_a_body_too_large_and_another_method_are_told_so(cast) -> None:
    program, entry = Program(cast.drafter), cast.items("measures")[0]
    form = _raw(program, f"/entries/{entry.pk}", b"text=a&version=1", "application/x-www-form-urlencoded")
    assert form.status_code == 415 and form.json()["code"] == "wrong-content-type"
    large = _raw(program, f"/entries/{entry.pk}", b'"' + b"a" * (9 * 1024 * 1024) + b'"')
    assert large.status_code == 413 and large.json()["code"] == "too-large"
    other = program.send("PATCH", f"/entries/{entry.pk}")
    assert other.status_code == 405 and set(other["Allow"].split(", ")) == {"GET", "PUT", "DELETE"}


def test_words_of_a_step_are_as_sound_as_an_entrys(cast) -> None:
    cast.submit()
    program, where = Program(cast.drafter), f"/reports/{cast.report.pk}/steps/withdraw"
    tag = report_tag(cast.report.pk)
    for told in (
        {"reason": "a\x00"},
        {"reason": "长" * 2001},
        {"on": "明天"},
        {"on": 5},
        {"items": "x"},
        {"behalf": "yes"},
    ):
        assert program.send("POST", where, told, If_Match=tag).status_code == 422, told
    assert program.send("POST", f"/reports/{cast.report.pk}/steps/no-such", {}, If_Match=tag).status_code == 404
    assert program.send("POST", where, {"reason": "补充材料"}, If_Match=tag).json()["status"] == "drafting"


def test_the_document_is_for_who_is_logged_in_or_has_a_token(cast) -> None:
    where = f"{ROOT}/openapi.json"
    assert Client().get(where).status_code == 401
    client = Client()
    client.force_login(cast.drafter)
    assert client.get(where).json()["info"]["title"] == document()["info"]["title"]
    assert Program(cast.drafter).send("GET", "/openapi.json").status_code == 200


def test_no_more_tokens_than_there_is_need_for_and_none_for_ever(cast) -> None:
    until = today() + datetime.timedelta(days=tokens.LONGEST_DAYS)
    for _ in range(tokens.MOST):
        tokens.make_token("对接", (), until, by=cast.drafter)
    for name, scopes, day in (("对接", (), until), (" ", (), until), ("对接", ("all",), until),
                              ("对接", (), until + datetime.timedelta(days=1)),
                              ("对接", (), today() - datetime.timedelta(days=1))):  # fmt: skip
        with pytest.raises(Refused):
            tokens.make_token(name, scopes, day, by=cast.drafter)


def test_only_a_seal_of_a_tokens_secret_is_kept(cast) -> None:
    program = Program(cast.drafter)
    kept = [str(value) for value in ApiToken.objects.values().get(pk=program.token.pk).values()]
    assert not any(program.secret in one for one in kept)
    assert not Activity.objects.filter(detail__contains=program.secret).exists()


def test_a_token_asks_no_oftener_than_it_may(cast, rf) -> None:
    throttle, token = TokenThrottle("2/min"), Program(cast.drafter).token
    request = rf.get("/")
    request.auth = token
    assert [throttle.allow_request(request) for _ in range(3)] == [True, True, False]
    request.auth = Program(cast.drafter).token
    assert throttle.allow_request(request)
