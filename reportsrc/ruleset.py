"""How the checks are set: which run, how heavily they weigh, their thresholds, and the lists they look things up in.

A list is a file of ``reportsrc/terms/`` with a ``[list]`` head that says what each row holds; whoever keeps a report
may add rows of their own to those marked ``local``, or take shipped rows out. A RuleSet holds only what differs from
what is shipped; it is plain data (``shape``), so it can be written in TOML, kept in a database and named by a hash.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from reportsrc.finding import Severity

T = TypeVar("T")
Row = Mapping[str, Any]
KINDS_OF_FIELD = ("text", "words", "patterns", "date", "yes", "choice")
MOST_ROWS = 2000
MOST_WORDS = 200
LONGEST_WORDS = 400
_SIGNS = frozenset(r"\^$.|?*+()[]{}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class RuleSetError(ValueError):
    """A setting that cannot be used; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a list. ``kind``: text, words (several), patterns (several expressions; plain words in a local row), date (ISO),
    yes (true or absent) or choice."""

    name: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class TermList:
    """A list the checks look things up in, as shipped. ``key``: the field by which a row is known."""

    name: str
    title: str
    about: str
    local: bool
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """The first field: a local row with the same value stands in the shipped one's place."""
        return self.fields[0].name


@cache
def term_lists() -> dict[str, TermList]:
    """Every list of ``reportsrc/terms/`` that has a ``[list]`` head, by file name."""
    found = {}
    for file in resources.files("reportsrc").joinpath("terms").iterdir():
        if not file.name.endswith(".toml"):
            continue
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        if head := data.get("list"):
            name = file.name.removesuffix(".toml")
            fields = tuple(Field(key, **about) for key, about in head["fields"].items())
            rows = tuple(data.get("row", ()))
            one = TermList(name, head["title"], head["about"], bool(head.get("local")), fields, rows)
            for row in rows:
                _check_row(one, row)
            found[name] = one
    return dict(sorted(found.items()))


def _check_row(terms: TermList, row: object, *, local: bool = False) -> dict[str, Any]:
    """The row with nothing but known, well-formed values (of a row that is ``off``, its key); raises RuleSetError."""
    if not isinstance(row, Mapping):
        raise RuleSetError(f"“{terms.title}”的每一行应是一组“名称 = 值”。")
    known = {one.name: one for one in terms.fields}
    if unknown := [str(name) for name in row if name not in known and name != "off"]:
        raise RuleSetError(f"“{terms.title}”没有“{unknown[0]}”这一栏；有：{'、'.join(known)}。")
    if row.get("off"):
        return {terms.key: _value(terms, terms.fields[0], row.get(terms.key)), "off": True}
    kept: dict[str, Any] = {}
    for name, one in known.items():
        value = row.get(name)
        if value in (None, "", [], (), False):
            if one.required:
                raise RuleSetError(f"“{terms.title}”的一行缺少“{one.label}”。")
            continue
        kept[name] = _value(terms, one, value)
        if local and one.kind == "patterns" and any(_SIGNS.intersection(word) for word in kept[name]):
            raise RuleSetError(
                f"“{terms.title}”的“{one.label}”只能写普通文字，不能用 {' '.join(sorted(_SIGNS))} 这些符号。"
            )
    return kept


def _value(terms: TermList, one: Field, value: object) -> object:
    where = f"“{terms.title}”的“{one.label}”"
    if one.kind == "yes":
        if value is not True:
            raise RuleSetError(f"{where}应写 true 或不写。")
    elif one.kind in ("words", "patterns"):
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            raise RuleSetError(f"{where}应是一列词。")
        if len(value) > MOST_WORDS or any(len(word) > LONGEST_WORDS for word in value):
            raise RuleSetError(f"{where}太多或太长（至多{MOST_WORDS}个，每个至多{LONGEST_WORDS}字）。")
    elif not isinstance(value, str) or not value.strip() or len(value) > LONGEST_WORDS:
        raise RuleSetError(f"{where}应是不超过{LONGEST_WORDS}字的文字。")
    elif one.kind == "date" and not _DATE.fullmatch(value):
        raise RuleSetError(f"{where}应写成 2024-01-31 的样子，不是“{value}”。")
    elif one.kind == "choice" and value not in one.choices:
        raise RuleSetError(f"{where}只能是：{'、'.join(one.choices)}。")
    return value


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What differs from the shipped rules. Empty: everything as shipped.

    ``select``/``ignore`` take codes, names or families (empty ``select``: all); ``severities`` by code or name;
    ``options`` by check name, then option; ``lists`` rows by list name; ``waived`` fingerprint → reason.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lists: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    waived: Mapping[str, str] = field(default_factory=dict)
    _kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_shape(cls, shape: Mapping[str, Any]) -> RuleSet:
        """The RuleSet of a plain mapping as TOML or JSON gives it (see ``shape``); raises RuleSetError.

        Codes and names of checks are not looked up here: ``registry.settle`` does that.
        """
        if unknown := [str(key) for key in shape if key not in ("rules", "severity", "options", "lists", "waived")]:
            raise RuleSetError(f"设置里没有“{unknown[0]}”；有：rules、severity、options、lists、waived。")
        rules = _table(shape, "rules")
        if unknown := [str(key) for key in rules if key not in ("select", "ignore")]:
            raise RuleSetError(f"[rules] 里没有“{unknown[0]}”；有：select、ignore。")
        severities = {}
        for word, value in _table(shape, "severity").items():
            if value not in tuple(Severity):
                raise RuleSetError(f"程度只能是 {'、'.join(Severity)}，不是“{value}”（{word}）。")
            severities[str(word)] = Severity(value)
        options = {str(name): dict(_table(_table(shape, "options"), name)) for name in _table(shape, "options")}
        waived = _table(shape, "waived")
        if not all(isinstance(reason, str) and reason.strip() for reason in waived.values()):
            raise RuleSetError('[waived] 的每一条要写明理由：指纹 = "理由"。')
        lists = {str(name): _rows(str(name), rows) for name, rows in _table(shape, "lists").items()}
        return cls(_words(rules, "select"), _words(rules, "ignore"), severities, options, lists, dict(waived))

    def shape(self) -> dict[str, Any]:
        """Plain data with sorted keys, empty sections left out: what ``from_shape`` takes."""
        found: dict[str, Any] = {}
        if self.select or self.ignore:
            rules = {"select": sorted(self.select), "ignore": sorted(self.ignore)}
            found["rules"] = {key: words for key, words in rules.items() if words}
        if self.severities:
            found["severity"] = {key: value.value for key, value in sorted(self.severities.items())}
        if options := {key: dict(sorted(value.items())) for key, value in sorted(self.options.items()) if value}:
            found["options"] = options
        if lists := {key: [dict(row) for row in rows] for key, rows in sorted(self.lists.items()) if rows}:
            found["lists"] = lists
        if self.waived:
            found["waived"] = dict(sorted(self.waived.items()))
        return found

    @property
    def digest(self) -> str:
        """A stable name of these settings (hex, 16); what is waived is no rule and does not count."""
        shape = self.shape()
        shape.pop("waived", None)
        return hashlib.sha256(json.dumps(shape, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]

    def under(self, nearer: RuleSet) -> RuleSet:
        """These settings with those of someone nearer to the report laid over them.

        What is switched off above can be switched on again below (``select`` below wins), and the other way round.
        """
        ignore = tuple(word for word in self.ignore if word not in nearer.select) + nearer.ignore
        names = {*self.options, *nearer.options}
        lists = {*self.lists, *nearer.lists}
        return RuleSet(
            self.select,
            tuple(dict.fromkeys(ignore)),
            {**self.severities, **nearer.severities},
            {name: {**self.options.get(name, {}), **nearer.options.get(name, {})} for name in sorted(names)},
            {name: (*self.lists.get(name, ()), *nearer.lists.get(name, ())) for name in sorted(lists)},
            {**self.waived, **nearer.waived},
        )

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a list: the shipped ones, then the local ones; the last row of a key counts, ``off`` removes it."""
        terms = term_lists()[name]
        if not self.lists.get(name):
            return terms.rows
        kept: dict[str, list[Row]] = {}
        for row in terms.rows:
            kept.setdefault(str(row[terms.key]), []).append(row)
        mine: dict[str, list[Row]] = {}
        for row in self.lists[name]:
            key = str(row[terms.key])
            if row.get("off"):
                kept.pop(key, None)
                mine.pop(key, None)
                continue
            mine.setdefault(key, []).append(row)
        kept.update(mine)
        return tuple(row for rows in kept.values() for row in rows)

    def once(self, make: Callable[[RuleSet], T]) -> T:
        """``make(self)``, computed once a RuleSet: compiled patterns and look-up tables of its lists."""
        found = self._kept.get(make)
        if found is None:
            found = self._kept[make] = make(self)
        return found


SHIPPED = RuleSet()


def _table(shape: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = shape.get(key, {})
    if not isinstance(value, Mapping):
        raise RuleSetError(f"“{key}”应是一组“名称 = 值”。")
    return value


def _words(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, ())
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(word, str) for word in value):
        raise RuleSetError(f'“{key}”应是一列规则代码，如 ["TXT-05", "NUM"]。')
    return tuple(value)


def _rows(name: str, rows: object) -> tuple[Row, ...]:
    terms = term_lists().get(name)
    if terms is None or not terms.local:
        known = "、".join(one.name for one in term_lists().values() if one.local)
        raise RuleSetError(f"没有可以自己维护的“{name}”表；有：{known}。")
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        raise RuleSetError(f"“{terms.title}”应是若干行。")
    checked = []
    for row in rows:
        checked.append(_check_row(terms, row, local=True))
        if len(checked) > MOST_ROWS:
            raise RuleSetError(f"“{terms.title}”至多{MOST_ROWS}行。")
    return tuple(checked)
