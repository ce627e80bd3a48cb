"""``rules`` and ``standards``: what is checked, and against which edition of the required parts."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from reportsrc.commands.files import FINE, MISUSED, print_json
from reportsrc.formats import SEVERITIES
from reportsrc.json_shape import standard_shape
from reportsrc.registry import MANUAL_SECTIONS, Check, all_checks
from reportsrc.standard import Standard, load, shipped

TITLES = {
    "What it does": "做什么",
    "Why": "为什么",
    "Example": "例子",
    "Remedy": "怎么改",
    "Basis": "依据",
}


def rules(options: argparse.Namespace, _standard: Standard) -> int:
    """Print the table of the rules, or the manual of one."""
    if not options.code:
        if options.json:
            print_json([_rule_shape(one) for one in all_checks()])
        else:
            for one in all_checks():
                print(f"{one.code:<8} {one.name:<30} {SEVERITIES[one.severity.value]}　{one.title}")
        return FINE
    asked = (options.code.upper(), options.code.lower())
    found = next((one for one in all_checks() if one.code == asked[0] or one.name == asked[1]), None)
    if found is None:
        print(f"没有规则 {options.code}。", file=sys.stderr)
        return MISUSED
    if options.json:
        print_json(_rule_shape(found))
        return FINE
    print(f"{found.code} {found.name}　{found.title}（{SEVERITIES[found.severity.value]}）")
    for section in (*MANUAL_SECTIONS, "Basis"):
        if found.manual.get(section):
            print(f"\n{TITLES[section]}\n  " + found.manual[section].replace("\n", "\n  "))
    for name, option in found.options.items():
        print(f"\n可设\n  {found.name}.{name} = {option.value}　{option.label}")
    if found.lists:
        print(f"\n用到的表\n  {'、'.join(found.lists)}")
    return FINE


def _rule_shape(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "name": check.name,
        "title": check.title,
        "severity": check.severity.value,
        "basis": check.basis,
        "manual": dict(check.manual),
        "options": {
            name: {"value": one.value, "label": one.label, "least": one.least, "most": one.most}
            for name, one in check.options.items()
        },
        "lists": list(check.lists),
    }


def standards(options: argparse.Namespace, _standard: Standard) -> int:
    """Print the editions of the standard, or the requirements of one."""
    if not options.key:
        rows = [
            {"key": s.key, "title": s.title, "first_year": s.first_year, "last_year": s.last_year}
            for s in shipped().values()
        ]
        if options.json:
            print_json(rows)
        for row in rows if not options.json else ():
            print(f"{row['key']}　{row['title']}（{row['first_year']}—{row['last_year'] or ''}年度）")
        return FINE
    standard = load(options.key)
    if options.json:
        print_json(standard_shape(standard))
        return FINE
    print(f"{standard.title}\n依据：{standard.basis}")
    for part in standard.parts:
        print(f"\n{part.name}（{part.key}）　{part.basis}")
        for one in standard.requirements:
            if one.part == part.key:
                print(f"  {one.key}　[{one.obligation.value}] {one.text}　{one.basis}")
    return FINE
