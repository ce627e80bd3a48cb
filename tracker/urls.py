"""Addresses of the site."""

from django.urls import URLPattern, URLResolver, include, path

from tracker.views import dashboards, entries, imports, reports, review

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboards.my_tasks, name="my-tasks"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/read/", reports.read, name="report-read"),
    path("reports/<int:pk>/step/<slug:key>/", reports.step, name="report-step"),
    path("reports/<int:pk>/inspect/", reports.inspect, name="report-inspect"),
    path("reports/<int:pk>/import/", imports.upload, name="import"),
    path("reports/<int:pk>/import/<int:source>/", imports.preview, name="import-preview"),
    path("reports/<int:pk>/review/", review.start, name="review-start"),
    path("reports/<int:pk>/review/<slug:role>/", review.judge, name="review"),
    path("reports/<int:pk>/review/<slug:role>/advisory/", review.mark_advisory, name="mark-advisory"),
    path("reports/<int:pk>/mark/<str:key>/", review.mark, name="mark"),
    path("parts/<int:pk>/", entries.part, name="part"),
    path("parts/<int:pk>/add/", entries.add, name="entry-add"),
    path("parts/<int:pk>/paste/", entries.paste, name="part-paste"),
    path("parts/<int:pk>/declare/", entries.declare, name="part-declare"),
    path("parts/<int:pk>/propose/<str:key>/", review.propose, name="propose"),
    path("entries/<int:pk>/", entries.line, name="entry"),
    path("entries/<int:pk>/save/", entries.save, name="entry-save"),
    path("entries/<int:pk>/remove/", entries.remove, name="entry-remove"),
    path("entries/<int:pk>/restore/", entries.restore, name="entry-restore"),
    path("entries/<int:pk>/split/", entries.split, name="entry-split"),
    path("entries/<int:pk>/merge/", entries.merge, name="entry-merge"),
    path("entries/<int:pk>/move/", entries.move, name="entry-move"),
    path("entries/<int:pk>/reclassify/", entries.reclassify, name="entry-reclassify"),
    path("entries/<int:pk>/history/", entries.history, name="entry-history"),
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
