"""Standards in use: editions kept beside the shipped ones, local additions, dry runs, carrying to a new edition."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

import reportsrc
from tracker.actions import cycles, standards
from tracker.actions.refusal import Denied, Refused
from tracker.imports import standards as files
from tracker.models import Cycle, Report, StoredStandard
from tracker.models.inspection_run import previous_report
from tracker.models.standards import load_standard, standards_for

pytestmark = pytest.mark.django_db

LOCAL = {
    "key": "measures.platform",
    "part": "measures",
    "text": "写明行政执法监督平台的使用情况。",
    "obligation": "local",
    "words": ["监督平台"],
    "basis": {"title": "云溪区工作通知"},
}


def client(user):
    found = Client()
    found.force_login(user)
    return found


def upload(user, data, name="标准.xlsx", **more):
    return client(user).post(reverse("standard-import"), {"file": SimpleUploadedFile(name, data), **more})


def workbook(standard):
    stream = io.BytesIO()
    files.template(standard, stream, creator="童筹")
    return stream.getvalue()


def added_row(data, **cells):
    book = load_workbook(io.BytesIO(data))
    sheet = book["要求"]
    headings = [cell.value for cell in sheet[1]]
    sheet.append([cells.get(heading) for heading in headings])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ROW = {
    "编号": LOCAL["key"],
    "所属部分": "measures",
    "要求": LOCAL["text"],
    "约束力": "地方",
    "查找词": "监督平台；监督系统",
    "依据": "云溪区工作通知",
}


@pytest.fixture
def published(cast):
    draft = standards.draft_standard(
        cast.district,
        {"requirement": [LOCAL]},
        by=cast.coordinator,
        base_key=reportsrc.DEFAULT_STANDARD,
        title="云溪区年度报告标准",
    )
    return standards.publish_standard(draft, by=cast.coordinator)


@pytest.mark.parametrize("key", sorted(reportsrc.shipped_standards()))
def test_a_shipped_standard_as_a_workbook_comes_back_the_same(key):
    standard = reportsrc.load_standard(key)
    read = files.read_standard(workbook(standard), "标准.xlsx")
    assert read.whole
    assert reportsrc.parse_standard(read.data) == standard


def test_a_row_added_to_the_workbook_becomes_a_local_requirement_after_a_dry_run(cast):
    data = added_row(workbook(reportsrc.load_standard()), **ROW)
    answer = upload(
        cast.coordinator, data, organisation=cast.district.pk, base=reportsrc.DEFAULT_STANDARD, title="云溪区标准"
    )
    draft = StoredStandard.objects.get()
    assert answer.status_code == 302 and draft.published_at is None
    assert standards_for(cast.district) == list(reportsrc.shipped_standards().values())
    page = client(cast.coordinator).get(answer["Location"]).content.decode()
    assert LOCAL["text"] in page and "新增" in page
    client(cast.coordinator).post(answer["Location"])
    draft.refresh_from_db()
    edition = load_standard(draft.key)
    assert draft.published_at is not None
    assert [one.key for one in edition.requirements if one not in reportsrc.load_standard().requirements] == [
        LOCAL["key"]
    ]
    assert edition.requirement(LOCAL["key"]).words == ("监督平台", "监督系统")


def test_a_report_is_judged_by_the_edition_it_was_opened_under(cast, published):
    cycle = cycles.open_cycle(2022, cast.district, by=None, standard_key=published.key, owing=[cast.civil])
    report = Report.objects.get(cycle=cycle)
    assert LOCAL["key"] in {one.key for one in report.requirements}
    assert LOCAL["key"] not in {one.key for one in cast.report.requirements}


def test_additions_hold_for_the_publishing_organisation_and_those_below_it_only(cast, published):
    assert published.key in {one.key for one in standards_for(cast.civil)}
    assert published.key not in {one.key for one in standards_for(cast.city)}
    assert published.key not in {one.key for one in standards_for(cast.other_district)}
    assert client(cast.drafter).get(reverse("standard", args=[published.key])).status_code == 200
    assert client(cast.outsider).get(reverse("standard", args=[published.key])).status_code == 404


def test_additions_are_carried_to_a_new_edition_and_what_no_longer_fits_is_listed(cast):
    lost = LOCAL | {"key": "duties.local", "part": "duties", "text": "写明两名主要负责人各自的履职次数。"}
    kept = standards.draft_standard(
        cast.district, {"requirement": [LOCAL, lost]}, by=cast.coordinator, base_key="law-gov-2019", title="云溪区标准"
    )
    kept = standards.publish_standard(kept, by=cast.coordinator)
    shape = reportsrc.shape_of(reportsrc.load_standard())
    shape["part"] = [one for one in shape["part"] if one["key"] != "duties"]
    shape["requirement"] = [
        one for one in shape["requirement"] if one["part"] != "duties" and "duties" not in one["scope"]
    ]
    above = standards.draft_standard(cast.district, shape, by=cast.coordinator, title="省里的新标准")
    above = standards.publish_standard(above, by=cast.coordinator)
    answer = client(cast.coordinator).post(reverse("standard-carry", args=[kept.key]), {"base": above.key})
    carried = StoredStandard.objects.get(published_at=None)
    assert answer["Location"] == reverse("standard-draft", args=[carried.pk])
    assert [one["key"] for one in carried.misfits] == ["duties.local"]
    assert carried.standard().requirement(LOCAL["key"]) and not carried.standard().requirement("duties.local")
    assert "没有“duties”这个部分" in client(cast.coordinator).get(answer["Location"]).content.decode()


def test_a_local_row_that_alters_the_standard_or_calls_itself_statutory_is_left_out_and_said(cast):
    first = reportsrc.shape_of(reportsrc.load_standard())["requirement"][0]
    rows = [first | {"text": "改过的文字。", "obligation": "local"}, LOCAL | {"obligation": "statutory"}, LOCAL]
    draft = standards.draft_standard(
        cast.district, {"requirement": rows}, by=cast.coordinator, base_key="law-gov-2019", title="云溪区标准"
    )
    assert [one["key"] for one in draft.misfits] == [first["key"], LOCAL["key"]]
    assert draft.standard().requirement(first["key"]).text == first["text"]
    assert draft.standard().requirement(LOCAL["key"]).obligation is reportsrc.Obligation.LOCAL


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b"key = ", "没有写完"),
        (b"a = 1\nb c\n", "第2行"),
        (b'title = "x"\n', "既没有部分"),
        ("甲".encode("gb18030") * 9, "UTF-8"),
        (b"PK\x03\x04 nothing", "xlsx"),
        (b'[[part]]\nkey = "a"\n', "标准不能用"),
        (b'[[requirement]]\nkey = "a.b"\n', "没有一条"),
    ],
)
def test_a_file_that_is_no_standard_gets_a_sentence_and_nothing_is_kept_but_what_can_be_shown(cast, data, said):
    answer = upload(
        cast.coordinator, data, "标准.toml", organisation=cast.district.pk, base=reportsrc.DEFAULT_STANDARD, title="甲"
    )
    if answer.status_code == 302:
        answer = client(cast.coordinator).post(answer["Location"])
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not StoredStandard.objects.published().exists()


def test_every_wrong_cell_is_told_by_sheet_row_and_heading(cast):
    data = added_row(
        workbook(reportsrc.load_standard()),
        **ROW | {"约束力": "强制", "适用单位": "学校", "依据": None, "要求": "=1+1"},
    )
    answer = upload(
        cast.coordinator, data, organisation=cast.district.pk, base=reportsrc.DEFAULT_STANDARD, title="云溪区标准"
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("“约束力”：没有“强制”", "“适用单位”：没有“学校”", "“依据”：没有填写", "“要求”：是公式"):
        assert words in page
    assert not StoredStandard.objects.exists()


def test_only_who_runs_the_rounds_of_an_organisation_brings_in_standards_for_it(cast):
    with pytest.raises(Denied):
        standards.draft_standard(cast.district, {"requirement": [LOCAL]}, by=cast.drafter, base_key="law-gov-2019")
    draft = standards.draft_standard(
        cast.district, {"requirement": [LOCAL]}, by=cast.coordinator, base_key="law-gov-2019", title="甲"
    )
    assert client(cast.outsider).get(reverse("standard-draft", args=[draft.pk])).status_code == 404
    with pytest.raises(Denied):
        standards.publish_standard(draft, by=cast.outsider)


def test_a_published_edition_is_neither_published_again_nor_thrown_away(cast, published):
    with pytest.raises(Refused, match="已经发布"):
        standards.publish_standard(published, by=cast.coordinator)
    with pytest.raises(Refused, match="不能删除"):
        standards.discard_standard(published, by=cast.coordinator)


OPEN_INFORMATION = """云溪区财政局2024年政府信息公开工作年度报告

本报告根据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自2024年1月1日起至2024年12月31日止。

一、总体情况

（一）主动公开。2024年通过区政府网站公开政府信息214条。
（二）依申请公开。全年新收政府信息公开申请7件，上年结转1件，办结8件。
（三）政府信息管理。制发行政规范性文件2件，均同步公开解读材料。

二、主动公开政府信息情况

本年制发行政规范性文件2件，废止1件，现行有效9件。本年处理行政许可35件，行政处罚3件，行政强制0件。行政事业性收费0元。

三、收到和处理政府信息公开申请情况

本年新收申请7件，上年结转1件。办理结果：予以公开5件，部分公开1件，不予公开1件，无法提供1件，合计8件，结转下年0件。

四、政府信息公开行政复议、行政诉讼情况

行政复议1件，结果维持1件。行政诉讼0件。

五、存在的主要问题及改进情况

一是解读形式单一。主要原因是专业力量不足，缺少懂业务又会做图的人员。下一步将增加图表解读，安排两名干部参加培训。

六、其他需要报告的事项

本年度没有收取信息处理费。

云溪区财政局
2025年1月16日
"""


def test_a_report_of_another_kind_needs_no_code(cast):
    from tracker.imports import published_report

    cycle = cycles.open_cycle(
        2024, cast.district, by=None, standard_key="open-info-2021", owing=[cast.civil, cast.finance]
    )
    report = Report.objects.select_related("cycle", "organisation").get(cycle=cycle, organisation=cast.finance)
    assert str(report) == "云溪区财政局2024年度政府信息公开工作年度报告"
    report = published_report.take_bytes(report, OPEN_INFORMATION.encode(), "年报.txt", by=cast.neighbour)
    assert [part.role for part in report.parts.order_by("position")] == [
        "overview", "proactive", "requests", "disputes", "problems", "other",
    ]  # fmt: skip
    document = reportsrc.read_text(OPEN_INFORMATION, report.standard)
    context = reportsrc.Context(report.standard, "department")
    assert [one.code for one in reportsrc.run_checks(document, context)] == []
    page = client(cast.neighbour).get(reverse("report", args=[report.pk])).content.decode()
    assert "收到和处理政府信息公开申请情况" in page
    assert Cycle.objects.filter(year=2024, organisation=cast.district).count() == 2


def test_the_two_kinds_of_report_of_a_year_are_kept_apart(cast):
    cycles.open_cycle(2024, cast.district, by=None, standard_key="open-info-2021", owing=[cast.civil])
    with pytest.raises(Refused, match="2024年度政府信息公开工作年度报告已经开启"):
        cycles.open_cycle(2024, cast.district, by=None, standard_key="open-info-2021", owing=[cast.finance])
    later = cycles.open_cycle(2025, cast.district, by=None, standard_key="open-info-2021", owing=[cast.civil])
    report = Report.objects.select_related("cycle", "organisation").get(cycle=later)
    assert previous_report(report) is None, "the other kind of the year before is no year before of this kind"
    page = client(cast.coordinator).get(reverse("reports"), {"document": "open-government-information-report"})
    assert page.content.decode().count("政府信息公开工作年度报告</span>") == 2
    kept = client(cast.drafter).get(reverse("reports"), {"document": "annual-report"}).content.decode()
    assert "政府信息公开工作年度报告</span>" not in kept
