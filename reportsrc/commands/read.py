"""``read`` and ``figures``: the structure of a report, the figures of any text."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from reportsrc.commands.files import FINE, complain, each, gather, print_json, single
from reportsrc.document import KINDS, Document
from reportsrc.figures import once_per_metric
from reportsrc.json_shape import document_shape, figure_shape
from reportsrc.readers import read_file
from reportsrc.readers.content import ReadError
from reportsrc.readers.views import figures_of
from reportsrc.standard import Standard
from reportsrc.text import Lines


def read(options: argparse.Namespace, standard: Standard) -> int:
    """Print what each file is, its metadata, parts and figures."""
    files, wrong = gather(options.files)
    status = max((complain(*one.split("：", 1)) for one in wrong), default=FINE)
    shapes: list[dict[str, Any]] = []
    for file, document in each(files, partial(read_file, standard=standard)):
        if isinstance(document, ReadError):
            status = complain(file.name, document)
        elif options.json:
            shape = document_shape(document)
            shapes.append(shape if single(options.files, files) else {"file": file.name, **shape})
        else:
            _print_document(file.name, document, standard)
    if options.json and shapes:
        print_json(shapes[0] if single(options.files, files) else shapes)
    return status


def figures(options: argparse.Namespace, standard: Standard) -> int:
    """Print the figures of each file, in text order."""
    files, wrong = gather(options.files)
    status = max((complain(*one.split("：", 1)) for one in wrong), default=FINE)
    shapes: list[dict[str, Any]] = []
    read_any = False
    for file, document in each(files, partial(read_file, standard=standard)):
        if isinstance(document, ReadError):
            status = complain(file.name, document)
            continue
        read_any = True
        lines = Lines(document.text)
        for one in (figure_shape(figure, lines) for figure in once_per_metric(figures_of(document.text))):
            if options.json:
                shapes.append(one if single(options.files, files) else {"file": file.name, **one})
            else:
                about = f"{one['approximator']} {one['direction']}".strip()
                print(f"{file.name}:{one['line']}: {one['text']}　= {one['value']} {one['unit']}　{about}".rstrip())
    if options.json and read_any:
        print_json(shapes)
    return status


def _print_document(name: str, document: Document, standard: Standard) -> None:
    print(f"{name}：{KINDS.get(document.kind, document.kind)}")
    print(f"  标题　{document.title or '（没有认出）'}")
    print(f"  单位　{document.organisation or '（没有认出）'}")
    print(f"  年度　{document.year or '（没有认出）'}")
    for key, value in document_shape(document)["metadata"].items():
        if value:
            print(f"  {key}　{value}")
    for part in document.parts:
        role = getattr(standard.part(part.role), "name", part.role)
        items = sum(1 for _ in part.all_items())
        print(f"  [{role}] {part.heading}　{len(part.sections)}节 {items}条")
        for section in part.sections:
            print(f"      {section.heading[:40]}　{len(section.items)}条")
    print(f"  数据　{len(document.figures)}处")
    for state in document.states:
        print(f"  状态　{state}")
    for note in document.notes:
        print(f"  说明　{note}")
