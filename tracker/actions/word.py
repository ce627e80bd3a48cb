"""Writing a report as a Word document, and keeping the templates it is written in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

import reportsrc
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Organisation, Report, TemplateChoice, User, WordTemplate
from tracker.models.calendar import now
from tracker.models.composition import compose
from tracker.models.word import TemplateUse, template_for
from tracker.models.workspace import open_workspace
from tracker.roles import Permission

AUTHOR = "法治政府建设年度报告系统"
"""Who the comments of a working copy are by: nobody's name goes into a file."""
MOST_VERSIONS = 50
MOST_BYTES = 2 * 2**20 + 1
"""As much of a file is read as shows that it is too large."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
SAMPLE = """云溪区示例局关于2024年度法治政府建设情况的报告

云溪区人民政府：

2024年，示例局依法履行职责。现将有关情况报告如下：

一、2024年推进法治政府建设的主要举措和成效

（一）依法全面履行职能。一是规范办事流程。全年受理申请148件，全部按期办结。

（二）规范行政执法

1.加强执法监督。评查案卷20件，发现的问题均已整改。

（1）评查结果。评查结果已向被评查单位反馈。

二、2024年推进法治政府建设存在的不足和原因

一是执法力量不足。主要原因是执法岗位编制较少。

附件：1.行政执法数据清单

2.重大行政决策目录

云溪区示例局

2025年1月20日
"""
"""What a template is shown with: every style once."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """A document as written: its name, its bytes, and sentences on what could not be taken into it."""

    name: str
    data: bytes
    notes: tuple[str, ...] = ()


def file_name(words: str, instead: str = "") -> str:
    """Words as a file name that every system takes: no separators, no signs nobody sees (but ``instead``), not too long."""
    return _UNSAFE.sub(instead, words).strip(" .")[:80] or "报告"


def write_report(report: Report, *, by: User, working: bool = False) -> WordFile:
    """The report in the official format, in the template that counts for its organisation; who takes it is on record.

    ``working``: with what the checks find now as comments; else a clean copy. Raises ``Denied``, and ``Refused`` for a
    report without text.
    """
    require(by, Permission.EXPORT, report.organisation)
    findings: list[reportsrc.Finding] = []
    if working:
        workspace = open_workspace(report)
        composition, findings = workspace.composition, [note.finding for note in workspace.notes]
    else:
        composition = compose(report)
    if not composition.document.text.strip():
        raise Refused("这份报告还没有文字。")
    template = template_for(report.organisation)
    made = reportsrc.write_docx(
        composition.document,
        template=bytes(template.content) if template else None,
        findings=findings,
        author=AUTHOR,
        when=now(),
    )
    kind = "工作稿" if working else "清稿"
    name = f"{file_name(str(report))}（{kind}）.docx"
    activity.record(by, "exported", name, report=report)
    return WordFile(name, made.data, made.notes)


def sample_of(template: WordTemplate | None) -> WordFile:
    """An example report in a template (None: the shipped one)."""
    document = reportsrc.read_bytes(SAMPLE.encode())
    made = reportsrc.write_docx(document, template=bytes(template.content) if template else None)
    return WordFile("公文模板样张.docx", made.data)


def keep_template(organisation: Organisation, name: str, data: bytes, *, by: User) -> WordTemplate:
    """Keep a template as the next version of an organisation's own; it counts once it is chosen.

    Raises ``Refused`` with what is wrong with it. The same bytes again are the same version.
    """
    require(by, Permission.MANAGE, organisation)
    try:
        checked = reportsrc.check_template(data)
    except reportsrc.TemplateError as error:
        raise Refused(str(error)) from error
    digest = hashlib.sha256(checked.data).hexdigest()
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        kept = organisation.word_templates.all()
        if (same := kept.filter(sha256=digest).first()) is not None:
            return same
        if kept.count() >= MOST_VERSIONS:
            raise Refused(f"已有{MOST_VERSIONS}版模板，不再接收新的；请从已有的版本中选用。")
        made = WordTemplate.objects.create(
            organisation=organisation,
            version=(kept.aggregate(last=Max("version"))["last"] or 0) + 1,
            name=file_name(name.replace("\\", "/").rsplit("/", 1)[-1]),
            content=checked.data,
            size=len(checked.data),
            sha256=digest,
            page=list(checked.page),
            styles=[[one.name, one.font, one.size] for one in checked.styles],
            framed=checked.framed,
            by=by,
        )
        activity.record(by, "word-template-kept", str(made), organisation=organisation, subject="word-template")
    return made


def choose_template(
    organisation: Organisation, use: str, *, by: User, template: WordTemplate | None = None
) -> TemplateChoice:
    """Say which template an organisation, and those below it that say nothing of their own, write in from now on."""
    require(by, Permission.MANAGE, organisation)
    if use not in TemplateUse.values or (use == TemplateUse.OWN) != (template is not None):
        raise Refused("请选择要用哪一个模板。")
    if template is not None and template.organisation_id != organisation.pk:
        raise Refused("这不是本单位的模板。")
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        before = TemplateChoice.objects.filter(organisation=organisation, current=True).first()
        if before is not None and (before.use, before.template_id) == (use, template.pk if template else None):
            return before
        TemplateChoice.objects.filter(organisation=organisation, current=True).update(current=False)
        made = TemplateChoice.objects.create(organisation=organisation, use=use, template=template, by=by)
        words = str(template) if template else _WORDS[TemplateUse(use)]
        activity.record(
            by, "word-template-chosen", f"公文模板：{words}", organisation=organisation, subject="word-template"
        )
    return made


_WORDS = {TemplateUse.INHERITED: "与上级相同", TemplateUse.SHIPPED: "系统自带的模板"}
"""What is recorded stays Chinese."""
