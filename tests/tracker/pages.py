"""Every page of the site, from the URL configuration: an address for each, who may write by it, what is sent there."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.tracker import pages_charts, pages_deadlines, pages_tokens, pages_xlsx, talk_pages, working_year
from tracker.roles import Permission

OURS = "tracker.views"


def _routes(resolver: URLResolver | None = None) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            found += _routes(one)
        elif getattr(one.callback, "__module__", "").startswith(OURS):
            found.append(one)
    return found


NAMES = sorted({route.name for route in _routes() if route.name})


def address(name: str, cast: Any) -> str:
    """The address of a page about the filled report of ``civil``."""
    part = cast.part("measures")
    entry = cast.items("measures")[0]
    values = {
        "part": {"pk": part.pk},
        "part-paste": {"pk": part.pk},
        "part-declare": {"pk": part.pk},
        "part-history": {"pk": part.pk},
        "part-presence": {"pk": part.pk},
        "part-restore": {"pk": part.pk, "moment": entry.versions.get(version=1).pk},
        "organisation-history": {"pk": cast.civil.pk},
        "entry-add": {"pk": part.pk},
        "propose": {"pk": part.pk, "key": "measures.steps"},
        "report-step": {"pk": cast.report.pk, "key": "submit"},
        "import-preview": {"pk": cast.report.pk, "source": 1},
        "review": {"pk": cast.report.pk, "role": "measures"},
        "mark-advisory": {"pk": cast.report.pk, "role": "measures"},
        "mark": {"pk": cast.report.pk, "key": "measures.steps"},
        "organisation-add": {"pk": cast.district.pk},
        "export": {"name": "summary"},
        "rule": {"code": "TIE-01"},
        "rule-settings": {"pk": cast.district.pk},
        "rules-restore": {"pk": cast.district.pk, "version": 1},
        "rule-list": {"pk": cast.district.pk, "name": "confusions"},
        "rule-row": {"pk": cast.district.pk, "name": "confusions", "deed": "off"},
        "standard": {"key": "law-gov-2019"},
        "standard-table": {"key": "law-gov-2019"},
        "standard-carry": {"key": "law-gov-2019"},
        "report-scan": {"pk": cast.report.pk, "scan": 1},
        "report-strike": {"pk": cast.report.pk, "filing": 1},
        "chain": {"pk": cast.district.pk},
        "chain-grant-revoke": {"pk": 1},
        "exception-end": {"pk": 1},
        "finding-take-up": {"pk": cast.report.pk, "waiver": 1},
        **talk_pages.addresses(cast),
        **working_year.addresses(cast),
        **pages_deadlines.addresses(cast),
        **pages_tokens.addresses(cast),
        **pages_charts.addresses(cast),
        **pages_xlsx.addresses(cast),
    }
    if name in values:
        return reverse(name, kwargs=values[name])
    own = {"pk": cast.report.pk}
    further = ({"entry": entry.pk}, {"link": 1}, {"role": "measures"})
    about = [{"pk": entry.pk} if name.startswith("entry") else own, *(own | one for one in further)]
    for kwargs in ({}, *about, {"name": "summary"}):
        try:
            return reverse(name, kwargs=kwargs)
        except Exception:
            continue
    raise AssertionError(f"no address for {name}")


WRITES = {
    "entry-save": Permission.EDIT,
    "entry-add": Permission.EDIT,
    "entry-remove": Permission.EDIT,
    "entry-merge": Permission.EDIT,
    "entry-split": Permission.EDIT,
    "entry-restore": Permission.EDIT,
    "entry-reclassify": Permission.EDIT,
    "part-declare": Permission.EDIT,
    "part-presence": Permission.VIEW,
    "propose": Permission.EDIT,
    "export": Permission.EXPORT,
    "report-inspect": Permission.VIEW,
    "membership-revoke": Permission.GRANT,
    "part-restore": Permission.EDIT,
    "report-step": Permission.SUBMIT,
    "report-answer-plan": Permission.EDIT,
    "report-answer-question": Permission.EDIT,
    "report-remedy": Permission.EDIT,
    "report-carry": Permission.EDIT,
    "report-take-over": Permission.EDIT,
    "mark": Permission.REVIEW,
    "mark-advisory": Permission.REVIEW,
    "chain": Permission.MANAGE,
    "exceptions": Permission.RUN_CYCLE,
    "rule-settings": Permission.MANAGE,
    "rule-list": Permission.MANAGE,
    "rule-row": Permission.MANAGE,
    "standard-import": Permission.RUN_CYCLE,
    "standard-draft": Permission.RUN_CYCLE,
    "standard-carry": Permission.RUN_CYCLE,
    **talk_pages.WRITES,
    **working_year.WRITES,
    **pages_deadlines.WRITES,
    **pages_tokens.WRITES,
}
"""What each form that changes something asks of its user."""

OWN = pages_deadlines.OWN | pages_xlsx.OWN
"""Pages where everybody changes what is their own and nothing else."""

OPEN = pages_deadlines.OPEN
"""Addresses that ask for a secret and not for a log-in; without it they answer that there is nothing."""


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {
        "text": "改过的文字。", "version": "1", "done": "yes", "result": "complete", "offset": "3", "key": "布署",
        "form": "steps", "steps": "legal", "organisation": cast.civil.pk, "person": cast.drafter.pk,
        "pair": "draft-review", "until": timezone.localdate().isoformat(), "reason": "只有一人",
        **working_year.payload(cast), **talk_pages.payload(cast), **pages_deadlines.payload(cast),
        **pages_tokens.payload(cast),
    }  # fmt: skip
