"""The interface in English: nothing left out of the catalogue, nothing stale in it, nothing Chinese left on a page."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

import reportsrc
from tracker import roles, workflow
from tracker.models import Activity, User

pytestmark = pytest.mark.once

CONTEXT = "\x04"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%%")
PYTHON_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PYTHON_CONTEXT_CALLS = {"pgettext", "pgettext_lazy"}
TEMPLATE_CALL = re.compile(r"""\b(p?gettext|_)\(((?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|, )+)\)""")
SAME_WORDS_AS_DATA = {"法治政府建设年度报告"}
"""Words of the interface that are also the short title of the edition, which stays Chinese."""


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "tracker" / "locale" / "en" / "LC_MESSAGES"


def _entries(source: str) -> Iterator[tuple[str, str, str]]:
    """(flags, key, translation) of each entry of a catalogue without plural forms."""
    for block in source.split("\n\n"):
        fields: dict[str, str] = {}
        name, flags = "", ""
        for line in block.splitlines():
            if line.startswith("#,"):
                flags += line
            elif not line.startswith("#") and line.strip():
                if not line.startswith('"'):
                    name, line = line.split(" ", 1)
                fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if "msgid" in fields:
            context = fields.get("msgctxt", "")
            yield flags, (context + CONTEXT if context else "") + fields["msgid"], fields["msgstr"]


@pytest.fixture(scope="module")
def catalogue(folder: Path) -> dict[str, str]:
    source = (folder / "django.po").read_text(encoding="utf-8")
    return {key: words for _flags, key, words in _entries(source)}


def test_every_message_has_a_translation_and_none_is_a_guess(folder: Path) -> None:
    entries = list(_entries((folder / "django.po").read_text(encoding="utf-8")))
    assert len(entries) > 400
    assert [key for _flags, key, words in entries if not words] == []
    assert [key for flags, key, _words in entries if "fuzzy" in flags] == []


def test_no_translation_holds_chinese_words_or_punctuation(catalogue: dict[str, str]) -> None:
    # Curved quotes are drawn as wide as a Chinese character by the fonts of the pages.
    assert {key: words for key, words in catalogue.items() if re.search(f"{CHINESE.pattern}|[‘’“”]", words)} == {}


def test_placeholders_agree(catalogue: dict[str, str]) -> None:
    differing = {
        key: words
        for key, words in catalogue.items()
        if key and sorted(PLACEHOLDER.findall(key)) != sorted(PLACEHOLDER.findall(words))
    }
    assert differing == {}


def test_the_compiled_catalogue_is_what_the_source_compiles_to(folder: Path, catalogue: dict[str, str]) -> None:
    with (folder / "django.mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for key, words in catalogue.items():
        context, _separator, message = key.rpartition(CONTEXT)
        if message:
            assert (compiled.pgettext(context, message) if context else compiled.gettext(message)) == words
    assert set(compiled._catalog) == set(catalogue)


def _words_in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if node.func.id in PYTHON_CALLS and len(said) == 1:
            yield said[0]
        elif node.func.id in PYTHON_CONTEXT_CALLS and len(said) == 2:
            yield CONTEXT.join(said)


def _words_in_template(source: str) -> Iterator[str]:
    for _call, arguments in TEMPLATE_CALL.findall(templatize(source)):
        said = ast.literal_eval(f"({arguments},)")
        yield CONTEXT.join(said)


def test_every_word_marked_for_translation_is_in_the_catalogue(root: Path, catalogue: dict[str, str]) -> None:
    marked: dict[str, str] = {}
    for file in (root / "tracker").rglob("*.py"):
        if "migrations" not in file.parts:
            marked |= dict.fromkeys(_words_in_python(file.read_text(encoding="utf-8")), file.name)
    for file in (root / "templates").rglob("*.html"):
        marked |= dict.fromkeys(_words_in_template(file.read_text(encoding="utf-8")), file.name)
    assert len(marked) > 400
    absent = {word: name for word, name in marked.items() if word not in catalogue}
    assert absent == {}, "make messages, then translate"


def test_every_word_of_the_modules_without_django_is_in_the_catalogue(catalogue: dict[str, str]) -> None:
    words = [*workflow.LABELS.values(), *workflow.NEXT.values(), *roles.LABELS.values()]
    words += [step.label for step in workflow.STEPS.values()]
    words += [f"step{CONTEXT}{step.label}" for step in workflow.STEPS.values()]
    words += [one.label for one in reportsrc.Obligation]
    assert [word for word in words if word not in catalogue] == []


def test_chinese_pages_say_a_step_without_its_context() -> None:
    with translation.override("zh-hans"):
        for step in workflow.STEPS.values():
            assert translation.pgettext("step", step.label) == step.label


def _english(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.django_db
def test_the_way_in_speaks_english_too() -> None:
    page = _english(None).get("/accounts/login/").content.decode()
    assert "Log in" in page
    assert "state secrets" in page
    assert "登录" not in page


@pytest.mark.django_db
def test_what_is_recorded_stays_chinese_whoever_works_in_english(cast) -> None:
    cast.submit()
    address = reverse("mark", args=[cast.report.pk, "measures.steps"])
    assert _english(cast.reviewer).post(address, {"result": "complete"}).status_code == 302
    assert _english(cast.reviewer).post(reverse("report-inspect", args=[cast.report.pk])).status_code == 302
    details = list(
        Activity.objects.filter(deed__in=["requirement-marked", "inspected"]).values_list("detail", flat=True)
    )
    assert any(detail.startswith("完整：") for detail in details)
    assert any("按需检查" in detail for detail in details)


@pytest.mark.django_db
def test_what_was_understood_of_a_file_is_said_in_english_with_the_reports_own_words(cast) -> None:
    file = SimpleUploadedFile("新.txt", cast.text.encode())
    answer = _english(cast.drafter).post(reverse("import", args=[cast.report.pk]), {"file": file}, follow=True)
    page = answer.content.decode()
    assert "Reported year: 2024" in page
    assert "Title: 云溪区民政局2024年法治政府建设年度报告" in page
    assert "报告年度：" not in page


@pytest.mark.django_db
def test_a_workbook_taken_from_an_english_page_is_chinese(cast) -> None:
    answer = _english(cast.coordinator).get(reverse("export", args=["summary"]), {"year": "2024", "status": "drafting"})
    assert unquote(answer["Content-Disposition"]).count("汇总表") == 1
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    words = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert any("报告年度：2024；状态：起草中" in one for one in words)
    english = {"Drafting", "Department", "Not marked", "Reported year", "Status"}
    assert english & words == set()


TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
CHARACTERS = re.compile(r"[\u4e00-\u9fff]")
CHINESE_ON_PURPOSE = {"中文"}
"""The switch to Chinese says so in Chinese."""


def test_no_chinese_word_stands_in_a_page_without_being_marked_for_translation(root: Path) -> None:
    found = []
    for file in (root / "templates").rglob("*.html"):
        if file.parent.name == FOR_THE_PUBLIC:
            continue
        source = re.sub(
            r"\{% (?:blocktranslate|comment).*?\{% end(?:blocktranslate|comment) %\}",
            "",
            file.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        for line in TAGS.sub("", source).splitlines():
            if CHARACTERS.search(line) and not any(one in line for one in CHINESE_ON_PURPOSE):
                found.append(f"{file.name}: {line.strip()[:60]}")
    assert found == []


def _unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Chinese text in a file's code that no call takes as something to be translated; texts that explain are none."""
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in PYTHON_CALLS | PYTHON_CONTEXT_CALLS or called in REFUSING:
                marked |= {id(one) for part in (*node.args, *node.keywords) for one in ast.walk(part)}
        if isinstance(node, ast.Compare):
            marked |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(id(node.value))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if CHARACTERS.search(text) and id(node) not in marked:
            yield node.lineno, text


REFUSING = {"Refused", "Denied"}
"""Refusals carry their sentence in the language of the record, Chinese (see ``test_what_is_recorded_stays_chinese…``)."""
CHINESE_ANYWAY = {
    "单位名单.xlsx", "按需检查", "公文模板.docx", "历年数据表（", "个单位", "逐项评定表（", "份报告",
}  # fmt: skip
"""Names of files that are Chinese, and an occasion as it is put on record."""
FOR_THE_PUBLIC = "public"
"""The copies that anybody reads are official documents with the portal's own words: Chinese, whoever reads them."""


def test_what_views_forms_tables_and_filters_say_is_marked_for_translation(root: Path) -> None:
    found = []
    for room in ("views", "forms", "tables", "filters", "templatetags"):
        for file in sorted((root / "tracker" / room).glob("*.py")):
            if (room, file.stem) == ("views", FOR_THE_PUBLIC):
                continue
            for line, text in _unmarked(ast.parse(file.read_text(encoding="utf-8"))):
                if text not in CHINESE_ANYWAY:
                    found.append(f"{room}/{file.name}:{line} {text[:40]}")
    assert found == []
