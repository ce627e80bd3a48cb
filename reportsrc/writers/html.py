"""A Document as a page that stands alone: headings as headings, nothing fetched, no script, printed in official format."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reportsrc.document import Document
from reportsrc.writers.docx import WrittenFile
from reportsrc.writers.illegal import count_illegal, legal, said
from reportsrc.writers.layout import PrintedAs, PrintedLine, lay_out

_STYLE = """
body { margin: 0 auto; max-width: 38em; padding: 1.5rem; font: 1.06rem/1.9 "Noto Serif CJK SC", SimSun, serif; color: #1c1c1c; }
h1 { font-size: 1.5rem; line-height: 1.5; text-align: center; margin: 1.5rem 0; }
h2, h3, h4, h5 { font-size: 1.06rem; margin: 1rem 0 0; text-indent: 2em; }
h2, .h2 { font-family: "Noto Sans CJK SC", SimHei, sans-serif; }
h3, .h3 { font-family: KaiTi, "Noto Serif CJK SC", serif; font-weight: 400; }
h4, h5, .h4, .h5 { font-weight: 400; }
p { margin: 0; text-indent: 2em; text-align: justify; overflow-wrap: anywhere; }
p.flush { text-indent: 0; } p.end { text-indent: 0; text-align: right; padding-right: 2em; }
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
@media print {
  body { max-width: none; padding: 0; font: 16pt/28.95pt FangSong_GB2312, FangSong, serif; letter-spacing: -.25pt; }
  h1 { font: 22pt/28.95pt "FZXiaoBiaoSong-B05S", SimSun, serif; margin: 0 0 28.95pt; }
  h2, h3, h4, h5 { font-size: 16pt; margin: 0; }
}
"""
_CLASSES = {
    PrintedAs.ADDRESSEE: "flush",
    PrintedAs.SIGNATURE: "end",
    PrintedAs.DATE: "end",
    PrintedAs.ATTACHMENT: "flush",
}


def write_html(document: Document) -> WrittenFile:
    """The page as UTF-8. Characters that no page can hold are taken out and counted in ``notes``."""
    title = escape(legal(document.title))
    body = "\n".join(_lines(document))
    page = (
        '<!DOCTYPE html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<article>\n{body}\n</article>\n</body>\n</html>\n"
    )
    return WrittenFile(page.encode(), tuple(said(count_illegal(document.text))))


def _lines(document: Document) -> Iterator[str]:
    lines = lay_out(document)
    titles = [line for line in lines if line.kind is PrintedAs.TITLE]
    if titles:
        yield "<h1>" + "<br>".join(escape(legal(line.text)) for line in titles) + "</h1>"
    for line in lines:
        if line.kind is not PrintedAs.TITLE:
            yield _line(line)


def _line(line: PrintedLine) -> str:
    if line.heading:
        return f"<h{line.heading + 1}>{escape(legal(line.text))}</h{line.heading + 1}>"
    if line.kind is PrintedAs.ATTACHMENT_TITLE:
        return f"<h2>{escape(legal(line.text))}</h2>"
    pieces = []
    for piece in line.pieces:
        words = escape(legal(piece.text))
        pieces.append(f'<span class="h{piece.heading + 1}">{words}</span>' if piece.heading else words)
    name = f' class="{_CLASSES[line.kind]}"' if line.kind in _CLASSES else ""
    return f"<p{name}>{''.join(pieces)}</p>"
