"""PDF files made for a test: words at places, in a font that is named but not embedded."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN, SIZE, PITCH = 595, 842, 79, 16, 28
PER_LINE = 27

Words = tuple[float, float, float, str]
"""Left (points), height above the bottom of the page, size of type, words."""

_NAMES = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> "
    "endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
)


def pdf_of(pages: Sequence[Sequence[Words]], *, names: str = _NAMES, author: str = "", comments: int = 0) -> bytes:
    """A PDF of these pages, with an author and so many comments on each page.

    Without ``names`` (the map from glyphs to characters) its words cannot be told."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /None /Encoding /Identity-H /DescendantFonts [4 0 R] "
        + (b"/ToUnicode 5 0 R " if names else b"")
        + b">>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /None /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /FontDescriptor 6 0 R /DW 1000 /W [32 126 500] >>",
        _stream(names.encode()),
        b"<< /Type /FontDescriptor /FontName /None /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 "
        b"/Descent -200 /CapHeight 800 /StemV 80 >>",
    ]
    notes = "<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (x) >> " * comments
    link = "<< /Type /Annot /Subtype /Link /Rect [10 10 20 20] >>"
    kids = []
    for page in pages:
        drawn = "".join(
            f"BT /F {size} Tf 1 0 0 1 {left} {height} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n"
            for left, height, size, words in page
        )
        objects.append(_stream(drawn.encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {len(objects)} 0 R "
            f"/Annots [{notes}{link}] /Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(b"<< /Author <feff%s> >>" % author.encode("utf-16-be").hex().encode())
    made = b"%PDF-1.7\n"
    offsets = []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(objects),
            len(made),
        )
    )


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def set_in_lines(paragraphs: Sequence[str], *, indent: int = 2, top: float = 720) -> list[Words]:
    """Paragraphs broken into lines as a printer sets them, the first line of each indented by so many characters.

    A first paragraph that begins with ``#`` is a title, set in the middle in larger type.
    """
    found: list[Words] = []
    height = top
    for words in paragraphs:
        if words.startswith("#"):
            left = WIDTH / 2 - (len(words) - 1) * 11
            found.append((left, height, 22, words[1:]))
            height -= 1.5 * PITCH
            continue
        room, left = PER_LINE - indent, MARGIN + indent * SIZE
        while words:
            room += words[room : room + 1] in tuple("，。、；：")  # no mark begins a line
            found.append((left, height, SIZE, words[:room]))
            words, room, left = words[room:], PER_LINE, MARGIN
            height -= PITCH
    return found
