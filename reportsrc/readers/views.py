"""A Document laid over another form of its text: read in one form, kept and shown in the other."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass, replace

from reportsrc.document import Document, Figure, Metadata, build_parts
from reportsrc.figures import find_figures
from reportsrc.finding import Finding, Fix, Place
from reportsrc.script import reading_view, simplified
from reportsrc.text import Span, View

_WORDS_OF_METADATA = ("index_number", "issuer", "openness", "doc_number", "source", "topic", "genre")


def laid_over(document: Document, text: str, place: Callable[[Span], Span], words: Callable[[str], str]) -> Document:
    """``document`` over ``text``: ``place`` moves its spans there, ``words`` what it says without a span."""
    passages = tuple(replace(one, span=place(one.span)) for one in document.passages)
    metadata = document.metadata
    told = {name: words(value) for name in _WORDS_OF_METADATA if (value := getattr(metadata, name)) is not None}
    preamble_span = document.preamble_span and place(document.preamble_span)
    return replace(
        document,
        text=text,
        title=words(document.title),
        organisation=words(document.organisation),
        metadata=_metadata(metadata, told, place),
        preamble=preamble_span.of(text) if preamble_span else "",
        parts=build_parts(text, passages),
        figures=tuple(_figure(figure, text, place) for figure in document.figures),
        passages=passages,
        title_span=document.title_span and place(document.title_span),
        preamble_span=preamble_span,
    )


def _figure(figure: Figure, text: str, place: Callable[[Span], Span]) -> Figure:
    span = place(figure.span)
    return replace(figure, span=span, text=span.of(text), metrics=tuple(place(one) for one in figure.metrics))


def figures_of(text: str) -> tuple[Figure, ...]:
    """The figures of any text, in whichever characters (see ``figures.find_figures``)."""
    view = reading_view(text)
    if view is None:
        return find_figures(text)
    return tuple(_figure(figure, text, lambda span: _behind(view, span)) for figure in find_figures(view.text))


def _metadata(metadata: Metadata, told: dict[str, str], place: Callable[[Span], Span]) -> Metadata:
    spans = {name: place(span) for name, span in metadata.spans.items()}
    return replace(metadata, spans=spans, **told)  # type: ignore[arg-type]  # all of told are fields of words


def laid_back(document: Document, text: str, view: View) -> Document:
    """``document``, read from ``view``, over the text the view is of. Names are given as printed, without glosses."""
    bare = "".join(map(text.__getitem__, view.offsets[:-1]))
    kept = [at for at, character in enumerate(view.text) if not character.isspace()]
    dense = "".join(view.text[at] for at in kept)

    def words(said: str) -> str:
        at = view.text.find(said)
        if at >= 0:
            return bare[at : at + len(said)]
        squeezed = "".join(said.split())
        at = dense.find(squeezed)
        if not squeezed or at < 0:
            return said
        found = iter(bare[place] for place in kept[at : at + len(squeezed)])
        return "".join(character if character.isspace() else next(found) for character in said)

    return laid_over(document, text, lambda span: _behind(view, span), words)


def _behind(view: View, span: Span) -> Span:
    """The verbatim span of a span of the view; the gloss of its last character belongs to it."""
    return Span(view.offsets[span.start], view.offsets[span.end])


@dataclass(frozen=True, slots=True)
class AsRead:
    """A Document in the form its text is read in, and the way back for what is found there."""

    document: Document
    view: View
    text: str

    def laid_back(self, finding: Finding) -> Finding:
        """A finding of ``document`` at its place in the text. A fix that would write Chinese characters is left out:
        it speaks in the characters of the view.
        """
        span = self._span(finding.span)
        related = tuple(
            Place(here, here.of(self.text)) if place.quote == place.span.of(self.document.text) else place
            for place in finding.related
            for here in (self._span(place.span),)
        )
        fix = finding.fix
        if fix is not None:
            safe = not any("\u3400" <= character <= "\u9fff" for character in fix.replacement)
            here = self._span(fix.span)
            safe = safe and len(here) == len(fix.span)
            fix = Fix(here, fix.replacement, fix.label) if safe else None
        return replace(finding, span=span, quote=span.of(self.text), related=related, fix=fix)

    def _span(self, span: Span) -> Span:
        return _behind(self.view, span) if span.end < len(self.view.offsets) else span


def as_read(document: Document) -> AsRead | None:
    """``document`` in the form its text is read in; None where that is the text itself."""
    view = reading_view(document.text)
    if view is None:
        return None
    offsets = view.offsets

    def place(span: Span) -> Span:
        start = bisect.bisect_left(offsets, span.start, 0, len(offsets) - 1)
        end = bisect.bisect_left(offsets, span.end, 0, len(offsets) - 1)
        return Span(start, max(start, end))

    def words(said: str) -> str:
        return simplified(said) if (of := reading_view(said)) is None else simplified(of.text)

    return AsRead(laid_over(document, view.text, place, words), view, document.text)
