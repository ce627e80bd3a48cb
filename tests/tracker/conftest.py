"""The fixed cast: a city, its district with three departments and a township, and one person for each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

from tests.tracker import snapshot
from tracker.actions import accounts, cycles, organisations, reports, review
from tracker.actions.activity import REFUSALS
from tracker.imports import published_report as imports
from tracker.models import Activity, ActivityHead, Cycle, Entry, Organisation, PartDraft, Report, User
from tracker.models.review import Result
from tracker.roles import OFFICERS, Role

PASSWORD = "a-long-enough-word-7"

TEXT = """云溪区民政局2024年法治政府建设年度报告

2024年，区民政局依法履行职责，现将有关情况报告如下：

一、2024年推进法治政府建设的主要举措和成效

（一）依法全面履行职能。一是规范社会救助。全年受理救助申请148件，办结148件，按时办结率100%。二是规范行政执法。全年办理行政处罚案件4件，均按规定公示，执法质量进一步提高。

（二）化解社会矛盾。一是做好行政复议和应诉。全年收到行政复议申请3件，没有被纠正。二是开展法治宣传。举办宣传活动12场，服务群众960人次。

二、2024年推进法治政府建设存在的不足和原因

一是执法力量不足。原因在于执法岗位编制少、人员轮换快；二是普法方式单一。主要原因是对新媒体运用研究不够。

三、2024年党政主要负责人履行推进法治建设第一责任人职责有关情况

一是加强组织领导。局党组书记、局长主持召开局党组会议研究法治工作2次，听取汇报2次；二是带头学法。组织局党组集体学法4次，在年终述职中一并述法。

四、2025年推进法治政府建设的主要安排

一是充实执法力量。针对执法力量不足，补充执法人员并开展培训；二是改进普法方式。针对普法方式单一，运用新媒体开展宣传。

云溪区民政局
2025年1月20日
"""
"""A small sound report of a department: four parts, two sections with two items each, then two items in each part."""


@dataclass
class Cast:
    """Everybody and everything. The report of ``civil`` holds ``TEXT``, that of ``township`` is still empty."""

    city: Organisation
    district: Organisation
    justice: Organisation
    civil: Organisation
    finance: Organisation
    township: Organisation
    other_district: Organisation
    cycle: Cycle
    report: Report
    empty: Report
    people: dict[Role, User]
    outsider: User
    neighbour: User
    text: str = TEXT
    password: str = PASSWORD

    def __getitem__(self, role: Role) -> User:
        """A fresh copy of the person with this role (memberships are read once for each copy)."""
        return User.objects.get(pk=self.people[role].pk)

    @property
    def drafter(self) -> User:
        """Writes for ``civil``."""
        return self[Role.DRAFTER]

    @property
    def leader(self) -> User:
        """Signs for ``civil``."""
        return self[Role.LEADER]

    @property
    def reviewer(self) -> User:
        """Reviews the district and everything below."""
        return self[Role.REVIEWER]

    @property
    def coordinator(self) -> User:
        """Runs the district's rounds."""
        return self[Role.COORDINATOR]

    def part(self, role: str) -> PartDraft:
        """A part of the filled report."""
        return self.report.parts.select_related("report__cycle").get(role=role)

    def items(self, role: str) -> list[Entry]:
        """The standing items of a part of the filled report, in order."""
        return list(self.report.entries.standing().filter(part__role=role, kind="item").select_related("report"))

    def last_year(self) -> Report:
        """The report of ``civil`` for the year before, as like this year's as two years are."""
        cycles.open_cycle(2023, self.district, by=None, owing=[self.civil])
        report = Report.objects.select_related("cycle", "organisation").get(organisation=self.civil, cycle__year=2023)
        text = self.text.replace("2024", "2023").replace("2025", "2024").replace("148件", "136件")
        return imports.take_bytes(report, text.encode(), "民政局.txt", by=self.drafter)

    def declare_all(self) -> None:
        """The drafter calls every part done."""
        for part in self.report.parts.select_related("report__cycle"):
            reports.declare_part(part, True, by=self.drafter)

    def submit(self) -> Report:
        """The filled report, declared and handed in."""
        self.declare_all()
        self.report = reports.take_step(self.report, "submit", by=self.drafter)
        return self.report

    def mark_all(self, result: Result = Result.COMPLETE) -> None:
        """The reviewer marks every requirement alike."""
        for one in self.report.requirements:
            review.mark(self.report, one.key, result, "经核对", by=self.reviewer)
        self.report.refresh_from_db()


def _person(username: str, name: str, *posts: tuple[Organisation, Role, bool]) -> User:
    user = accounts.create_user(username, name, PASSWORD, by=None)
    for organisation, role, below in posts:
        accounts.grant(user, organisation, role, by=None, reaches_below=below)
    return user


def _body(parent: Organisation | None, code: str, name: str, kind: str, level: str) -> Organisation:
    return organisations.create_organisation(by=None, parent=parent, name=name, code=code, kind=kind, level=level)


@pytest.fixture(scope="session", autouse=True)
def tables_may_be_emptied_between_tests() -> Iterator[None]:
    """SQLite empties a table row by row, and the record of deeds lets no row go that was not archived."""
    plain = SQLite.ops_class.sql_flush

    def sql_flush(self: object, style: object, tables: list[str], **rest: object) -> list[str]:
        whole = plain(self, style, tables, **rest)
        return [f"UPDATE {ActivityHead._meta.db_table} SET archived = 9223372036854775807", *whole] if whole else whole

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite.ops_class, "sql_flush", sql_flush)
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast on an otherwise empty site."""
    return gather()


_KEPT: dict[str, Any] = {}
"""The rows of the cast as the site's own deeds made them in this process, and the cast they were."""


def gather() -> Cast:
    """Everybody and everything: made by the site's own deeds the first time, then the same rows again."""
    if not _KEPT:
        made = _made()
        _KEPT.update(rows=snapshot.take(), cast=made)
        return made
    snapshot.set_down(_KEPT["rows"])
    kept: Cast = _KEPT["cast"]
    bodies = Organisation.objects.in_bulk()
    reports = Report.objects.select_related("cycle", "organisation").in_bulk()
    people = User.objects.in_bulk()
    return Cast(
        *(bodies[one.pk] for one in (kept.city, kept.district, kept.justice, kept.civil, kept.finance)),
        township=bodies[kept.township.pk],
        other_district=bodies[kept.other_district.pk],
        cycle=Cycle.objects.get(pk=kept.cycle.pk),
        report=reports[kept.report.pk],
        empty=reports[kept.empty.pk],
        people={role: people[one.pk] for role, one in kept.people.items()},
        outsider=people[kept.outsider.pk],
        neighbour=people[kept.neighbour.pk],
    )


def _made() -> Cast:
    city = _body(None, "CITY", "云州市人民政府", "government", "city")
    district = _body(city, "DISTRICT", "云溪区人民政府", "government", "county")
    justice = _body(district, "JUSTICE", "云溪区司法局", "department", "county")
    civil = _body(district, "CIVIL", "云溪区民政局", "department", "county")
    finance = _body(district, "FINANCE", "云溪区财政局", "department", "county")
    township = _body(district, "TOWN", "青禾镇人民政府", "township", "township")
    other = _body(city, "OTHER", "云山区人民政府", "government", "county")
    people = {
        Role.DRAFTER: _person("drafter", "田笔", (civil, Role.DRAFTER, False)),
        Role.LEADER: _person("leader", "丁局", (civil, Role.LEADER, False)),
        Role.REVIEWER: _person("reviewer", "沈核", (district, Role.REVIEWER, True)),
        Role.COORDINATOR: _person("coordinator", "童筹", (district, Role.COORDINATOR, True)),
        Role.OBSERVER: _person("observer", "关注", (district, Role.OBSERVER, True)),
        Role.AUDITOR: _person("auditor", "计审", (district, Role.AUDITOR, True)),
        Role.SECURITY_OFFICER: _person("security", "安保", (district, Role.SECURITY_OFFICER, True)),
        Role.ADMINISTRATOR: _person("administrator", "管理", (district, Role.ADMINISTRATOR, True)),
    }
    apart = OFFICERS - {Role.ADMINISTRATOR}
    outsider = _person("outsider", "外人", *[(other, role, True) for role in Role if role not in apart])
    neighbour = _person("neighbour", "邻座", (finance, Role.DRAFTER, False))
    cycle = cycles.open_cycle(2024, district, by=None, owing=[civil, township])
    report = Report.objects.select_related("cycle", "organisation").get(organisation=civil)
    empty = Report.objects.select_related("cycle", "organisation").get(organisation=township)
    report = imports.take_bytes(report, TEXT.encode(), "民政局.txt", by=people[Role.DRAFTER])
    return Cast(
        city, district, justice, civil, finance, township, other, cycle, report, empty, people, outsider, neighbour
    )


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of ours, to compare before and after; that somebody was refused is on record and no row."""
    models = set(apps.get_app_config("tracker").get_models()) - {Activity, ActivityHead}
    found = {model.__name__: sorted(model.objects.values_list(), key=repr) for model in models}
    deeds = Activity.objects.exclude(deed__in=REFUSALS).values_list("deed", "detail", "by", "report")
    return {**found, "Activity": sorted(deeds, key=repr)}


@pytest.fixture
def unchanged(db: None) -> Callable[[], AbstractContextManager[None]]:
    """``with unchanged(): …`` fails if anything inside altered a single row."""

    @contextmanager
    def guard() -> Iterator[None]:
        before = everything()
        yield
        assert everything() == before

    return guard
