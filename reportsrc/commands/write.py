"""``write``: a report as a Word document in official format, a page, or plain text."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from reportsrc.commands.files import FINE, MISUSED, complain, print_json
from reportsrc.document import KINDS, Document
from reportsrc.finding import Finding
from reportsrc.readers import read_file
from reportsrc.readers.content import ReadError
from reportsrc.registry import Context, run_checks
from reportsrc.standard import Standard
from reportsrc.writers.checking import MOST_BYTES, TemplateError, check_template
from reportsrc.writers.docx import WrittenFile, write_docx
from reportsrc.writers.html import write_html
from reportsrc.writers.plain import write_plain

AUTHOR = "reportsrc"
"""Who the comments of a working copy are by."""
_PAGES: dict[str, Callable[[Document], WrittenFile]] = {
    ".html": write_html,
    ".htm": write_html,
    ".txt": write_plain,
}


def write(options: argparse.Namespace, standard: Standard) -> int:
    """Write one report to ``--out``, in the form its ending names; with ``--comments`` what the checks find stands in it."""
    out = Path(options.out)
    ending = out.suffix.lower()
    if ending not in (".docx", *_PAGES):
        return complain(out.name or "--out", "文件名要以 .docx、.html 或 .txt 结尾。")
    if ending != ".docx" and (options.comments or options.template):
        return complain(out.name, "--comments 和 --template 只用于 .docx。")
    if os.path.exists(out) and os.path.exists(options.file) and os.path.samefile(out, options.file):
        return complain(out.name, "不能写在原文件上，请换一个文件名。")
    try:
        document = read_file(options.file, standard)
        template = _template(options.template)
        findings = _findings(document, standard) if options.comments else []
    except ReadError as error:
        return complain(options.file, error)
    except TemplateError as error:
        return complain(options.template, error)
    made = _PAGES[ending](document) if ending in _PAGES else write_docx(
        document, template=template, findings=findings, author=AUTHOR
    )  # fmt: skip
    try:
        out.write_bytes(made.data)
    except OSError as error:
        print(f"写不出 {out}：{error.strerror or error}。", file=sys.stderr)
        return MISUSED
    for note in made.notes:
        print(note, file=sys.stderr)
    if options.json:
        print_json({"file": str(out), "bytes": len(made.data), "comments": len(findings), "notes": list(made.notes)})
    else:
        print(f"已写出 {out}" + (f"，批注 {len(findings)} 条" if options.comments else ""))
    return FINE


def _template(name: str | None) -> bytes | None:
    if not name:
        return None
    try:
        with Path(name).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise TemplateError("打不开这个模板文件。") from error
    return check_template(data).data


def _findings(document: Document, standard: Standard) -> list[Finding]:
    if document.kind != "annual-report":
        raise ReadError(f"这不是法治政府建设年度报告，看来是{KINDS[document.kind]}，没有检查。")
    return list(run_checks(document, Context(standard=standard)))
