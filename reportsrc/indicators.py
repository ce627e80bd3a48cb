"""Which figure is which indicator, and the relations between figures that must hold: the front of several rooms.

``linking`` says which figure is which indicator; ``ratios`` finds rates and their two numbers, ``sums`` totals and
their parts, ``shares`` rates of any name beside their numbers, ``lists`` lists whose total stands elsewhere,
``changes`` values and how they changed, ``repeats`` one thing told twice. All work once a document.
"""

from __future__ import annotations

from reportsrc.catalogue import Indicator, load_catalogue
from reportsrc.changes import YearOnYear, changes, compare_change, fits, year_on_year
from reportsrc.document import Document
from reportsrc.excesses import Excess, parts_above_total
from reportsrc.intervals import Relation, alike, meet
from reportsrc.linking import SURE, LinkedFigure, link_figures, name_indicator, plans_of
from reportsrc.lists import lists
from reportsrc.nearby import bare, book_of
from reportsrc.ratios import named_otherwise, rates_without_base, ratios
from reportsrc.repeats import CONTENT, Repeat, repeats
from reportsrc.shares import shares
from reportsrc.standard import Standard
from reportsrc.sums import sums

__all__ = [
    "CONTENT",
    "SURE",
    "Excess",
    "Indicator",
    "LinkedFigure",
    "Relation",
    "Repeat",
    "YearOnYear",
    "alike",
    "bare",
    "book_of",
    "changes",
    "compare_change",
    "fits",
    "link_figures",
    "lists",
    "load_catalogue",
    "meet",
    "name_indicator",
    "named_otherwise",
    "parts_above_total",
    "plans_of",
    "rates_without_base",
    "ratios",
    "relations",
    "repeats",
    "shares",
    "sums",
    "year_on_year",
]


def relations(document: Document, standard: Standard | None = None) -> tuple[Relation, ...]:
    """Everything in the document that could be compared, ticks and crosses, in text order; see ``Relation.ties``.

    ``standard`` tells which parts are plans (default: the shipped edition); what stands there is no fact yet.
    """
    plans = plans_of(document, standard)
    others = [
        one for one in (*sums(document), *changes(document)) if not any(plan.covers(one.rate.span) for plan in plans)
    ]
    return tuple(sorted((*ratios(document, standard), *others), key=lambda one: one.rate.span))
