"""Standards: the editions in use, what each asks for, bringing in another, carrying additions to a new edition."""

from __future__ import annotations

import io

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import reportsrc
from tracker.actions import standards as deeds
from tracker.actions.refusal import Refused
from tracker.exports import XLSX
from tracker.forms.standards import CarryForm, StandardForm
from tracker.imports import standards as files
from tracker.models import Organisation, StoredStandard, User
from tracker.models.standards import load_standard, standards_above
from tracker.roles import Permission
from tracker.views import PersonRequest, require_reader


def _in_use(user: User) -> list[StoredStandard]:
    """The published editions of the person's organisations and of those above and below them."""
    return list(standards_above(user).select_related("organisation"))


def _standard(user: User, key: str) -> tuple[reportsrc.Standard, StoredStandard | None]:
    shipped = reportsrc.shipped_standards().get(key)
    if shipped is not None:
        return shipped, None
    kept = standards_above(user).filter(key=key).select_related("organisation", "made_by").first()
    if kept is None:
        raise Http404
    return load_standard(key), kept


def _bases(user: User) -> list[reportsrc.Standard]:
    return [*(load_standard(one.key) for one in _in_use(user)), *reportsrc.shipped_standards().values()]


def _require_coordinator(user: User) -> None:
    if not user.can_anywhere(Permission.RUN_CYCLE):
        raise PermissionDenied(_("您没有管理标准的权限。"))


def standards(request: PersonRequest) -> HttpResponse:
    """Every edition this person's reports may be under, and the drafts of those who may publish them."""
    require_reader(request.user)
    drafts = StoredStandard.objects.filter(
        request.user.reach(Permission.RUN_CYCLE, "organisation__"), published_at=None
    ).select_related("organisation", "made_by")
    context = {
        "kept": [(one, load_standard(one.key)) for one in _in_use(request.user)],
        "shipped": reportsrc.shipped_standards().values(),
        "drafts": drafts,
        "may_add": request.user.can_anywhere(Permission.RUN_CYCLE),
    }
    return render(request, "standards/standards.html", context)


def standard(request: PersonRequest, key: str) -> HttpResponse:
    """What one edition asks for, part by part, with the basis of each requirement and how far it was checked."""
    require_reader(request.user)
    found, kept = _standard(request.user, key)
    others = [one for one in _bases(request.user) if one.document_kind == found.document_kind and one.key != key]
    may_carry = bool(kept and kept.base_key and request.user.can(Permission.RUN_CYCLE, kept.organisation))
    added = {row.get("key") for row in kept.data.get("requirement", [])} if kept and kept.base_key else set()
    context = {
        "standard": found,
        "kept": kept,
        "parts": [(part, [one for one in found.requirements if one.part == part.key]) for part in found.parts],
        "added": added,
        "carry": CarryForm(bases=[one for one in others if kept and one.key != kept.base_key]) if may_carry else None,
    }
    return render(request, "standards/standard.html", context)


def standard_table(request: PersonRequest, key: str) -> FileResponse:
    """The edition as a workbook that a clerk can edit and bring back."""
    require_reader(request.user)
    found, _kept = _standard(request.user, key)
    stream = io.BytesIO()
    files.template(found, stream, creator=request.user.name)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{found.title}.xlsx", content_type=XLSX)


def standard_import(request: PersonRequest) -> HttpResponse:
    """Choose a file; what is wrong in it is said by place, and nothing is stored then."""
    _require_coordinator(request.user)
    within = Organisation.objects.visible_to(request.user, Permission.RUN_CYCLE)
    bound = request.method == "POST"
    form = StandardForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        within=within,
        bases=_bases(request.user),
        initial={"organisation": within.first(), "base": reportsrc.DEFAULT_STANDARD},
    )
    faults: tuple[str, ...] = ()
    if bound and form.is_valid():
        data = form.cleaned_data
        try:
            read = files.read_standard(data["file"].read(files.MOST_BYTES + 1), data["file"].name)
            draft = deeds.draft_standard(
                data["organisation"],
                files.wanted(read, load_standard(data["base"]) if data["base"] else None),
                by=request.user,
                base_key=data["base"],
                title=data["title"],
                source_name=data["file"].name,
            )
            return redirect("standard-draft", pk=draft.pk)
        except files.StandardFileError as error:
            faults = error.faults
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "faults": faults}
    return render(request, "standards/standard_import.html", context, status=422 if form.errors or faults else 200)


def _draft(user: User, pk: int) -> StoredStandard:
    mine = Q(user.reach(Permission.RUN_CYCLE, "organisation__"), published_at=None)
    return get_object_or_404(StoredStandard.objects.filter(mine).select_related("organisation", "made_by"), pk=pk)


def standard_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """The dry run: what would differ from the edition it builds on or stands beside; publish it or throw it away."""
    draft = _draft(request.user, pk)
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("discard"):
                deeds.discard_standard(draft, by=request.user)
                messages.success(request, _("草稿已删除。"))
                return redirect("standards")
            published = deeds.publish_standard(draft, by=request.user)
            messages.success(request, _("已发布。开启年度时可以选用。"))
            return redirect("standard", key=published.key)
        except Refused as refusal:
            error = str(refusal)
    made = draft.standard()
    against = _against(request.user, draft, made)
    changes = reportsrc.difference(against, made) if against else ()
    context = {"draft": draft, "standard": made, "against": against, "changes": changes, "error": error}
    return render(request, "standards/standard_draft.html", context, status=422 if error else 200)


def _against(user: User, draft: StoredStandard, made: reportsrc.Standard) -> reportsrc.Standard | None:
    """The edition a dry run is held against: the one it adds to, else the newest of its kind in use."""
    if draft.base_key:
        return load_standard(draft.base_key)
    return next((one for one in _bases(user) if one.document_kind == made.document_kind), None)


@require_POST
def standard_carry(request: PersonRequest, key: str) -> HttpResponse:
    """A draft of these additions laid over another edition."""
    _found, kept = _standard(request.user, key)
    form = CarryForm(request.POST, bases=_bases(request.user))
    if kept is None or not form.is_valid():
        messages.error(request, _("请选择要带到的标准。"))
        return redirect("standard", key=key)
    draft = deeds.carry_additions(kept, form.cleaned_data["base"], by=request.user)
    return redirect("standard-draft", pk=draft.pk)
