"""The text is the office's own: what comes in goes out again, code point for code point."""

import pytest

import reportsrc
from tracker.actions import entries, moves
from tracker.imports.published_report import preview, take_bytes
from tracker.models import EntryVersion
from tracker.models.composition import compose


def _decoded(data: bytes) -> str:
    return reportsrc.read_bytes(data, reportsrc.load_standard()).text


def _passages(text: str, document: reportsrc.Document) -> list[tuple[str, int, str, str]]:
    return [(one.kind.value, one.level, one.marker, one.span.of(text)) for one in document.passages]


VARIANTS = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "lone CR": lambda text: text.replace("\n", "\r"),
    "blank lines": lambda text: "\n\n" + text.replace("\n", "\n\n\n") + "\n \n",
    "ideographic indents": lambda text: text.replace("\n", "\n\u3000\u3000"),
    "tabs and no-break spaces": lambda text: text.replace("\n", "\t\n\u00a0"),
    "rare characters": lambda text: text.replace("云溪", "㐂𠀀🀄"),
    "no newline at the end": str.rstrip,
}


@pytest.mark.parametrize("variant", list(VARIANTS))
def test_composing_an_untouched_import_gives_the_decoded_text(cast, variant):
    data = VARIANTS[variant](cast.text).encode()
    take_bytes(cast.report, data, "v.txt", by=cast.drafter, replace=True)
    cast.report.refresh_from_db()
    assert compose(cast.report).document.text == data.decode() == _decoded(data)
    assert cast.report.sources.first().text == data.decode()
    assert bytes(cast.report.sources.first().content) == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_encoding_does_not_change_the_text(cast, encoding):
    take_bytes(cast.report, cast.text.encode(encoding), "v.txt", by=cast.drafter, replace=True)
    cast.report.refresh_from_db()
    assert compose(cast.report).document.text == cast.text


def test_the_published_report_comes_out_as_it_went_in(cast, published_report):
    data = published_report.read_bytes()
    take_bytes(cast.report, data, published_report.name, by=cast.drafter, replace=True)
    cast.report.refresh_from_db()
    composition = compose(cast.report)
    assert composition.document.text == data.decode("utf-8-sig")
    read = reportsrc.read_bytes(data, cast.report.standard)
    assert _passages(composition.document.text, composition.document) == _passages(read.text, read)
    assert [part.role for part in composition.document.parts] == ["measures", "shortcomings", "duties", "plans"]
    assert [sum(1 for _ in part.all_items()) for part in composition.document.parts] == [13, 5, 3, 4]


def test_reading_a_composition_gives_the_same_entries(cast):
    composition = compose(cast.report)
    read = reportsrc.read_bytes(composition.document.text.encode(), cast.report.standard)
    assert _passages(read.text, read) == _passages(composition.document.text, composition.document)
    assert [len(part.sections) for part in read.parts] == [2, 0, 0, 0]


def test_an_edited_report_is_read_back_entry_for_entry(cast):
    first = cast.items("plans")[0]
    entries.save_entry(first, "一是充实力量；", first.version, by=cast.drafter)
    shown = moves.plan_move(cast.items("shortcomings")[0], 1)
    moves.move_entry(
        cast.items("shortcomings")[0], 1, [(one.entry.pk, one.entry.version) for one in shown], by=cast.drafter
    )
    entries.add_entry(cast.part("duties"), "三是推动述法。", by=cast.drafter)
    composition = compose(cast.report)
    read = reportsrc.read_bytes(composition.document.text.encode(), cast.report.standard)
    assert _passages(read.text, read) == _passages(composition.document.text, composition.document)


def test_an_entry_with_a_marker_of_its_own_is_told_so_and_would_be_read_as_two(cast):
    first = cast.items("plans")[0]
    text = "一是充实力量；二是培训人员；"
    entries.save_entry(first, text, first.version, by=cast.drafter)
    assert reportsrc.inner_markers(text) == ("二是",)
    composition = compose(cast.report)
    read = reportsrc.read_bytes(composition.document.text.encode(), cast.report.standard)
    assert len(read.part("plans").items) == len(composition.document.part("plans").items) + 1


def test_cutting_at_the_inner_markers_makes_what_is_read_and_what_is_kept_agree(cast):
    first = cast.items("plans")[0]
    text = "一是充实力量；二是培训人员；"
    saved = entries.save_entry(first, text, first.version, by=cast.drafter)
    entries.split_entry(saved, reportsrc.cuts_of(text), saved.version, by=cast.drafter)
    composition = compose(cast.report)
    read = reportsrc.read_bytes(composition.document.text.encode(), cast.report.standard)
    assert _passages(read.text, read) == _passages(composition.document.text, composition.document)


def test_a_move_there_and_back_restores_every_character(cast):
    whole = compose(cast.report).document.text
    first = cast.items("measures")[0]
    for places in (1, -1):
        shown = moves.plan_move(cast.report.entries.get(pk=first.pk), places)
        versions = [(one.entry.pk, one.entry.version) for one in shown]
        moves.move_entry(cast.report.entries.get(pk=first.pk), places, versions, by=cast.drafter)
        if places == 1:
            assert compose(cast.report).document.text != whole
    assert compose(cast.report).document.text == whole


def test_leading_and_trailing_spaces_are_kept_as_typed(cast):
    entry = cast.items("plans")[0]
    typed = "  一是充实力量；\u3000 "
    entries.save_entry(entry, typed, entry.version, by=cast.drafter)
    assert cast.report.entries.get(pk=entry.pk).text == typed
    assert typed in compose(cast.report).document.text


def test_no_version_is_ever_altered_by_what_comes_after(cast):
    entry = cast.items("plans")[0]
    first = EntryVersion.objects.get(entry=entry)
    for number in range(3):
        entry = entries.save_entry(entry, f"一是第{number}稿；", entry.version, by=cast.drafter)
    entries.remove_entry(entry, entry.version, by=cast.drafter)
    assert EntryVersion.objects.values().get(pk=first.pk)["text"] == first.text
    texts = list(EntryVersion.objects.filter(entry=entry).order_by("version").values_list("text", flat=True))
    assert texts == [first.text, "一是第0稿；", "一是第1稿；", "一是第2稿；", "一是第2稿；"]


def test_each_position_of_the_text_leads_back_to_its_entry(cast):
    composition = compose(cast.report)
    for entry in composition.entries:
        span = composition.span_of(entry)
        assert span.of(composition.document.text) == entry.text
        for offset in (0, len(entry.text) - 1):
            place = composition.place(span.start + offset)
            assert (place.entry.pk, place.version, place.offset) == (entry.pk, entry.version, offset)


def test_a_preview_stores_nothing(cast, unchanged):
    with unchanged():
        seen = preview(cast.text.encode(), "v.txt", cast.report.standard)
    assert [(part.role, part.sections, part.items) for part in seen.parts] == [
        ("measures", 2, 4),
        ("shortcomings", 0, 2),
        ("duties", 0, 2),
        ("plans", 0, 2),
    ]
    assert "报告年度：2024" in seen.understood
    assert seen.doubtful == ()
