"""Out to Excel and in again: whatever the texts are, nothing changes, code point for code point."""

from __future__ import annotations

import io
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tracker.filled_books import Filled
from tracker.actions import form_entries
from tracker.actions.form_plan import plan_form
from tracker.imports import form_in, form_out
from tracker.models import Entry, EntryVersion
from tracker.models.composition import compose
from tracker.workbooks import child, safe
from tracker.workbooks.safe import as_read

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PIECES = st.sampled_from([
    "一是", "（一）", "1.", "执法", "。", "；", " ", "　", "\n", "\r\n", "\r", "\t", "=", "+1", "-", "@SUM(A1)", "'", '"', "_x000D_", "_x005F_",
    "x005F_", "😀", "👨‍👩‍👧", "𠀀", "é", "é", "\u200b", "\xa0", "\x0b", "\x00", "\x1f", "\x7f", "\ufffe", "\u2028", "\x85", "&amp;", "<b>",
    "]]>", "#REF!", "TRUE", "1e5", "2025-01-01", "007", "ids 1.1", "report-form/1;part=plans", "n1",
])  # fmt: skip
TEXTS = st.lists(
    st.one_of(PIECES, st.text(st.characters(exclude_categories=["Cs"]), max_size=6)), min_size=1, max_size=12
)


SLOW = settings(
    deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""An example is a whole workbook: what fails is shown as it was found."""


def _set(report, texts: list[str]) -> None:
    for entry, text in zip(report.entries.standing(), texts, strict=False):
        Entry.objects.filter(pk=entry.pk).update(text=text)


@settings(SLOW, max_examples=12)
@given(st.lists(TEXTS.map("".join).filter(str.strip), min_size=12, max_size=20))
def test_a_form_out_and_in_again_changes_nothing(cast, texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safe, "_ask", lambda files: [child.answer(one) for one in files])
        _set(cast.report, texts)
        plan = Filled(cast.report, cast.drafter).plan()
    assert plan.empty
    assert plan.faults == [] or {one.message[-15:] for one in plan.faults} == {"个字符是看不见的控制字符，请删去。"}


@settings(SLOW, max_examples=4)
@given(
    st.lists(
        TEXTS.map("".join).map(as_read).filter(lambda one: one.strip() and "_x" not in one), min_size=3, max_size=3
    )
)
def test_what_is_typed_comes_in_as_it_was_typed(cast, texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(safe, "_ask", lambda files: [child.answer(one) for one in files])
        filled = Filled(cast.report, cast.drafter)
        row = filled.blank("plans")
        for at, text in enumerate(texts):
            filled.write("plans", row + at, text)
        plan = filled.plan()
    assert [one.text for one in plan.parts[3].added] == texts


@pytest.mark.office
def test_a_form_saved_by_libreoffice_comes_back_as_it_went(cast, tmp_path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is needed for this test"
    texts = [
        "=1+1是公式样",
        " 两头有空格 ",
        "一是第一行\n第二行",
        "😀𠀀 e\u0301",
        "007",
        "2025-01-01",
        "+86，-1，@甲",
        "'引号",
        "_x000D_",
        "TRUE",
    ]
    items = [one.pk for one in cast.report.entries.standing().filter(kind="item")]
    for pk, text in zip(items, texts, strict=False):
        Entry.objects.filter(pk=pk).update(text=text)
    before, versions = compose(cast.report).document.text, EntryVersion.objects.count()
    filled = Filled(cast.report, cast.drafter)
    row = filled.blank("plans")
    filled.write("plans", row, "三是表格里加的。")
    source, out = tmp_path / "in.xlsx", tmp_path / "out"
    source.write_bytes(filled.data)
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=180)
    (read,) = form_in.read_forms([(out / "in.xlsx").read_bytes()])
    assert isinstance(read, form_in.FormRead), read
    plan = plan_form(cast.report, read.data)
    assert plan.faults == [] and plan.clashes == []
    assert plan.counts == {"added": 1, "changed": 0, "removed": 0, "moved": 0}
    kept = form_entries.keep_form(cast.report, "x.xlsx", "", read.data, by=cast.drafter, batch="b")
    form_entries.take_form(kept, plan.digest, {}, by=cast.drafter)
    assert EntryVersion.objects.count() == versions + 1
    assert compose(cast.report).document.text.replace("\n三是表格里加的。", "") == before
    stream = io.BytesIO()
    form_out.write(cast.report, stream, by=cast.drafter)
    assert stream.getvalue()[:2] == b"PK"
