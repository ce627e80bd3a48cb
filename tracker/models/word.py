"""The templates of the official format that offices keep, and which of them counts where."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.organisations import Organisation


class TemplateUse(models.TextChoices):
    """Which template an organisation writes its reports in."""

    OWN = "own", _("自己的模板")
    INHERITED = "inherited", _("与上级相同")
    SHIPPED = "shipped", _("系统自带的模板")


class WordTemplate(models.Model):
    """One version of an organisation's template: the bytes as cleaned when it was brought, never changed.

    ``page`` in millimetres: width, height, top, right, bottom, left; ``styles`` rows of name, font, size in points;
    ``framed``: it keeps words of its own around the report.
    """

    organisation = models.ForeignKey("Organisation", models.CASCADE, related_name="word_templates")
    version = models.PositiveIntegerField(_("版本"))
    name = models.CharField(_("文件名"), max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("字节数"))
    sha256 = models.CharField(max_length=64)
    page = models.JSONField(default=list)
    styles = models.JSONField(default=list)
    framed = models.BooleanField(default=False)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["organisation", "-version"]
        verbose_name = _("公文模板")
        constraints = [models.UniqueConstraint(fields=["organisation", "version"], name="word_template_version")]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"


class TemplateChoice(models.Model):
    """What an organisation chose: append-only, ``current`` marks what counts now. ``template`` only where it is its own."""

    organisation = models.ForeignKey("Organisation", models.CASCADE, related_name="template_choices")
    use = models.CharField(_("使用"), max_length=10, choices=TemplateUse)
    template = models.ForeignKey("WordTemplate", models.PROTECT, null=True, related_name="choices")
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["organisation", "-pk"]
        verbose_name = _("模板的采用")
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(current=True), name="template_choice_current")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.use}"


def template_for(organisation: Organisation, *, itself: bool = True) -> WordTemplate | None:
    """The template that counts at an organisation: its own, else that of the nearest one above it that has its say; None:
    the shipped one. Without ``itself``: what it would inherit (one query)."""
    step = Organisation.steplen
    paths = [organisation.path[:end] for end in range(step, len(organisation.path) + 1, step)]
    choices = TemplateChoice.objects.filter(current=True, organisation__path__in=paths if itself else paths[:-1])
    choices = choices.select_related("template__organisation", "organisation").defer("template__styles")
    for choice in sorted(choices, key=lambda one: one.organisation.path, reverse=True):
        if choice.use != TemplateUse.INHERITED:
            return choice.template
    return None
