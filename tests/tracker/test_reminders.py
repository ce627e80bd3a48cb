"""People are told in time, once each: who, when, of what; nobody who should not be; what did not go is tried again."""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import sys
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.tracker.smtp_sink import smtp_sink
from tests.tracker.walks import client_of, filed, passed, stand_at, with_chain
from tracker.actions import cycles, reminders, reviewers
from tracker.actions.letters import send_letters
from tracker.actions.refusal import Denied, Refused
from tracker.models import Cycle, CycleDueDate, Digest, Letter, MailRefusal, Reminder, User
from tracker.models.holders import Holders
from tracker.models.reminders import STOPPED_AFTER, WAITS, LetterState
from tracker.roles import Role
from tracker.workflow import Status

pytestmark = pytest.mark.django_db
DUE = datetime.date(2025, 3, 3)
"""A Monday."""


@pytest.fixture
def office(cast, settings):
    """The cast with addresses; every department's report is due upward on one Monday, and nothing else is due."""
    settings.MAIL, settings.MAIL_FROM_HOUR, settings.DEMO = True, 0, True
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    for one in User.objects.filter(is_active=True):
        User.objects.filter(pk=one.pk).update(email=f"{one.username}@example.gov.cn")
    CycleDueDate.objects.exclude(kind="report", organisation_kind="department").delete()
    CycleDueDate.objects.update(on=DUE)
    reminders.set_reminders(cast.cycle, [14, 7, 3, 1, 0], [1, 3, 7], None, by=cast.coordinator)
    return cast


@pytest.fixture
def on(settings):
    """``on(days)``: tick on the day so many days before the date; the addresses that got a letter then."""

    def tick(days: int) -> list[str]:
        settings.DEMO_TODAY = DUE - datetime.timedelta(days=days)
        before = len(mail.outbox)
        call_command("tick", stdout=io.StringIO())
        return sorted(one.to[0].split("@")[0] for one in mail.outbox[before:])

    return tick


def test_who_writes_is_told_on_the_set_days_before_and_after_and_once_each(office, on) -> None:
    told = {days: on(days) + on(days) for days in range(20, -20, -1)}
    assert {days: who for days, who in told.items() if who} == {
        key: ["drafter"] for key in [14, 7, 3, 1, 0, -1, -3, -7]
    }
    first, *_, last = mail.outbox
    assert first.subject == "年度报告提醒：1项即将到期"
    assert "2024年度　报送期限 2025-03-03，还有14天" in first.body and "云溪区民政局　起草中" in first.body
    assert last.subject == "年度报告提醒：1项已逾期" and "已逾期7天" in last.body
    assert "严禁存储、处理、传输国家秘密" in first.body
    assert Reminder.objects.count() == 8


def test_a_day_on_which_the_server_was_off_is_made_up_for_and_a_long_past_one_is_not(office, on) -> None:
    assert on(5) == ["drafter"]
    assert on(4) == []
    Reminder.objects.all().delete()
    assert on(-11) == []


def test_where_the_day_itself_does_not_count_the_day_before_is_the_last(office, on) -> None:
    CycleDueDate.objects.update(inclusive=False)
    assert on(1) == ["drafter"]
    assert "今天到期" in mail.outbox[-1].body and "不含当日" in mail.outbox[-1].body
    on(0)
    assert "已逾期1天" in mail.outbox[-1].body


def test_a_date_that_is_moved_is_told_again(office, on) -> None:
    assert on(7) == ["drafter"]
    CycleDueDate.objects.update(on=DUE - datetime.timedelta(days=1))
    assert on(8) == ["drafter"]
    assert on(8) == []


def test_whoever_holds_the_next_step_is_told(office) -> None:
    def who(report=office.report) -> list[str]:
        report.refresh_from_db()
        return sorted(one.username for one in Holders(DUE).of(report))

    assert who() == ["drafter"]
    assert who(office.empty) == []
    office.submit()
    assert who() == ["reviewer"]
    office.mark_all()
    passed(office) if office.report.status == Status.DRAFTING else stand_at(office.report, Status.PASSED)
    assert who() == ["leader"]
    stand_at(office.report, Status.SIGNED)
    assert who() == ["coordinator"]
    stand_at(office.report, Status.CLOSED)
    assert who() == []


def test_in_a_chain_its_next_person_is_told_once_every_part_is_done(office) -> None:
    with_chain(office, "legal")
    assert [one.username for one in Holders(DUE).of(office.report)] == ["drafter"]
    office.declare_all()
    assert [one.username for one in Holders(DUE).of(office.report)] == ["observer"]


def test_the_reviewer_it_was_given_to_is_told_and_on_their_days_the_stand_in(office) -> None:
    second = User.objects.create(username="second", name="第二人", email="second@example.gov.cn")
    third = User.objects.create(username="third", name="第三人")
    for one in (second, third):
        one.memberships.create(organisation=office.district, role=Role.REVIEWER, reaches_below=True)
    stand_at(office.report, Status.SUBMITTED)
    told = {"since": DUE, "until": DUE, "stand_in": third}
    reviewers.assign_reviewer(office.cycle, [office.report], second, by=office.coordinator, **told)
    assert Holders(DUE).of(office.report) == [third]
    assert Holders(DUE + datetime.timedelta(days=1)).of(office.report) == [second]


def test_a_paper_signature_is_asked_of_who_records_it_where_no_leader_is_here(office) -> None:
    office.leader.memberships.all().delete()
    stand_at(office.report, Status.PASSED)
    assert [one.username for one in Holders(DUE).of(office.report)] == ["coordinator"]


def test_what_is_done_is_not_reminded_of(office, on) -> None:
    filed(office)
    assert on(7) == []


def test_nobody_is_told_who_should_not_be(office, on) -> None:
    drafter = User.objects.filter(pk=office.drafter.pk)
    cycles.excuse(office.report, "机构撤并", by=office.coordinator)
    assert on(7) == []
    cycles.ask_again(office.report, by=office.coordinator)
    Cycle.objects.update(closed=True)
    assert on(7) == []
    Cycle.objects.update(closed=False)
    drafter.update(is_active=False)
    assert on(7) == []
    drafter.update(is_active=True, email="")
    assert on(7) == []
    drafter.update(email="drafter@example.gov.cn")
    reminders.choose_mail("drafter@example.gov.cn", False, by=office.drafter)
    assert on(7) == []
    reminders.choose_mail("drafter@example.gov.cn", True, by=office.drafter)
    assert on(7) == ["drafter"]


def test_without_a_mail_server_nothing_is_written_and_the_pages_say_so(office, on, settings, unchanged) -> None:
    settings.MAIL = False
    with unchanged():
        assert on(7) == []
    for name, keys in (("reminders", []), ("cycle-reminders", [office.cycle.pk])):
        assert "没有设置发信服务器" in client_of(office.coordinator).get(reverse(name, args=keys)).content.decode()


def test_before_the_set_hour_nothing_is_written(office, on, settings) -> None:
    settings.MAIL_FROM_HOUR = 24
    assert on(7) == []


def test_one_letter_tells_a_person_of_all_their_offices(office, on) -> None:
    cycles.add_owing(office.cycle, [office.justice, office.finance], by=office.coordinator)
    stand_at(office.report, Status.SIGNED)
    for report in office.cycle.reports.all():
        stand_at(report, Status.SIGNED)
    assert on(7) == ["coordinator"]
    assert [name in mail.outbox[-1].body for name in ("民政局", "司法局", "财政局", "青禾镇")] == [
        True,
        True,
        True,
        False,
    ]
    assert Reminder.objects.count() == 3 and Letter.objects.count() == 1


# what did not go


def test_a_refused_address_is_given_up_and_the_others_go_on(office, on, settings) -> None:
    User.objects.filter(pk=office.neighbour.pk).update(email="nobody@example.gov.cn")
    cycles.add_owing(office.cycle, [office.finance], by=office.coordinator)
    with smtp_sink() as sink:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT = sink.port
        sink.refused = {"nobody@"}
        on(7)
        assert len(sink.letters) == 1 and "云溪区民政局" in sink.letters[0].get_content()
    lost = Letter.objects.get(state=LetterState.FAILED)
    assert (lost.person, lost.problem) == (office.neighbour, "收信地址被拒绝（550 no such mailbox）。")
    page = client_of(office.coordinator).get(reverse("cycle-reminders", args=[office.cycle.pk])).content.decode()
    assert "收信地址被拒绝" in page and "未发出" in page


def test_a_server_that_cannot_be_reached_is_tried_again_later_and_at_last_no_more(office, on, settings) -> None:
    with smtp_sink() as sink:
        port = sink.port
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = port
    on(7)
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (LetterState.WAITING, 1)
    assert "连不上发信服务器" in letter.problem and letter.not_before > timezone.now()
    assert send_letters() == (0, 0, 0)
    for _ in WAITS:
        Letter.objects.update(not_before=timezone.now())
        send_letters()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (LetterState.FAILED, len(WAITS) + 1)


def test_a_letter_left_by_a_process_that_died_is_sent_after_a_while(office, on) -> None:
    settings_day = on(7)
    assert settings_day == ["drafter"]
    Letter.objects.update(state=LetterState.CLAIMED, holder="gone", claimed_at=timezone.now(), sent_at=None)
    assert on(7) == []
    Letter.objects.update(claimed_at=timezone.now() - STOPPED_AFTER)
    assert on(7) == ["drafter"]
    assert Letter.objects.get().state == LetterState.SENT
    assert mail.outbox[-1].extra_headers["Message-ID"] == mail.outbox[-2].extra_headers["Message-ID"]


def test_whoever_left_between_writing_and_sending_gets_nothing(office, on) -> None:
    on(7)
    Letter.objects.update(state=LetterState.WAITING)
    MailRefusal.objects.create(person=office.drafter)
    assert on(7) == []
    assert Letter.objects.get().state == LetterState.FAILED


# two schedulers at once


def _prepare_for_now(cast) -> None:
    CycleDueDate.objects.update(on=timezone.localdate() + datetime.timedelta(days=7))
    cycles.add_owing(cast.cycle, [cast.justice, cast.finance], by=cast.coordinator)
    Cycle.objects.update(opened_at=timezone.now() - datetime.timedelta(days=30))
    today = timezone.localdate().weekday()
    reminders.set_reminders(cast.cycle, [7], [], today, by=cast.coordinator)


def _each_once(sink) -> None:
    assert sorted(str(one["To"]).split("@")[0] for one in sink.letters) == ["coordinator", "drafter", "neighbour"]
    assert len({str(one["Message-ID"]) for one in sink.letters}) == 3
    assert set(Letter.objects.values_list("state", "attempts")) == {(LetterState.SENT, 1)}
    assert (Reminder.objects.count(), Digest.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_in_two_processes_at_once_send_each_letter_once(office, root) -> None:
    _prepare_for_now(office)
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{kept['NAME']}"
    else:
        address = f"postgres://{kept['USER']}:{kept['PASSWORD']}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"
    with smtp_sink() as sink:
        sink.slow = 0.2
        around = {
            **os.environ, "DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "MAIL_FROM_HOUR": "0",
            "DJANGO_SETTINGS_MODULE": "tracker.settings_for_tests", "PYTHONPATH": str(root), "DEMO": "0",
        }  # fmt: skip
        command = [sys.executable, str(root / "manage.py"), "tick"]
        both = [
            subprocess.Popen(command, cwd=root, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        for one in both:
            said = one.communicate(timeout=120)
            assert one.returncode == 0, said[1].decode()[-3000:]
        _each_once(sink)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_in_two_threads_at_once_send_each_letter_once(office, settings) -> None:
    settings.DEMO = False
    _prepare_for_now(office)
    with smtp_sink() as sink:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT = sink.port
        sink.slow = 0.1
        gate, broken = threading.Barrier(2), []

        def tick() -> None:
            try:
                gate.wait(timeout=60)
                reminders.write_reminders()
                reminders.write_digests()
                send_letters()
            except BaseException as error:
                broken.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=tick) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert broken == []
        _each_once(sink)


# the digest


@pytest.fixture
def weekly(office, settings):
    """Every Monday a digest and nothing else; the round was opened long ago."""
    reminders.set_reminders(office.cycle, [], [], 0, by=office.coordinator)
    Cycle.objects.update(opened_at=timezone.make_aware(datetime.datetime(2025, 1, 6, 9)))
    return office


def test_a_digest_goes_to_who_runs_the_round_once_a_week(weekly, on) -> None:
    told = {days: on(days) + on(days) for days in range(9, -3, -1)}
    assert {days: who for days, who in told.items() if who} == {7: ["coordinator"], 0: ["coordinator"]}
    body = mail.outbox[0].body
    assert "应报2个单位" in body and "未开始 1　起草中 1" in body
    assert "今后14天到期" in body and "2025-03-03　报送　云溪区民政局" in body
    on(-7)
    assert "云溪区民政局　报送期限 2025-03-03，逾期7天（起草中）" in mail.outbox[-1].body


def test_a_round_in_which_nothing_is_left_or_that_was_just_opened_has_no_digest(weekly, on) -> None:
    for report in weekly.cycle.reports.all():
        stand_at(report, Status.PUBLISHED)
    assert on(0) == []
    for report in weekly.cycle.reports.all():
        stand_at(report, Status.DRAFTING)
    Cycle.objects.update(opened_at=timezone.make_aware(datetime.datetime(2025, 3, 3, 8)))
    assert on(0) == []


def test_the_digest_stands_on_a_page_too(weekly, settings) -> None:
    settings.DEMO_TODAY = DUE + datetime.timedelta(days=2)
    page = client_of(weekly.coordinator).get(reverse("cycle-digest", args=[weekly.cycle.pk])).content.decode()
    assert "应报 2 个单位" in page and "已逾期 1 项" in page and "逾期2天" in page


# the settings


def test_the_days_of_a_round_are_set_by_who_runs_it_and_are_on_record(cast, unchanged) -> None:
    address = reverse("cycle-reminders", args=[cast.cycle.pk])
    client = client_of(cast.coordinator)
    assert client.post(address, {"before": "10，5 0", "after": "2", "weekday": ""}).status_code == 302
    page = client.get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    assert "到期前10、5天，到期当天，逾期后2天" in page
    line = cast.district.activities.filter(deed="reminders-set").get()
    assert "每周摘要：不发" in line.detail
    for told, sentence in (
        ({"before": "三天", "after": ""}, "请填写天数"),
        ({"before": "400", "after": ""}, "0至90"),
        ({"before": "", "after": "0"}, "1至90"),
        ({"before": "、".join(map(str, range(20)))}, "最多设10次"),
        ({"weekday": "9"}, "9"),
    ):
        with unchanged():
            answer = client.post(address, told)
        assert answer.status_code == 422 and sentence in answer.content.decode()
    with unchanged(), pytest.raises(Denied):
        reminders.set_reminders(cast.cycle, [1], [], None, by=cast.drafter)
    Cycle.objects.update(closed=True)
    with unchanged(), pytest.raises(Refused, match="已经结束"):
        reminders.set_reminders(cast.cycle, [1], [], None, by=cast.coordinator)


def test_a_person_gives_their_own_address_and_a_wrong_one_stays_typed(cast, unchanged) -> None:
    client = client_of(cast.drafter)
    with unchanged():
        answer = client.post(reverse("reminders"), {"email": "不是邮箱", "mail": "on"})
    assert answer.status_code == 422
    assert "邮箱地址不对" in answer.content.decode() and 'value="不是邮箱"' in answer.content.decode()
    assert client.post(reverse("reminders"), {"email": "tian@example.gov.cn"}).status_code == 302
    assert cast.drafter.email == "tian@example.gov.cn" and MailRefusal.objects.get().person == cast.drafter
