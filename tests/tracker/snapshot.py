"""Rows of the site's tables, taken once and set down again: what its own deeds have made need not be made anew."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

Rows = dict[type[models.Model], tuple[list[str], list[tuple[Any, ...]]]]


def _tables() -> list[type[models.Model]]:
    return [one for one in apps.get_app_config("tracker").get_models(include_auto_created=True) if one._meta.managed]


def take() -> Rows:
    """Every row of every table of ours, as the database gives them."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in _tables():
            columns = [field.column for field in model._meta.concrete_fields]
            names = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            if rows := cursor.fetchall():
                found[model] = columns, [tuple(row) for row in rows]
    return found


def set_down(found: Rows) -> None:
    """The same rows again, on tables that hold none but the heads of the record."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model, (columns, rows) in found.items():
            table = connection.ops.quote_name(model._meta.db_table)
            names = ", ".join(map(connection.ops.quote_name, columns))
            if model._default_manager.exists():
                marks = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in columns)
                assert len(rows) == 1, model
                cursor.execute(f"UPDATE {table} SET {marks}", rows[0])
                continue
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        for sentence in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(sentence)
