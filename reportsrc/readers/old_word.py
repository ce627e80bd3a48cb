"""Word's and WPS's old format (OLE2: .doc, .wps): converted to docx in a process of its own, then read as docx."""

from __future__ import annotations

import tempfile
from pathlib import Path

from reportsrc.readers.apart import Failure, RefusedError, answer, run_apart
from reportsrc.readers.content import ENCRYPTED, OLD_WORD, ReadError


def docx_of(data: bytes) -> bytes:
    """The docx of an old Word or WPS file. Raises ``ReadError``."""
    made = run_apart(__name__, data)
    if isinstance(made, Failure):
        raise ReadError(ENCRYPTED if made is Failure.ENCRYPTED else OLD_WORD)
    return made


def converted(data: bytes) -> bytes:
    """The conversion itself. Raises ``RefusedError`` on a locked file; what else the library raises passes through."""
    from doc2docx import convert
    from doc2docx.errors import EncryptedDocumentError

    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old.doc"), Path(folder, "new.docx")
        old.write_bytes(data)
        try:
            convert(old, new)
        except EncryptedDocumentError as error:
            raise RefusedError(Failure.ENCRYPTED) from error
        return new.read_bytes()


if __name__ == "__main__":
    answer(converted)
