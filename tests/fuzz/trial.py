"""One input through everything that reads it; what must hold of whatever comes out."""

from __future__ import annotations

import functools
import json

import reportsrc
from reportsrc.json_shape import document_shape, finding_shapes
from reportsrc.registry import Context, run_checks


@functools.cache
def _context() -> Context:
    return Context(reportsrc.load_standard())


def trial(data: bytes) -> tuple[str, int]:
    """(``refused`` or the kind of Document, number of findings). Raises ``AssertionError`` where a promise is broken,
    and passes every other error through, but for ``ReadError``, which is one sentence.
    """
    try:
        document = reportsrc.read_bytes(data)
    except reportsrc.ReadError as refusal:
        said = str(refusal)
        assert said and "\n" not in said and said.endswith("。"), said
        return "refused", 0
    text = document.text
    assert text.strip()
    at = 0
    for passage in document.passages:
        assert at <= passage.span.start < passage.span.end <= len(text), passage
        assert not text[at : passage.span.start].strip(), "words between two passages"
        at = passage.span.end
    assert not text[at:].strip(), "words after the last passage"
    places = [figure.span for figure in document.figures]
    assert places == sorted(places)
    for figure in document.figures:
        assert figure.text == figure.span.of(text) != "" and figure.value >= 0, figure
    for part in document.parts:
        assert part.span.covers(part.heading_span) and part.heading == part.heading_span.of(text), part
        for item in part.all_items():
            assert item.text == item.span.of(text) and part.span.covers(item.span), item
    for name, span in document.metadata.spans.items():
        assert span.end <= len(text), name
    findings = run_checks(document, _context())
    assert [one.span for one in findings] == sorted(one.span for one in findings)
    for one in findings:
        assert one.quote == one.span.of(text) and one.message, one
        assert one.fix is None or one.fix.span.end <= len(text), one
    json.dumps(document_shape(document), ensure_ascii=False)
    json.dumps(finding_shapes(findings, text), ensure_ascii=False)
    return document.kind, len(findings)
