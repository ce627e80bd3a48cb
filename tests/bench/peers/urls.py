"""The site, an empty page behind the log-in, and two other ways to draw the list of reports over the same rows."""

from __future__ import annotations

import django_tables2 as tables
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from tracker.models import Report
from tracker.urls import urlpatterns as ours

SHOWN = ("year", "organisation_name", "organisation_kind", "superior_name", "status", "standard_key", "submitted_on")
SHOWN += ("status_since", "cycle", "last_inspection")


class StockTable(tables.Table):
    """django-tables2 as it comes, ten columns."""

    class Meta:
        model = Report
        fields = SHOWN
        template_name = "django_tables2/bootstrap5.html"


def empty(request: HttpRequest) -> HttpResponse:
    """The frame of every page and nothing in it."""
    return render(request, "base.html")


def stock(request: HttpRequest) -> HttpResponse:
    """The stock table within the frame."""
    rows = Report.objects.visible_to(request.user).select_related("cycle", "last_inspection")
    table = StockTable(rows)
    tables.RequestConfig(request, paginate={"per_page": int(request.GET["per_page"])}).configure(table)
    source = (
        '{% extends "base.html" %}{% load django_tables2 %}{% block content %}{% render_table table %}{% endblock %}'
    )
    return HttpResponse(engines["django"].from_string(source).render({"table": table}, request))


class ReportAdmin(admin.ModelAdmin):
    """Django's list of the same rows, ten columns."""

    list_display = SHOWN
    list_select_related = ("cycle", "last_inspection")
    list_per_page = 25


class LongReportAdmin(ReportAdmin):
    """The same with 100 rows a page."""

    list_per_page = 100


few, many = admin.AdminSite("few"), admin.AdminSite("many")
few.register(Report, ReportAdmin)
many.register(Report, LongReportAdmin)
urlpatterns = [
    path("bench/empty/", empty),
    path("bench/stock/", stock),
    path("bench/few/", few.urls),
    path("bench/many/", many.urls),
    *ours,
]
