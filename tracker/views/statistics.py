"""The charts, each with its numbers beside it; drawn by the server and shown as images of their own."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property

from csp.constants import NONE
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tracker.charts import Chart, draw, style_source
from tracker.filters.selection import ChartFilter
from tracker.models import Report, figure_charts
from tracker.models import statistics as numbers
from tracker.models.calendar import today
from tracker.models.indicators import Selection, select
from tracker.models.reports import ReportQuerySet
from tracker.views import PersonRequest


class ChartDesk:
    """The charts of what a person chose among what the person may see; each reads its numbers when it is asked for."""

    def __init__(self, request: PersonRequest) -> None:
        self.seen = Report.objects.visible_to(request.user).owed()
        self.filter = ChartFilter(request.GET, self.seen, user=request.user)
        self.year = self.filter.chosen_year
        self.chosen: ReportQuerySet = self.filter.qs
        self.makers: dict[str, Callable[[], Chart]] = {
            "progress": lambda: numbers.progress(self.chosen, today=today()),
            "parts": lambda: numbers.completeness(self.chosen)[0],
            "kinds": lambda: numbers.completeness(self.chosen)[1],
            "findings": lambda: numbers.findings(self.chosen),
            "publication": lambda: numbers.publication(self.filter.every_year, today=today()),
            "offices": lambda: self._part_of_figure(0),
            "years": lambda: self._part_of_figure(1),
        }

    def _part_of_figure(self, at: int) -> Chart:
        found = self.figure()
        if not found:
            raise Http404
        return found[at]

    @property
    def selection(self) -> Selection:
        """The year's reports and last year's."""
        return select(self.chosen, self.seen, self.year or 0)

    @cached_property
    def drawn(self) -> str:
        """The indicator that is drawn: the chosen one, else the one that most reports tell; empty if none does."""
        if self.year is None:
            return ""
        return self.filter.code or figure_charts.most_told(self.selection)

    def figure(self) -> tuple[Chart, ...]:
        """The two charts of one indicator; none without figures."""
        if not self.drawn:
            return ()
        return figure_charts.across(self.drawn, self.selection, self.seen)

    def all(self) -> list[Chart]:
        """Every chart, in the order of the page."""
        chosen = self.chosen
        first = (numbers.progress(chosen, today=today()), *numbers.completeness(chosen))
        rest = (self.makers["findings"](), self.makers["publication"]())
        return [*first, *rest, *self.figure()]


@require_safe
def statistics(request: PersonRequest) -> HttpResponse:
    """All charts of the chosen reports."""
    desk = ChartDesk(request)
    charts = desk.all()
    query = request.GET.copy()
    if desk.drawn:
        query["indicator"] = desk.drawn
    plain = request.GET.copy()
    plain.pop("indicator", None)
    context = {
        "filter": desk.filter,
        "charts": charts,
        "figure": desk.drawn,
        "query": query.urlencode(),
        "plain": plain.urlencode(),
    }
    return render(request, "statistics/statistics.html", context)


@require_safe
def chart(request: PersonRequest, key: str) -> HttpResponseBase:
    """One chart as SVG. A browser that has it asks whether it is still the same before showing it again."""
    desk = ChartDesk(request)
    if key not in desk.makers:
        raise Http404
    found = desk.makers[key]()
    tag = f'"{found.digest}-{get_language()}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        svg = draw(found)
        answer = FileResponse(io.BytesIO(svg), content_type="image/svg+xml")
        answer._csp_replace = {"default-src": [NONE], "style-src": style_source(svg).split()}  # type: ignore[attr-defined]
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer
