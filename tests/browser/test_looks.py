"""Every page for everybody, wide and narrow: nothing sticks out, nothing that keeps people with disabilities away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

import reportsrc
from tests.browser.conftest import Person
from tests.tracker import pages_excelin
from tests.tracker.filled_books import Filled
from tests.tracker.pages import NAMES, address, keys_of
from tests.tracker.walks import published
from tracker.actions import (
    assignments,
    comments,
    entries,
    given_figures,
    marks_in,
    organisation_lists,
    progress,
    public,
    reports,
    review,
    stand_ins,
    standards,
    word,
)
from tracker.imports import published_report
from tracker.models import User
from tracker.models.calendar import today
from tracker.models.review import Result
from tracker.roles import Role

LISTS = [
    "/", "/reports/", "/requirements/", "/findings/", "/shortcomings/", "/plans/", "/organisations/", "/rules/",
    "/rules/TIE-01/", "/standards/", "/standards/law-gov-2019/", "/workflow/", "/ledger/", "/calendar/",
    "/calendar/?month=2025-03", "/calendar/overdue/", "/calendar/reminders/", "/entries/", "/measures/", "/duties/",
    "/figures/list/", "/filings/", "/calendar/dates/", "/reports/?lay=1&year=2024&sort=-year&sort=organisation",
]  # fmt: skip
ABOUT_A_REPORT = [
    "/reports/{report}/",
    "/reports/{report}/read/",
    "/reports/{report}/frame/",
    "/reports/{report}/compare/",
    "/reports/{report}/promises/",
    "/reports/{district}/compilation/",
    "/reports/{district}/compilation/totals/",
    "/reports/{district}/compilation/sources/",
    "/reports/{report}/history/",
    "/reports/{report}/word/",
    "/parts/{part}/",
    "/parts/{part}/history/",
    "/parts/{part}/restore/{moment}/",
    "/entries/{entry}/history/",
    "/entries/{entry}/history/?old=1&new=2",
]
PAGES = {
    "drafter": [
        *LISTS, *ABOUT_A_REPORT, "/parts/{part}/?edit={entry}", "/parts/{part}/paste/", "/parts/{blank}/",
        "/entries/{entry}/move/?by=1", "/reports/{report}/import/", "/reports/{report}/import/{source}/",
        "/parts/{part}/propose/measures.steps/", "/reports/{report}/carry/", "/reports/{report}/carry/plans/",
        "/accounts/password/change/", "/tokens/", "/nowhere/", "/reports/{report}/assignments/?entry={entry}",
        "/entries/{entry}/comment/?start=0&end=8", "/comments/{comment}/", "/people/stand-ins/",
        "/reports/{report}/form/", "/forms/", "/forms/{form}/", "/forms/batch/{batch}/", "/figures/given/",
        "/figures/given/{figures}/",
    ],
    "reviewer": [
        "/", "/requirements/", "/reports/{report}/", "/reports/{report}/read/", "/reports/{report}/review/", "/reports/{report}/review/measures/",
        "/reports/{report}/comment/measures.steps/", "/comments/{comment}/", "/requirements/?all=1",
        "/marks/", "/marks/{marks}/",
    ],
    "coordinator": [
        "/", "/reports/", "/organisations/", "/standards/", "/workflow/", "/ledger/", "/calendar/", "/calendar/overdue/",
        "/calendar/reminders/", "/reports/{report}/", "/reports/{district}/", "/reports/{district}/compilation/",
        "/activity/", "/cycles/", "/people/", "/standards/import/",
        "/standards/drafts/{draft}/", "/workflow/exceptions/", "/cycles/open/", "/cycles/{cycle}/",
        "/cycles/{cycle}/close/", "/cycles/{cycle}/dates/", "/cycles/{cycle}/reviewers/", "/reports/{report}/excuse/",
        "/progress/{work}/", "/cycles/{cycle}/reminders/", "/cycles/{cycle}/digest/",
        "/organisations/{organisation}/history/", "/reports/?all=1", "/exports/",
        "/matrix/", "/matrix/?show=coverage&column=3", "/indicators/", "/indicators/penalties/", "/statistics/",
    ],
    "leader": ["/", "/reports/{report}/", "/reports/{report}/read/"],
    "observer": ["/", "/reports/{report}/help/measures.steps/"],
    "auditor": ["/", "/activity/", "/organisations/{organisation}/history/"],
    "security": [
        "/", "/people/", "/people/{person}/", "/people/memberships/{membership}/revoke/", "/activity/", "/workflow/",
        "/workflow/{organisation}/",
    ],
    "administrator": [
        "/", "/organisations/", "/rules/", "/workflow/", "/people/", "/people/{person}/", "/people/memberships/{membership}/revoke/", "/activity/",
        "/rules/settings/{organisation}/", "/rules/settings/{organisation}/hotlines/", "/organisations/{organisation}/",
        "/organisations/import/", "/organisations/import/{list}/", "/workflow/{organisation}/",
        "/organisations/{organisation}/word/", "/organisations/{organisation}/word/1/", "/reports/{report}/word/",
        "/public/CIVIL/", "/public/CIVIL/2024/",
    ],
}  # fmt: skip
"""What each person looks at; an address they may not open is a page too (it says so)."""

NOT_PAGES = {
    "entry", "export", "export-file", "organisation-template", "standard-table", "report-scan", "calendar-feed", "api-docs",
    "chart",
    "report-word-file", "word-template-file", "public-report-json",
    "report-form-file", "assessments-file", "given-figures-file",
}  # fmt: skip
"""One line of the workspace, files, and what a library draws (``test_docs`` looks at it)."""

WRONG = "一是规范社会救助。全年受理救助申请148件，办结120件，办结率100%，各项各项工作推进；"
"""A rate that does not follow from its figures, and a word twice."""

LOCAL = {
    "key": "measures.local", "part": "measures", "text": "写明行政执法监督平台的使用情况。", "obligation": "local",
    "words": ["监督平台"], "basis": {"title": "区里的通知"},
}  # fmt: skip
"""A requirement that a district adds."""
LIST = [
    {"row": 2, "code": "NEW", "name": "云溪区水利局", "short_name": "", "kind": "department", "level": "county",
     "parent": "DISTRICT", "region": ""},
]  # fmt: skip

OUTSIDE = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return null;
  const far = [...document.querySelectorAll("main *")].find((e) => e.getBoundingClientRect().right > window.innerWidth);
  return `${wide} px: ${far ? far.outerHTML.slice(0, 100) : "outside main"}`;
}"""


def _prepare(cast, username: str) -> dict[str, int]:
    """Something to see on every page: findings, a second version, for a reviewer marks; the keys of the addresses."""
    cast.last_year()
    entry = cast.items("measures")[0]
    entry = entries.save_entry(entry, WRONG, entry.version, by=cast.drafter)
    draft = standards.draft_standard(
        cast.district, {"requirement": [LOCAL]}, by=cast.coordinator, base_key="law-gov-2019", title="云溪区标准"
    )
    source = published_report.keep(cast.report, cast.text.encode(), "再次导入.txt", by=cast.drafter)
    district = reports.open_report(cast.cycle, cast.district, by=None)
    form = _brought_in(cast)
    if username == "administrator":
        published(cast.report, cast.reviewer)
        public.switch_copies(cast.civil, True, by=cast[Role.ADMINISTRATOR])
        template = reportsrc.shipped_template()
        word.keep_template(cast.district, "模板.docx", template, by=cast[Role.ADMINISTRATOR])
    if username == "reviewer":
        cast.submit()
        first, second, *_ = cast.report.requirements
        review.mark(cast.report, first.key, Result.PARTIAL, "请补充数字。", by=cast.reviewer)
        review.mark(cast.report, second.key, Result.COMPLETE, "", by=cast.reviewer)
    said = comments.comment_on_entry(entry, "请@田笔核对办结数。", by=cast.reviewer, quote="办结120件")
    comments.reply(said, "正在核对。", by=cast.drafter)
    comments.comment_on_requirement(cast.report, "measures.steps", "请补写。", by=cast.reviewer)
    assignments.assign(cast.report, today(), by=cast.coordinator, person=cast.drafter, entry=entry, note="核对数字")
    assignments.assign(cast.report, today(), by=cast.coordinator, organisation=cast.civil, part=entry.part)
    post, day = cast.drafter.memberships.get(), timezone.localdate()
    stand_ins.give(post, cast.leader, day, day, by=cast.drafter, reason="出差")
    return {
        "report": cast.report.pk,
        "part": cast.part("measures").pk,
        "blank": cast.empty.parts.first().pk,
        "entry": entry.pk,
        "source": source.pk,
        "organisation": cast.district.pk,
        "draft": draft.pk,
        "district": district.pk,
        "moment": entry.versions.get(version=1).pk,
        "membership": post.pk,
        "comment": said.pk,
        "person": cast.drafter.pk,
        "cycle": cast.cycle.pk,
        "work": progress.plan("open-reports", "建立报告", {}, 300, by=cast.coordinator, organisation=cast.district).pk,
        **form,
        "list": organisation_lists.keep_list("名单.xlsx", "", LIST, by=cast[Role.ADMINISTRATOR]).pk,
    }


def _brought_in(cast) -> dict[str, object]:
    """A form as it came back, with a clash, a fault and something to take."""
    filled = Filled(cast.report, cast.drafter)
    first = cast.items("plans")[0]
    filled.write("plans", filled.row("plans", "一是"), "一是表格里写的；")
    filled.write("plans", filled.row("plans", "二是"), None)
    filled.write("duties", filled.blank("duties"), "三是表格里新写的。")
    filled.write("measures", filled.blank("measures"), "没有这一类。", "段落")
    entries.save_entry(first, "一是网站上写的；", first.version, by=cast.drafter)
    kept = filled.keep()
    given = given_figures.keep_figures(
        "历年.xlsx", "", {"faults": [], "cells": [pages_excelin.figure(cast)]}, by=cast.drafter
    )
    rows = {"faults": [], "rows": [pages_excelin.mark(cast)]}
    marks = marks_in.keep_marks("评定.xlsx", "", rows, by=cast.reviewer)
    return {"form": kept.pk, "batch": kept.batch, "figures": given.pk, "marks": marks.pk}


AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Every rule axe has on by itself, best practices too, and the size of what is pressed (WCAG 2.2)."""

SEEN: dict[str, set[str]] = {}
"""The kinds of elements already looked at on each page in this process: what shows a role nothing new is not looked at
again."""

ACTS = {"entry", "review-start", "report-carry-start"}
"""A line of the workspace and addresses that lead on to others."""


def _elements(client: Client, where: str) -> set[str]:
    """The kinds of elements in the middle of a page; none if it is no page for this person."""
    answer = client.get(where)
    page = answer.content.decode() if answer.status_code == 200 and not answer.streaming else ""
    return set(re.findall(r'<[a-z0-9]+(?: class="[^"]*")?', page.partition("<main")[2].partition("</main>")[0]))


def _walk(person: Person, cast, username: str) -> Iterator[tuple[str, Page]]:
    """The pages named for this person; then every other page of the site they may open and that has something new."""
    keys = _prepare(cast, username)
    client = Client()
    client.force_login(User.objects.get(username=username))
    known = keys_of(cast)
    named = [one.format(**keys) for one in PAGES[username]]
    for where in named:
        SEEN.setdefault(resolve(where.split("?")[0]).url_name if where != "/nowhere/" else where, set()).update(
            _elements(client, where)
        )
        yield where, person.go(where)
    for name in NAMES:
        if name in NOT_PAGES | ACTS or (where := address(name, cast, known)) in named:
            continue
        elements = _elements(client, where)
        if not elements <= SEEN.setdefault(name, set()):
            SEEN[name] |= elements
            yield where, person.go(where)
    refusals = ("status of 403", "status of 404")
    person.complaints = [one for one in person.complaints if not any(word in one for word in refusals)]


def _both_widths(page: Page) -> list[str]:
    """What sticks out of a page, wide or narrow; the page ends narrow."""
    found = []
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if outside := page.evaluate(OUTSIDE):
            found.append(f"{width}: {outside}")
    return found


def _violations(page: Page) -> list[tuple[str, str, str]]:
    found = Axe().run(page, options=AXE).response["violations"]
    return [(one["id"], one["impact"], node["html"][:160]) for one in found for node in one["nodes"][:3]]


@pytest.mark.parametrize("username", sorted(PAGES, key=lambda one: -len(PAGES[one])))
def test_nothing_sticks_out_of_a_page_and_axe_finds_nothing(
    username: str, sit_down: Callable[..., Person], cast
) -> None:
    person = sit_down(username)
    found: dict[str, object] = {}
    for number, (where, page) in enumerate(_walk(person, cast, username)):
        expect(page.locator("h1").first).to_be_visible()
        if outside := _both_widths(page):
            found[f"{where} outside"] = outside
        if number % 2:
            page.set_viewport_size({"width": 1440, "height": 900})
        if violations := _violations(page):
            found[where] = violations
    assert found == {}


def test_nothing_sticks_out_of_an_english_page_either(sit_down: Callable[..., Person], cast) -> None:
    person = sit_down("drafter")
    person.context.add_cookies([{"name": "django_language", "value": "en", "url": person.address}])
    keys = _prepare(cast, "drafter")
    found = {where: _both_widths(person.go(where.format(**keys))) for where in PAGES["drafter"]}
    assert {where: outside for where, outside in found.items() if outside} == {}
    person.complaints = [one for one in person.complaints if "status of 404" not in one]


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        elif getattr(one.callback, "__module__", "").startswith("tracker.views"):
            yield one


def test_every_page_of_the_site_is_among_those_looked_at(cast) -> None:
    client = Client()
    client.force_login(cast.coordinator)
    pages = set()
    for pattern in _patterns(get_resolver()):
        values = {name: 1 if "Int" in type(kind).__name__ else "x" for name, kind in pattern.pattern.converters.items()}
        if client.get(reverse(pattern.name, kwargs=values)).status_code != 405:
            pages.add(pattern.name)
    names = [
        "report", "part", "blank", "entry", "source", "membership", "organisation", "cycle", "work", "list", "draft",
        "district", "moment", "comment", "person", "form", "batch", "marks", "figures",
    ]  # fmt: skip
    keys = dict.fromkeys(names, 1)
    addresses = {one.format(**keys).split("?")[0] for several in PAGES.values() for one in several} - {"/nowhere/"}
    assert pages - NOT_PAGES == {resolve(one).url_name for one in addresses} - {"account_change_password"}


def test_the_log_in_is_in_order_wide_and_narrow(chromium, live_server) -> None:
    for width in (1440, 390):
        with chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN") as context:
            page = context.new_page()
            page.goto(live_server.url + "/accounts/login/")
            page.fill("#id_login", "nobody")
            page.fill("#id_password", "wrong")
            page.click("main button[type=submit]")
            expect(page.locator(".error-summary")).to_be_visible()
            assert page.evaluate(OUTSIDE) is None
            assert _violations(page) == []


def test_on_a_narrow_page_the_checklist_is_folded_and_saving_is_seen_beside_the_text(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter", width=390).go(f"/parts/{entry.part_id}/?edit={entry.pk}")
    expect(page.locator(".checklist")).to_be_hidden()
    page.fill(f"#t{entry.pk}", "一是在手机上写的。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    expect(page.locator("#saved")).to_be_in_viewport()
    page.get_by_text("本部分要求").click()
    expect(page.locator(".checklist")).to_be_visible()


def test_the_keyboard_skips_to_the_text_and_walks_the_notes(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(f"/parts/{cast.part('measures').pk}/?edit={entry.pk}")
    page.fill(f"#t{entry.pk}", "一是各项各项工作推进。")
    page.get_by_text("完成修改").click()
    expect(page.locator(".note").first).to_be_visible()
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.classList.contains('note')")
    page.goto(page.url.split("?")[0])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_print_shows_the_text_and_neither_navigation_nor_margin(sit_down, cast) -> None:
    page = sit_down("drafter").go(f"/reports/{cast.report.pk}/read/")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".margin").first).to_be_hidden()
    expect(page.locator(".line-text").first).to_be_visible()


def test_chinese_is_drawn_with_chinese_letters(sit_down, cast) -> None:
    page = sit_down("drafter").go("/")
    drawn = page.evaluate("document.fonts.check('16px \"Noto Sans CJK SC\"')")
    assert drawn
