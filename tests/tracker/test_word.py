"""A report taken as a Word document, and the templates offices write in."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Word

import reportsrc
from tests.tracker.walks import client_of, edit
from tracker.actions import word
from tracker.actions.refusal import Denied, Refused
from tracker.models import Activity, Report, TemplateChoice, WordTemplate
from tracker.models.word import template_for
from tracker.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def template_of(words: str) -> bytes:
    """A template with words of its own above the report."""
    made = Word(io.BytesIO(reportsrc.shipped_template()))
    made.add_paragraph(words)
    made.add_paragraph(reportsrc.BODY_MARK)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def upload(data: bytes, name: str = "模板.docx") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data)}


def texts(data: bytes) -> list[str]:
    return [p.text for p in Word(io.BytesIO(data)).paragraphs if p.text]


def test_a_clean_copy_has_a_chinese_name_and_the_text_and_is_on_record(cast) -> None:
    answer = client_of(cast.drafter).get(reverse("report-word-file", args=[cast.report.pk, "clean"]))
    assert answer.status_code == 200
    assert "云溪区民政局2024年度" in unquote(answer["Content-Disposition"])
    data = b"".join(answer.streaming_content)
    assert texts(data)[0].replace("\n", "") == "云溪区民政局2024年法治政府建设年度报告"
    assert not [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "comments" in name]
    deed = Activity.objects.filter(deed="exported").get()
    assert deed.report == cast.report and "（清稿）" in deed.detail and deed.by == cast.drafter


def test_a_working_copy_has_the_findings_the_page_shows_by_the_system(cast) -> None:
    edit(cast, "各项各项工作推进。")
    answer = client_of(cast.reviewer).get(reverse("report-word-file", args=[cast.report.pk, "working"]))
    comments = list(Word(io.BytesIO(b"".join(answer.streaming_content))).comments)
    assert comments and {one.author for one in comments} == {word.AUTHOR}
    assert any("各项各项" in one.text or "TXT" in one.text for one in comments)


def test_only_who_may_see_and_export_a_report_takes_it(cast) -> None:
    address = reverse("report-word-file", args=[cast.report.pk, "clean"])
    assert client_of(cast.neighbour).get(address).status_code == 404
    assert client_of(cast[Role.ADMINISTRATOR]).get(address).status_code == 403
    assert client_of(cast.drafter).get(address.replace("clean", "other")).status_code == 404
    page = client_of(cast[Role.ADMINISTRATOR]).get(reverse("report-word", args=[cast.report.pk]))
    assert address not in page.content.decode()
    assert not Activity.objects.filter(deed="exported").exists()


def test_a_report_without_text_is_no_document(cast) -> None:
    Report.objects.get(pk=cast.empty.pk).entries.all().delete()
    answer = client_of(cast.coordinator).get(reverse("report-word-file", args=[cast.empty.pk, "clean"]), follow=True)
    assert "还没有文字" in answer.content.decode()


def test_the_page_shows_the_report_as_it_stands_on_paper(cast) -> None:
    page = client_of(cast.drafter).get(reverse("report-word", args=[cast.report.pk])).content.decode()
    assert '<p class="gw gw-title">' in page
    assert '<span class="gw-run-2">（一）依法全面履行职能。</span>一是' in page
    assert '<div class="gw-sign"><p class="gw gw-signature">云溪区民政局</p>' in page


def test_a_template_is_shown_before_it_is_used_and_counts_below_once_it_is_chosen(cast) -> None:
    client, pk = client_of(cast[Role.ADMINISTRATOR]), cast.district.pk
    answer = client.post(reverse("word-template", args=[pk]), upload(template_of("云溪区人民政府文件")))
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "方正小标宋简体" in page and "采用这一版" in page
    assert template_for(cast.civil) is None
    client.post(reverse("word-template-choose", args=[pk]), {"use": "own", "version": "1"})
    assert template_for(cast.civil).organisation == cast.district
    taken = word.write_report(cast.report, by=cast.drafter)
    assert texts(taken.data)[0] == "云溪区人民政府文件"
    deeds = list(Activity.objects.filter(subject="word-template").values_list("deed", flat=True).order_by("pk"))
    assert deeds == ["word-template-kept", "word-template-chosen"]


def test_the_nearest_template_counts_and_the_shipped_one_can_be_chosen_back(cast) -> None:
    admin = cast[Role.ADMINISTRATOR]
    above = word.keep_template(cast.district, "区.docx", template_of("区"), by=admin)
    own = word.keep_template(cast.civil, "局.docx", template_of("局"), by=admin)
    word.choose_template(cast.district, "own", by=admin, template=above)
    word.choose_template(cast.civil, "own", by=admin, template=own)
    assert (template_for(cast.civil), template_for(cast.finance)) == (own, above)
    assert template_for(cast.civil, itself=False) == above
    word.choose_template(cast.civil, "shipped", by=admin)
    assert template_for(cast.civil) is None
    word.choose_template(cast.civil, "inherited", by=admin)
    assert template_for(cast.civil) == above
    assert [one.use for one in TemplateChoice.objects.filter(organisation=cast.civil)] == [
        "inherited",
        "shipped",
        "own",
    ]
    assert TemplateChoice.objects.filter(current=True).count() == 2


def test_a_template_that_cannot_be_used_is_told_at_its_field_and_nothing_is_kept(cast, unchanged) -> None:
    stream = io.BytesIO()
    Word().save(stream)
    client = client_of(cast[Role.ADMINISTRATOR])
    with unchanged():
        for data, words in ((stream.getvalue(), "缺少样式：公文标题"), (b"PK", "不是 docx"), (b"", "文件是空的")):
            answer = client.post(reverse("word-template", args=[cast.district.pk]), upload(data))
            assert answer.status_code == 422 and words in answer.content.decode()
        assert client.post(reverse("word-template", args=[cast.district.pk]), {}).status_code == 422


def test_the_same_template_again_is_the_same_version_and_its_name_is_made_safe(cast) -> None:
    admin = cast[Role.ADMINISTRATOR]
    first = word.keep_template(cast.district, "..\\C:/夹/模\u202e板?.docx", template_of("区"), by=admin)
    assert first.name == "模板.docx"
    assert word.keep_template(cast.district, "又.docx", template_of("区"), by=admin) == first
    assert word.keep_template(cast.district, "又.docx", template_of("新"), by=admin).version == 2


def test_templates_are_kept_by_administrators_of_the_office_only(cast) -> None:
    admin = cast[Role.ADMINISTRATOR]
    with pytest.raises(Denied):
        word.keep_template(cast.civil, "模板.docx", template_of("局"), by=cast.drafter)
    with pytest.raises(Denied):
        word.choose_template(cast.city, "shipped", by=admin)
    other = word.keep_template(cast.civil, "局.docx", template_of("局"), by=admin)
    for use, template in (("own", None), ("own", other), ("shipped", other), ("none", None)):
        with pytest.raises(Refused):
            word.choose_template(cast.district, use, by=admin, template=template)
    assert not TemplateChoice.objects.exists()
    answer = client_of(admin).post(
        reverse("word-template-choose", args=[cast.district.pk]), {"use": "own", "version": "9"}
    )
    assert answer.status_code == 404


def test_templates_and_samples_come_as_files(cast) -> None:
    word.keep_template(cast.district, "区.docx", template_of("区红头"), by=cast[Role.ADMINISTRATOR])
    client = client_of(cast[Role.ADMINISTRATOR])

    def taken(version: int, kind: str) -> bytes:
        answer = client.get(reverse("word-template-file", args=[cast.district.pk, version, kind]))
        return b"".join(answer.streaming_content)

    assert taken(0, "template") == reportsrc.shipped_template()
    assert taken(1, "template") == bytes(WordTemplate.objects.get().content)
    assert texts(taken(1, "sample"))[0] == "区红头"
    assert texts(taken(0, "sample"))[0].startswith("云溪区示例局")


def test_file_names_hold_nothing_a_system_chokes_on() -> None:
    assert word.file_name('a/b\\c:d*e?f"g<h>i|j\x00\u202e') == "abcdefghij"
    assert word.file_name("...") == "报告"
    assert len(word.file_name("长" * 300)) == 80
