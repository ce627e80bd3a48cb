"""The published report is read exactly: its parts, sections, items, metadata, title, year and organisation."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from reportsrc.document import Document, PassageKind
from reportsrc.readers.assembly import read_text
from reportsrc.standard import load


@pytest.fixture(scope="module")
def report(published_report: Path) -> Document:
    return read_text(published_report.read_text(encoding="utf-8"), load())


def test_the_published_report_is_an_annual_report_of_its_district_and_year(report: Document) -> None:
    assert report.kind == "annual-report"
    assert report.title == "椒江区2023年度法治政府建设情况的报告"
    assert (report.organisation, report.year) == ("椒江区", 2023)
    assert report.states == ()


def test_the_published_report_has_its_four_parts_in_order(report: Document) -> None:
    assert [part.roles for part in report.parts] == [("measures",), ("shortcomings",), ("duties",), ("plans",)]
    assert [part.marker for part in report.parts] == ["一、", "二、", "三、", "四、"]
    assert report.parts[3].heading == "四、2024年推进法治政府建设的主要安排"


def test_the_published_report_has_its_sections_and_items(report: Document) -> None:
    measures, shortcomings, duties, plans = report.parts
    assert [section.marker for section in measures.sections] == ["(一)", "(二)", "(三)", "(四)", "(五)"]
    assert [len(section.items) for section in measures.sections] == [2, 2, 3, 3, 3]
    assert measures.sections[0].heading == "(一)牢固树立法治思维,切实加强法治政府建设统筹协调。"
    assert measures.sections[0].lead.startswith("区委、区政府") and measures.sections[0].lead.endswith("落地见效。")
    assert [len(part.items) for part in (shortcomings, duties, plans)] == [5, 3, 4]
    assert not (shortcomings.sections or duties.sections or plans.sections)
    assert [item.marker for item in shortcomings.items] == ["一是", "二是", "三是", "四是", "五是"]
    assert shortcomings.intro == "我区法治政府建设薄弱环节主要表现在:"
    assert shortcomings.items[0].text.endswith("有所欠缺;") and shortcomings.items[0].lead == ""
    assert plans.items[0].lead == "一是在统筹法治椒江建设上更进一步,着力推动法治示范创建。"
    assert plans.intro.startswith("坚持以") and plans.closing == ""


def test_the_published_report_keeps_its_header_title_and_preamble_apart(report: Document) -> None:
    opening = [passage.kind for passage in report.passages[:6]]
    assert opening == [PassageKind.HEADER] * 3 + [PassageKind.TITLE, PassageKind.HEADER, PassageKind.PREAMBLE]
    assert report.preamble.startswith("2023年,椒江区坚持") and report.preamble.endswith("情况报告如下:")
    assert report.metadata.index_number == "11331002002673575G/2024-154968"
    assert report.metadata.issuer == "区政府办公室"
    assert report.metadata.signed_on == date(2024, 3, 4)
    assert report.metadata.published_at == datetime(2024, 3, 4, 16, 22)
    assert report.metadata.source == "椒江区人民政府"


def test_every_figure_of_the_published_report_lies_in_its_body(report: Document) -> None:
    body = report.body_span()
    assert len(report.figures) > 50
    assert all(body.covers(figure.span) for figure in report.figures)
    assert all(figure.span.of(report.text) == figure.text for figure in report.figures)
