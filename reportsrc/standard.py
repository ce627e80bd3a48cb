"""A reporting standard as data: its parts, requirements and due dates, loaded from ``standards/*.toml``.

One file is one edition; a published edition is never edited. Code knows the five entry forms, never
the number or the order of the parts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from reportsrc.text import fold


class StandardError(ValueError):
    """A standard's data does not hold together; the message says where, in Chinese."""


class EntryForm(StrEnum):
    """What the items of a part are kept as."""

    MEASURE = "measure"
    SHORTCOMING = "shortcoming"
    DUTY = "duty"
    PLAN = "plan"
    PLAIN = "plain"


class Obligation(StrEnum):
    """Whose demand a requirement is. Statutory and local ones gate completeness, advisory ones do not."""

    STATUTORY = "statutory"
    LOCAL = "local"
    ADVISORY = "advisory"

    @property
    def gates(self) -> bool:
        """True if the requirement counts in 完整度."""
        return self is not Obligation.ADVISORY

    @property
    def label(self) -> str:
        """The word people read: 法定, 地方, 参考."""
        return {"statutory": "法定", "local": "地方", "advisory": "参考"}[self.value]


class Verification(StrEnum):
    """How far a citation was checked. Everything but ``VERIFIED`` is shown as 待核对."""

    VERIFIED = "verified"
    QUOTED = "quoted"
    UNVERIFIED = "unverified"


KINDS = ("government", "department", "township")
"""Kinds of organisation a requirement or due date can apply to: a party committee and government that
report jointly; a government department; a township or sub-district."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation: what is cited, the article as far as known, and how far that was checked."""

    title: str
    article: str = ""
    verification: Verification = Verification.UNVERIFIED

    def __str__(self) -> str:
        """The citation as shown, ending in （待核对） unless it was verified."""
        mark = "" if self.verification is Verification.VERIFIED else "（待核对）"
        return f"{self.title}{self.article}{mark}"


@dataclass(frozen=True, slots=True)
class RequiredPart:
    """A part the standard asks for.

    ``year_offset``: the year its heading should name, relative to the reported year. ``headings`` are scored
    words by which a heading is known to have this role: word → weight (negative: speaks against it).
    """

    key: str
    name: str
    form: EntryForm
    required: bool
    heading: str
    year_offset: int
    headings: Mapping[str, int]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a report must or should contain.

    ``words`` are alternatives by which its place in a text is found; an alternative ``A+B`` wants both within
    one sentence. ``scope`` lists the part keys where it is looked for (empty: the whole text). ``figures``
    name the units it is expected to bring (empty: none). ``applies_to`` are kinds of organisation. ``example`` shows what
    good looks like, in invented words: it is no part of what is asked.
    """

    key: str
    part: str
    text: str
    basis: Basis
    obligation: Obligation
    applies_to: tuple[str, ...]
    words: tuple[str, ...]
    scope: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    area: str = ""
    hint: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class DueDate:
    """A date in the year after the reported year. ``kind``: ``report`` or ``publish``; ``inclusive``: the day
    counts."""

    kind: str
    applies_to: tuple[str, ...]
    month: int
    day: int
    inclusive: bool
    to: str
    basis: Basis

    def on(self, reported_year: int) -> date:
        """The date for one reported year."""
        return date(reported_year + 1, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Standard:
    """One edition of one reporting standard."""

    key: str
    title: str
    short_title: str
    document_kind: str
    first_year: int
    last_year: int | None
    basis: Basis
    parts: tuple[RequiredPart, ...]
    requirements: tuple[Requirement, ...]
    due_dates: tuple[DueDate, ...]
    masks: tuple[str, ...]
    title_words: tuple[str, ...]
    areas: tuple[str, ...] = ()

    def part(self, key: str) -> RequiredPart | None:
        """The part with this key, else None."""
        return next((part for part in self.parts if part.key == key), None)

    def requirement(self, key: str) -> Requirement | None:
        """The requirement with this key, else None."""
        return next((one for one in self.requirements if one.key == key), None)

    def for_kind(self, kind: str) -> tuple[Requirement, ...]:
        """The requirements that apply to a kind of organisation, in the standard's order."""
        return tuple(one for one in self.requirements if kind in one.applies_to)

    def due(self, kind: str, organisation_kind: str) -> DueDate | None:
        """The due date of a kind (``report``, ``publish``) for a kind of organisation."""
        return next((one for one in self.due_dates if one.kind == kind and organisation_kind in one.applies_to), None)

    def stated_for(self, year: int) -> bool:
        """True if the edition says it is for this reported year; later years use it as 沿用，待核对."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


DEFAULT = "law-gov-2019"

_KEY = re.compile(r"[a-z][a-z0-9-]{0,40}(\.[a-z0-9][a-z0-9-]{0,40})?")


def _basis(data: Any, titles: Mapping[str, str], where: str) -> Basis:
    if not isinstance(data, Mapping) or "title" not in data:
        raise StandardError(f"{where}：没有写明依据")
    try:
        level = Verification(data.get("verification", "unverified"))
    except ValueError as error:
        raise StandardError(f"{where}：依据的核对程度只能是 verified、quoted、unverified") from error
    name = str(data["title"])
    return Basis(titles.get(name, name), str(data.get("article", "")), level)


def _words(data: Any, where: str) -> tuple[str, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str) or not all(isinstance(x, str) and x for x in data):
        raise StandardError(f"{where}：应为文字列表")
    return tuple(data)


def _kinds(data: Any, where: str) -> tuple[str, ...]:
    kinds = _words(data, where)
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise StandardError(f"{where}：不认识的单位类别 {'、'.join(unknown)}")
    return kinds


def parse(data: Mapping[str, Any]) -> Standard:
    """A ``Standard`` from TOML data. Raises ``StandardError`` with the place and the reason."""
    try:
        return _parse(data)
    except StandardError:
        raise
    except KeyError as error:
        raise StandardError(f"缺少项目 {error.args[0]}") from error
    except (TypeError, AttributeError, ValueError) as error:
        raise StandardError(f"格式不对：{error}") from error


def _parse(data: Mapping[str, Any]) -> Standard:
    titles = {str(k): str(v) for k, v in data.get("sources", {}).items()}
    parts = tuple(
        RequiredPart(
            key=p["key"],
            name=p["name"],
            form=EntryForm(p["form"]),
            required=bool(p.get("required", True)),
            heading=p["heading"],
            year_offset=int(p.get("year_offset", 0)),
            headings={fold(str(w)): int(n) for w, n in p["headings"].items()},
            basis=_basis(p.get("basis"), titles, p["key"]),
        )
        for p in data["part"]
    )
    keys = {part.key for part in parts}
    requirements = tuple(
        Requirement(
            key=r["key"],
            part=r["part"],
            text=r["text"],
            basis=_basis(r.get("basis"), titles, r["key"]),
            obligation=Obligation(r["obligation"]),
            applies_to=_kinds(r.get("applies_to", list(KINDS)), r["key"]),
            words=_words(r["words"], r["key"]),
            scope=_words(r.get("scope", []), r["key"]),
            figures=_words(r.get("figures", []), r["key"]),
            area=str(r.get("area", "")),
            hint=str(r.get("hint", "")),
            example=str(r.get("example", "")),
        )
        for r in data["requirement"]
    )
    seen: set[str] = set()
    for one in requirements:
        if not _KEY.fullmatch(one.key) or one.key in seen:
            raise StandardError(f"{one.key}：编号重复或不合格式")
        seen.add(one.key)
        if one.part not in keys or not set(one.scope) <= keys:
            raise StandardError(f"{one.key}：所属部分不在本标准中")
        if not one.words:
            raise StandardError(f"{one.key}：没有用来查找的词语")
    due = tuple(
        DueDate(
            d["kind"],
            _kinds(d["applies_to"], "due"),
            int(d["month"]),
            int(d["day"]),
            bool(d.get("inclusive", True)),
            str(d.get("to", "")),
            _basis(d.get("basis"), titles, "due"),
        )
        for d in data.get("due", [])
    )
    return Standard(
        key=data["key"],
        title=data["title"],
        short_title=data.get("short_title", data["title"]),
        document_kind=data["document_kind"],
        first_year=int(data["first_year"]),
        last_year=data.get("last_year"),
        basis=_basis(data["basis"], titles, "basis"),
        parts=parts,
        requirements=requirements,
        due_dates=due,
        masks=_words(data.get("masks", []), "masks"),
        title_words=_words(data.get("title_words", []), "title_words"),
        areas=_words(data.get("areas", []), "areas"),
    )


@cache
def shipped() -> Mapping[str, Standard]:
    """Every edition shipped in ``standards/``, by key, in file order."""
    found = {}
    for file in sorted(resources.files("reportsrc").joinpath("standards").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            standard = parse(tomllib.loads(file.read_text(encoding="utf-8")))
            found[standard.key] = standard
    return found


def load(key: str = DEFAULT) -> Standard:
    """The shipped edition with this key. Raises ``StandardError`` if there is none."""
    try:
        return shipped()[key]
    except KeyError as error:
        raise StandardError(f"没有名为 {key} 的标准；现有：{'、'.join(shipped())}") from error
