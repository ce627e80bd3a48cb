"""Word files made for a test."""

from __future__ import annotations

import io
import zipfile

from docx import Document as Word

TEXT = """青禾区教育局2023年度法治政府建设年度报告

2023年，区教育局依法治教。现将有关情况报告如下：

一、2023年推进法治政府建设的主要举措和成效

一是规范审批。办理申请26件。
二是开展普法。宣讲186场。

二、2023年推进法治政府建设存在的不足和原因

一是线索少，原因在于协作机制不健全。
"""


def package_of(**members: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def word_of(*paragraphs: str) -> Word:
    document = Word()
    for words in paragraphs:
        document.add_paragraph(words)
    return document


def saved(document: Word) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
