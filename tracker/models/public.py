"""The public copy of a published report: whether an organisation gives one, of which text, with which metadata."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models.composition import compose
from tracker.models.deadlines import Filing, FilingKind
from tracker.models.organisations import Organisation
from tracker.models.reports import Report


class PublicSwitch(models.Model):
    """Whether the published reports of an organisation can be read here without logging in; without a row they cannot."""

    organisation = models.OneToOneField("Organisation", models.CASCADE, primary_key=True, related_name="public_switch")
    on = models.BooleanField(_("开放"), default=False)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = _("公开副本")

    def __str__(self) -> str:
        return f"{self.organisation_id} {'on' if self.on else 'off'}"


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """What is shown of a published report. ``document`` is None where the text was changed since it was published: then
    nothing of it is shown. ``filing`` is the publication as recorded."""

    report: Report
    filing: Filing
    document: reportsrc.Document | None

    @property
    def lines(self) -> tuple[reportsrc.PrintedLine, ...]:
        """The lines as printed, the title aside."""
        if self.document is None:
            return ()
        return tuple(line for line in reportsrc.lay_out(self.document) if line.kind != reportsrc.PrintedAs.TITLE)

    @property
    def titles(self) -> list[str]:
        """The lines of the title as printed; the report's name where the text has none."""
        lines = reportsrc.lay_out(self.document) if self.document else ()
        found = [row for line in lines if line.kind == reportsrc.PrintedAs.TITLE for row in line.rows]
        return found or [str(self.report)]

    @property
    def metadata(self) -> dict[str, Any]:
        """The portal's metadata by the names of the command line; what the text does not say comes from the record."""
        found = dict(reportsrc.document_shape(self.document)["metadata"]) if self.document else {}
        found["issuer"] = found.get("issuer") or "、".join(self.report.issuers) or self.report.organisation_name
        said = str(found.get("published_at") or "")
        found["published_at"] = said if said.startswith(self.filing.on.isoformat()) else self.filing.on.isoformat()
        return found

    def shape(self) -> dict[str, Any]:
        """The JSON: the text and its parts as ``read --json`` gives them, without what the machine thinks of them."""
        if self.document is None:
            return {}
        whole = reportsrc.document_shape(self.document)
        kept = {key: whole[key] for key in ("title", "preamble", "parts")}
        return {
            "title": kept["title"] or str(self.report),
            "organisation": self.report.organisation_name,
            "organisation_code": self.report.organisation.code,
            "year": self.report.year,
            "metadata": self.metadata,
            "publication": {
                "on": self.filing.on.isoformat(),
                "column": self.filing.party,
                "address": self.filing.address,
            },
            "preamble": kept["preamble"],
            "parts": kept["parts"],
            "text": self.document.text,
            "text_sha256": self.filing.text_sha256,
        }


def gives_copies(organisation: Organisation) -> bool:
    """True if the published reports of an organisation can be read without logging in."""
    return PublicSwitch.objects.filter(organisation=organisation, on=True).exists()


def _published(organisation: Organisation) -> models.QuerySet[Filing]:
    standing = Filing.objects.standing().filter(kind=FilingKind.PUBLICATION, report__organisation=organisation)
    return standing.select_related("report__cycle", "report__organisation").order_by(
        "report__cycle__year", "-on", "-pk"
    )


def copies_by_year(organisation: Organisation) -> list[tuple[int, str, datetime.date]]:
    """The published reports of an organisation, newest first: year, name, day of publication."""
    found = {one.report.year: (one.report.year, str(one.report), one.on) for one in _published(organisation)}
    return [found[year] for year in sorted(found, reverse=True)]


def public_copy(organisation: Organisation, year: int) -> PublicCopy | None:
    """The public copy of one year, whether the organisation gives copies or not; None if none is published.

    The text shown is the one the publication is bound to: if it does not stand any more, none is.
    """
    filing = _published(organisation).filter(report__cycle__year=year).last()
    if filing is None:
        return None
    composition = compose(filing.report)
    same = composition.sha256 == filing.text_sha256
    return PublicCopy(filing.report, filing, composition.document if same else None)


def shared_organisation(code: str) -> Organisation | None:
    """The organisation with this code if it gives copies."""
    found = Organisation.objects.filter(code=code, public_switch__on=True).first()
    return found if isinstance(found, Organisation) else None


def public_year(report: Report) -> bool:
    """True if this report can be read without logging in (two queries at most)."""
    published = report.filings.standing().filter(kind=FilingKind.PUBLICATION).exists()
    return published and gives_copies(report.organisation)
