"""Every page for everybody: who gets in, what bad input gets, what stays typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tracker.models import Entry, EntryVersion, Report, SourceFile, User

pytestmark = pytest.mark.django_db


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_saved_entry_is_a_new_version_with_line_ends_made_one(cast) -> None:
    entry = cast.items("measures")[0]
    answer = _client(cast.drafter).post(
        reverse("entry-save", args=[entry.pk]), {"text": "一是改过。\r\n第二行。", "version": entry.version}
    )
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert (entry.text, entry.version) == ("一是改过。\n第二行。", 2)


def test_opening_and_saving_unchanged_makes_no_version(cast) -> None:
    entry = cast.items("measures")[0]
    _client(cast.drafter).post(reverse("entry-save", args=[entry.pk]), {"text": entry.text, "version": entry.version})
    assert EntryVersion.objects.filter(entry=entry).count() == 1


def test_the_second_of_two_people_sees_both_texts_and_nothing_is_lost(cast) -> None:
    entry = cast.items("measures")[0]
    address = reverse("entry-save", args=[entry.pk])
    client = _client(cast.drafter)
    client.post(address, {"text": "甲写的。", "version": 1})
    answer = client.post(address, {"text": "乙写的。", "version": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "甲写的。" in page
    assert "乙写的。" in page
    entry.refresh_from_db()
    assert entry.text == "甲写的。"
    merged = client.post(address, {"text": "甲写的。乙写的。", "version": entry.version})
    assert merged.status_code == 302


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有文字"),
        ("   \n ", "没有文字"),
        ("字" * 200_000, "超过上限"),
        ("一是有\x0b控制字符。", "控制字符"),
        ("一是有\x00控制字符。", "控制字符"),
    ],
)
def test_text_that_cannot_be_taken_gets_a_sentence_and_stays_typed(
    text: str, sentence: str, cast, unchanged: Callable[[], AbstractContextManager[None]]
) -> None:
    entry = cast.items("measures")[0]
    client = _client(cast.drafter)
    with unchanged():
        answer = client.post(reverse("entry-save", args=[entry.pk]), {"text": text, "version": entry.version})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert text.replace("\x00", "\x00")[:1000] in page


def test_a_new_entry_with_nothing_in_it_gets_a_sentence(cast) -> None:
    answer = _client(cast.drafter).post(reverse("entry-add", args=[cast.part("measures").pk]), {"text": ""})
    assert answer.status_code == 422
    assert "没有文字" in answer.content.decode()


@pytest.mark.parametrize("odd", ["²", "٣", "-1", "9" * 30, "x", ""])
def test_odd_numbers_in_an_address_or_a_form_are_no_fault_of_the_server(odd: str, cast) -> None:
    entry = cast.items("measures")[0]
    client = _client(cast.drafter)
    assert client.get(reverse("part", args=[entry.part_id]), {"edit": odd}).status_code == 200
    moved = client.post(reverse("entry-move", args=[entry.pk]), {"by": "1", "shown": [f"{odd}:{odd}", "x"]})
    assert moved.status_code == 302
    for name in ("entry-remove", "entry-merge", "entry-restore", "entry-reclassify", "entry-fix", "entry-split"):
        answer = client.post(reverse(name, args=[entry.pk]), {"version": odd, "offset": odd, "part": odd, "kind": odd})
        assert answer.status_code in (302, 400, 409, 422), name


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999"])
def test_a_save_without_a_sound_version_is_no_fault_of_the_server(version: str, cast) -> None:
    entry = cast.items("measures")[0]
    answer = _client(cast.drafter).post(reverse("entry-save", args=[entry.pk]), {"text": "改。", "version": version})
    assert answer.status_code == 400


def test_a_pasted_part_is_shown_in_entries_before_it_is_taken(cast) -> None:
    part = cast.part("plans")
    text = "一是甲。要办好12件实事。\n二是乙。"
    client = _client(cast.drafter)
    before = Entry.objects.count()
    shown = client.post(reverse("part-paste", args=[part.pk]), {"text": text})
    assert "将分成下面 2 段" in shown.content.decode()
    assert Entry.objects.count() == before
    client.post(reverse("part-paste", args=[part.pk]), {"text": text, "confirm": "1"})
    texts = list(part.entries.standing().values_list("text", flat=True))
    assert texts[-2:] == ["一是甲。要办好12件实事。", "二是乙。"]


BAD_FILES = {
    "empty": (b"", "空的"),
    "zip": (b"PK\x03\x04rubbish", "不完整"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为 docx"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "binary": (bytes(range(256)) * 40, "不是文字文件"),
    "blank": (b"   \n\n  ", "没有文字"),
}


@pytest.mark.parametrize("kind", sorted(BAD_FILES))
def test_a_file_that_is_no_report_gets_one_sentence_and_nothing_is_stored(
    kind: str, cast, unchanged: Callable[[], AbstractContextManager[None]]
) -> None:
    content, sentence = BAD_FILES[kind]
    client = _client(cast.drafter)
    with unchanged():
        answer = client.post(
            reverse("import", args=[cast.report.pk]), {"file": SimpleUploadedFile("报告.docx", content)}
        )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_no_file_at_all_gets_a_sentence_beside_the_field(cast) -> None:
    answer = _client(cast.drafter).post(reverse("import", args=[cast.report.pk]), {})
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.content.decode()


def test_an_import_is_taken_only_when_confirmed_and_replaces_only_when_told(cast) -> None:
    client = _client(cast.drafter)
    text = cast.text.replace("民政局依法履行职责", "民政局勤勉履行职责")
    shown = client.post(
        reverse("import", args=[cast.report.pk]), {"file": SimpleUploadedFile("新.txt", text.encode())}, follow=True
    )
    kept = SourceFile.objects.get(taken=False)
    assert "读懂的内容" in shown.content.decode()
    address = reverse("import-preview", args=[cast.report.pk, kept.pk])
    refused = client.post(address)
    assert refused.status_code == 422
    assert "已有文字" in refused.content.decode()
    client.post(address, {"replace": "on"})
    standing = "".join(e.separator + e.text for e in cast.report.entries.standing())
    assert "勤勉履行职责" in standing
    assert Entry.objects.filter(report=cast.report, removed=True).exists()


def test_a_mark_of_not_applicable_without_a_reason_is_refused_beside_the_requirement(cast) -> None:
    cast.submit()
    address = reverse("mark", args=[cast.report.pk, "measures.steps"])
    answer = _client(cast.reviewer).post(address, {"result": "not-applicable", "note": ""})
    assert answer.status_code == 422
    assert "需要写明理由" in answer.content.decode()
    assert _client(cast.reviewer).post(address, {"result": "complete"}).status_code == 302


def test_an_unfinished_report_cannot_be_submitted_and_the_page_says_why(cast) -> None:
    client = _client(cast.drafter)
    answer = client.post(reverse("report-step", args=[cast.report.pk, "submit"]))
    assert answer.status_code == 422
    assert "尚未标为已完成" in answer.content.decode()
    assert Report.objects.get(pk=cast.report.pk).status == "drafting"


def test_a_return_without_a_reason_is_refused_and_the_form_says_so(cast) -> None:
    cast.submit()
    client = _client(cast.reviewer)
    client.post(reverse("mark", args=[cast.report.pk, "measures.steps"]), {"result": "complete"})
    answer = client.post(reverse("report-step", args=[cast.report.pk, "return"]), {"reason": " "})
    assert answer.status_code == 422
    assert "需要写明理由" in answer.content.decode()
    done = client.post(reverse("report-step", args=[cast.report.pk, "return"]), {"reason": "请补写原因。"})
    assert done.status_code == 302
    assert "请补写原因。" in _client(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()


def test_a_safe_fix_is_one_click_and_is_gone_afterwards(cast) -> None:
    entry = cast.items("measures")[0]
    client = _client(cast.drafter)
    client.post(reverse("entry-save", args=[entry.pk]), {"text": "一是各项各项工作推进。", "version": 1})
    page = client.get(reverse("part", args=[entry.part_id])).content.decode()
    assert "TXT-01" in page
    fingerprint = page.split('name="fingerprint" value="')[1].split('"')[0]
    client.post(reverse("entry-fix", args=[entry.pk]), {"fingerprint": fingerprint, "version": 2})
    entry.refresh_from_db()
    assert entry.text == "一是各项工作推进。"
    assert "TXT-01" not in client.get(reverse("part", args=[entry.part_id])).content.decode()


def test_typed_markup_is_shown_as_text_everywhere(cast) -> None:
    entry = cast.items("measures")[0]
    client = _client(cast.drafter)
    hostile = "一是<script>alert(1)</script>{{ 7*7 }}\"'>各项各项。"
    client.post(reverse("entry-save", args=[entry.pk]), {"text": hostile, "version": 1})
    for name, key in (("part", entry.part_id), ("report-read", cast.report.pk)):
        page = client.get(reverse(name, args=[key])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_history_of_an_entry_shows_every_version_and_no_markup_of_its_text(cast) -> None:
    entry = cast.items("measures")[0]
    client = _client(cast.drafter)
    client.post(reverse("entry-save", args=[entry.pk]), {"text": "一是<b>粗</b>。", "version": 1})
    page = client.get(reverse("entry-history", args=[entry.pk])).content.decode()
    assert "第 2 版" in page and "第 1 版" in page
    assert "<b>" not in page


def test_every_page_says_that_state_secrets_have_no_place_here(cast) -> None:
    for address in ("/", reverse("report", args=[cast.report.pk]), reverse("part", args=[cast.part("plans").pk])):
        assert "严禁存储、处理、传输国家秘密" in _client(cast.drafter).get(address).content.decode()
    assert "严禁存储、处理、传输国家秘密" in Client().get("/accounts/login/").content.decode()


def test_the_interface_speaks_english_when_the_switch_is_set_and_findings_stay_chinese(cast) -> None:
    client = _client(cast.drafter)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    page = client.get(reverse("part", args=[cast.part("measures").pk])).content.decode()
    assert 'lang="en"' in page
    assert "Requirements of this part" in page
    assert "写明" in page


def test_the_browsers_own_language_is_not_asked(cast) -> None:
    page = _client(cast.drafter).get("/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "我的任务" in page


def test_nobody_signs_up(cast) -> None:
    answer = Client().post(
        "/accounts/signup/", {"username": "x", "password1": "long-enough-7", "password2": "long-enough-7"}
    )
    assert not User.objects.filter(username="x").exists()
    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["login", "logout", "signup", "password/reset", "password/change", "inactive"])
def test_the_pages_of_the_log_in_wear_the_sites_own_dress(page: str, cast) -> None:
    for client in (Client(), _client(cast.drafter)):
        answer = client.get(f"/accounts/{page}/", follow=True)
        assert answer.status_code == 200
        assert "严禁存储、处理、传输国家秘密" in answer.content.decode()
        assert "tracker/site.css" in answer.content.decode()


def test_an_address_that_does_not_exist_gets_a_page_and_not_a_fault(cast) -> None:
    answer = _client(cast.drafter).get("/no-such-page/")
    assert answer.status_code == 404
    assert "严禁存储、处理、传输国家秘密" in answer.content.decode()
