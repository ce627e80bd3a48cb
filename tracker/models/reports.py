"""What an organisation owes in a cycle, the file it came from, and its parts."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker import workflow
from tracker.models.deadlines import FilingKind
from tracker.models.review import Completeness, Result
from tracker.models.standards import load_standard
from tracker.roles import Permission
from tracker.workflow import Status

if TYPE_CHECKING:
    from tracker.models import User

STATUS_CHOICES = [(status.value, _(workflow.LABELS[status])) for status in Status]


class CopiedYear(models.PositiveSmallIntegerField):
    """The year of the round, taken over when a report is entered, in whatever way."""

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        """The round's year on the first save, what stands there after."""
        if add:
            model_instance.year = model_instance.cycle.year  # type: ignore[attr-defined]
        return int(super().pre_save(model_instance, add))


class CopiedPath(models.CharField):
    """The organisation's place in the tree, taken over when a report is entered, in whatever way."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The organisation's path on the first save, what stands there after."""
        if add:
            model_instance.path = model_instance.organisation.path  # type: ignore[attr-defined]
        return str(super().pre_save(model_instance, add))


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def visible_to(self, user: User, permission: Permission = Permission.VIEW) -> ReportQuerySet:
        """Those of organisations where the user has ``permission`` today."""
        return self.filter(user.reach(permission, ""))

    def owed(self) -> ReportQuerySet:
        """Those that must come in: nobody excused the organisation this year."""
        return self.filter(excuse__isnull=True)

    def like(self, report: Report) -> ReportQuerySet:
        """Those of the same kind of report, whatever the edition."""
        return self.filter(cycle__document_kind=report.cycle.document_kind)

    def with_marks(self) -> ReportQuerySet:
        """Annotated with ``complete``, ``partial``, ``missing``, ``excused``: counts of marks on gating requirements."""

        def marks(result: Result) -> Count:
            return Count("assessments", Q(assessments__gates=True, assessments__result=result), distinct=True)

        return self.annotate(
            complete=marks(Result.COMPLETE),
            partial=marks(Result.PARTIAL),
            missing=marks(Result.MISSING),
            excused=marks(Result.NOT_APPLICABLE),
        )

    def with_counts(self) -> ReportQuerySet:
        """The same counts, asked for row by row: cheaper than a join for the few rows of a page."""
        from tracker.models import Assessment

        def marks(result: Result) -> Coalesce:
            rows = Assessment.objects.filter(report=OuterRef("pk"), gates=True, result=result).order_by()
            counted = rows.values("report").annotate(count=Count("pk")).values("count")
            return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)

        return self.annotate(
            complete=marks(Result.COMPLETE),
            partial=marks(Result.PARTIAL),
            missing=marks(Result.MISSING),
            excused=marks(Result.NOT_APPLICABLE),
        )

    def with_dates(self) -> ReportQuerySet:
        """Annotated with ``reported_on`` (the last required addressee, once all were reached) and ``published_on``, from
        filings that stand; else None."""
        from tracker.models import Filing

        standing = Filing.objects.standing().filter(report=OuterRef("pk"))
        sent = standing.filter(kind=FilingKind.REPORT, excused=False).exclude(key="supervision").order_by("-on")
        out = standing.filter(kind=FilingKind.PUBLICATION).order_by("on")
        return self.annotate(
            reported_on=Case(When(status__in=workflow.REPORTED, then=Subquery(sent.values("on")[:1]))),
            published_on=Subquery(out.values("on")[:1]),
        )

    def with_findings(self) -> ReportQuerySet:
        """Annotated with ``errors``, ``warnings``, ``remarks``: what the last inspection counted (None: never run)."""
        return self.annotate(
            errors=F("last_inspection__blocking") + F("last_inspection__errors"),
            warnings=F("last_inspection__warnings"),
            remarks=F("last_inspection__infos"),
        )


class Report(models.Model):
    """One organisation's report for one year.

    ``organisation_name``, ``organisation_kind``, ``superior_name`` and ``issuers`` are kept as they were when it was
    opened: a later rename or move changes no old report. ``tail`` is the white space after the last entry.
    ``year`` and ``path`` are copies of the round's year and of the organisation's place in the tree (which the moving
    deeds keep up), so that an index holds the order of the lists.
    """

    cycle = models.ForeignKey("Cycle", models.PROTECT, related_name="reports", verbose_name=_("年度"))
    organisation = models.ForeignKey("Organisation", models.PROTECT, related_name="reports", verbose_name=_("单位"))
    organisation_name = models.CharField(_("单位名称"), max_length=120)
    organisation_kind = models.CharField(_("单位类别"), max_length=12)
    superior_name = models.CharField(_("上级单位"), max_length=120, blank=True)
    issuers = models.JSONField(_("发文主体"), default=list)
    standard_key = models.CharField(_("标准"), max_length=60)
    year = CopiedYear(_("报告年度"), default=0, editable=False)
    path = CopiedPath(max_length=255, default="", editable=False)
    status = models.CharField(_("状态"), max_length=12, choices=STATUS_CHOICES, default=Status.NOT_STARTED)
    status_since = models.DateTimeField(_("状态自"), null=True)
    submitted_on = models.DateField(_("首次提交日期"), null=True)
    return_reason = models.TextField(_("退回意见"), blank=True)
    tail = models.TextField(blank=True)
    last_inspection = models.ForeignKey("Inspection", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "path"]
        verbose_name = _("报告")
        constraints = [models.UniqueConstraint(fields=["cycle", "organisation"], name="report_once")]
        indexes = [models.Index(fields=["-year", "path", "id"], name="report_list")]

    def __str__(self) -> str:
        return f"{self.organisation_name}{self.year}年度{self.standard.short_title}"

    @property
    def standard(self) -> reportsrc.Standard:
        """The edition the report was opened under."""
        return load_standard(self.standard_key)

    @property
    def status_label(self) -> str:
        """The status as a word."""
        return workflow.LABELS[Status(self.status)]

    @property
    def next_step(self) -> str:
        """What happens next and who must do it."""
        return workflow.NEXT[Status(self.status)]

    @property
    def editable(self) -> bool:
        """True while the text may be changed."""
        return self.status in workflow.EDITABLE

    @property
    def let_off(self) -> bool:
        """True if the organisation was let off this year (lists select ``excuse`` with the reports)."""
        return hasattr(self, "excuse")

    @property
    def requirements(self) -> tuple[reportsrc.Requirement, ...]:
        """The requirements that apply to this kind of organisation."""
        return self.standard.for_kind(self.organisation_kind)

    @property
    def completeness(self) -> Completeness:
        """完整度 from the counts of ``with_marks()`` (which the queryset must have annotated)."""
        gating = sum(1 for one in self.requirements if one.obligation.gates)
        return Completeness(gating, self.complete, self.partial, self.missing, self.excused)  # type: ignore[attr-defined]

    def due(self, kind: str) -> datetime.date | None:
        """The due date of a kind for this report (cycle.due_dates should be prefetched in lists)."""
        return self.cycle.due(kind, self.organisation_kind)

    def drafted_by(self, user: User) -> bool:
        """True if the person wrote any version of any entry of this report."""
        from tracker.models import EntryVersion

        return EntryVersion.objects.filter(entry__report=self, by=user).exists()


class SourceFile(models.Model):
    """What was imported: the bytes as they came; never changed. Until it is confirmed it is only shown (``taken`` False)."""

    report = models.ForeignKey("Report", models.CASCADE, related_name="sources", verbose_name=_("报告"))
    name = models.CharField(_("文件名"), max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("字节数"))
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(_("编码"), max_length=20, blank=True)
    text = models.TextField(_("读出的文字"))
    notes = models.JSONField(_("读入说明"), default=list)
    imported_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    taken = models.BooleanField(_("已采用"), default=False)
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = _("来源文件")

    def __str__(self) -> str:
        return self.name


class PartDraft(models.Model):
    """A part as it stands in this report. A required part exists before it has any text (``position`` orders those).

    ``form`` is the entry form of its items (copied from the frozen edition).
    ``declared_done`` is the drafter's word and falls with the next edit; ``started`` is True from the first edit.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="parts", verbose_name=_("报告"))
    role = models.CharField(_("部分"), max_length=40)
    also = models.JSONField(_("并入的部分"), default=list)
    form = models.CharField(_("条目形式"), max_length=12, default="plain")
    position = models.PositiveSmallIntegerField(_("次序"))
    started = models.BooleanField(default=False)
    declared_done = models.BooleanField(_("已完成"), default=False)
    declared_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    declared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("部分")
        indexes = [models.Index(fields=["report", "form", "position", "id"], name="part_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> tuple[str, ...]:
        """Its role and those merged into it."""
        return (self.role, *self.also)

    @property
    def name(self) -> str:
        """The name the standard gives its role."""
        part = self.report.standard.part(self.role)
        return part.name if part else str(_("其他部分"))

    @property
    def state(self) -> str:
        """``not-started``, ``in-progress`` or ``done``."""
        if self.declared_done:
            return "done"
        return "in-progress" if self.started else "not-started"
