"""Fields of labelled portal headers, on lines as printed and on one line: how many are right, and each that is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportsrc import load_standard
from reportsrc.json_shape import metadata_shape
from reportsrc.readers.assembly import read_text
from tests.bench.measuring import table

_DATA = Path(__file__).resolve().parents[2] / "tests" / "reportsrc" / "data"
LABELLED = {
    "own headers": _DATA / "metadata-cases.txt",
    "own headers, kept apart": _DATA / "metadata-headers.txt",
    "headers last written": _DATA / "metadata-last.txt",
    "headers with composed labels": _DATA / "metadata-composed.txt",
}
_BODY = (
    "\n2023年，全区坚持依法行政，扎实推进法治政府建设，群众满意度持续提升。现将有关情况报告如下：\n"
    "一、主要举措和成效\n（一）加强领导。召开会议3次。\n（二）规范执法。办理案件12件。\n二、存在的不足和原因\n一是人手不足。\n"
)


@dataclass
class Score:
    """Fields labelled or read, fields right, titles and headers wholly right, headers in all."""

    fields: int = 0
    right: int = 0
    titles: int = 0
    whole: int = 0
    headers: int = 0


def labelled(path: Path) -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    """``(name, header, values, title lines)`` of each case of a file."""
    for block in path.read_text(encoding="utf-8").split("## ")[1:]:
        name, *lines = block.rstrip("\n").split("\n")
        marks = [line[3:].partition(" ") for line in lines if line.startswith(">> ")]
        values = {key: value for key, _, value in marks if key not in ("title", "present")}
        header = "".join(f"{line}\n" for line in lines if not line.startswith(">> "))
        yield name, header, values, [value for key, _, value in marks if key == "title"]


def on_one_line(text: str) -> str:
    """The page with blanks for line breaks."""
    return " ".join(line for line in text.split("\n") if line.strip())


def run() -> Iterator[str]:
    """A table by file and shape, then each header read otherwise than labelled."""
    standard = load_standard()
    rows, odd = [], []
    for name, path in LABELLED.items():
        if not path.exists():
            continue
        for shape in ("lines", "one line"):
            score = Score()
            for case, header, values, titles in labelled(path):
                text = header + _BODY
                document = read_text(on_one_line(text) if shape == "one line" else text, standard)
                found = {key: value for key, value in metadata_shape(document.metadata).items() if value is not None}
                keys = found.keys() | values.keys()
                wrong = {key: (values.get(key), found.get(key)) for key in keys if values.get(key) != found.get(key)}
                squeezed = "".join(document.title.split())
                titled = not titles or any("".join(one.split()) in squeezed for one in titles)
                score.fields += len(keys)
                score.right += len(keys) - len(wrong)
                score.titles += titled
                score.whole += not wrong
                score.headers += 1
                if wrong or not titled:
                    odd.append(f"  {case} ({shape})  {wrong}{'' if titled else f'  title {document.title}'}")
            rows.append(
                (
                    f"{name}, {shape}",
                    str(score.headers),
                    f"{score.right / max(1, score.fields):.3f}",
                    f"{score.whole / max(1, score.headers):.3f}",
                    f"{score.titles / max(1, score.headers):.3f}",
                )
            )
    yield from table("Metadata of portal headers", ("", "headers", "fields", "whole", "titles"), rows)
    yield from odd
