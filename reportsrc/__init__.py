"""Read, check and write an annual report. Knows no Django.

The names below are the front door: whoever uses this package from outside imports nothing else.
"""

from reportsrc.catalogue import Indicator, load_catalogue
from reportsrc.comparison import (
    PROMISES,
    REMEDIES,
    Answer,
    Comparison,
    Pair,
    SentenceChange,
    answers,
    compare,
    sentence_prints,
)
from reportsrc.coverage import Coverage, address
from reportsrc.document import (
    KINDS,
    Document,
    Figure,
    Item,
    Metadata,
    Part,
    Passage,
    PassageKind,
    Section,
)
from reportsrc.editions import MOST_REQUIREMENTS, EditionChange, Misfit, difference, extend, shape_of, words_of
from reportsrc.figures import find_figures
from reportsrc.finding import Finding, Fix, Place, Severity
from reportsrc.indicators import LinkedFigure, Relation, link_figures, relations
from reportsrc.json_shape import document_shape
from reportsrc.markers import cuts_of, inner_markers, marker_of
from reportsrc.readers import read_bytes, read_file
from reportsrc.readers.assembly import assemble, read_fragment, read_text
from reportsrc.readers.content import ReadError
from reportsrc.readers.plain import decode
from reportsrc.registry import (
    Check,
    Context,
    FiledFigure,
    Option,
    all_checks,
    engine_digest,
    fingerprints,
    run_checks,
    settle,
)
from reportsrc.ruleset import SHIPPED as SHIPPED_RULES
from reportsrc.ruleset import Field, RuleSet, RuleSetError, TermList, term_lists
from reportsrc.standard import DEFAULT as DEFAULT_STANDARD
from reportsrc.standard import (
    Basis,
    DueDate,
    EntryForm,
    Obligation,
    RequiredPart,
    Requirement,
    Standard,
    StandardError,
    Verification,
)
from reportsrc.standard import load as load_standard
from reportsrc.standard import parse as parse_standard
from reportsrc.standard import shipped as shipped_standards
from reportsrc.text import Lines, Span, sentences
from reportsrc.writers.checking import CheckedTemplate, SetStyle, TemplateError, check_template
from reportsrc.writers.docx import BODY_MARK, WrittenFile, write_docx
from reportsrc.writers.html import write_html
from reportsrc.writers.illegal import legal as without_illegal
from reportsrc.writers.layout import Piece, PrintedAs, PrintedLine, lay_out
from reportsrc.writers.plain import write_plain
from reportsrc.writers.template import shipped_template

__all__ = [
    "BODY_MARK",
    "DEFAULT_STANDARD",
    "KINDS",
    "MOST_REQUIREMENTS",
    "PROMISES",
    "REMEDIES",
    "SHIPPED_RULES",
    "Answer",
    "Basis",
    "Check",
    "CheckedTemplate",
    "Comparison",
    "Context",
    "Coverage",
    "Document",
    "DueDate",
    "EditionChange",
    "EntryForm",
    "Field",
    "Figure",
    "FiledFigure",
    "Finding",
    "Fix",
    "Indicator",
    "Item",
    "Lines",
    "LinkedFigure",
    "Metadata",
    "Misfit",
    "Obligation",
    "Option",
    "Pair",
    "Part",
    "Passage",
    "PassageKind",
    "Piece",
    "Place",
    "PrintedAs",
    "PrintedLine",
    "ReadError",
    "Relation",
    "RequiredPart",
    "Requirement",
    "RuleSet",
    "RuleSetError",
    "Section",
    "SentenceChange",
    "SetStyle",
    "Severity",
    "Span",
    "Standard",
    "StandardError",
    "TemplateError",
    "TermList",
    "Verification",
    "WrittenFile",
    "address",
    "all_checks",
    "answers",
    "assemble",
    "check_template",
    "compare",
    "cuts_of",
    "decode",
    "difference",
    "document_shape",
    "engine_digest",
    "extend",
    "find_figures",
    "fingerprints",
    "inner_markers",
    "lay_out",
    "link_figures",
    "load_catalogue",
    "load_standard",
    "marker_of",
    "parse_standard",
    "read_bytes",
    "read_file",
    "read_fragment",
    "read_text",
    "relations",
    "run_checks",
    "sentence_prints",
    "sentences",
    "settle",
    "shape_of",
    "shipped_standards",
    "shipped_template",
    "term_lists",
    "without_illegal",
    "words_of",
    "write_docx",
    "write_html",
    "write_plain",
]
