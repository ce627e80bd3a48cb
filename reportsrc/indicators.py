"""Which figure is which indicator, and the relations between figures that must hold.

The front of several rooms: ``ratios`` (a rate and its two numbers).
"""

from __future__ import annotations

from reportsrc.document import Document
from reportsrc.intervals import Relation
from reportsrc.ratios import rates_without_base, ratios
from reportsrc.standard import Standard

__all__ = ["Relation", "rates_without_base", "ratios", "relations"]


def relations(document: Document, standard: Standard | None = None) -> tuple[Relation, ...]:
    """Everything in the document that could be compared, ticks and crosses, in text order; see ``Relation.ties``.

    ``standard`` tells which parts are plans (default: the shipped edition); what stands there is no fact yet.
    """
    return tuple(sorted(ratios(document, standard), key=lambda one: one.rate.span))
