"""What the database itself refuses: a line of the record is never changed, and only archived ones may go.

The triggers are taken off before a migration and put back after it: SQLite copies a table it alters and forgets them.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

_TABLE, _HEAD = "tracker_activity", "tracker_activityhead"
_KEPT = f"OLD.number IS NULL OR OLD.number > (SELECT archived FROM {_HEAD})"

_ON = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS activity_unchanged BEFORE UPDATE ON {_TABLE} "
        "BEGIN SELECT RAISE(ABORT, 'the record of deeds is append-only'); END",
        f"CREATE TRIGGER IF NOT EXISTS activity_kept BEFORE DELETE ON {_TABLE} WHEN {_KEPT} "
        "BEGIN SELECT RAISE(ABORT, 'the record of deeds is append-only'); END",
        f"CREATE TRIGGER IF NOT EXISTS activity_head_kept BEFORE DELETE ON {_HEAD} WHEN OLD.number > OLD.archived "
        "BEGIN SELECT RAISE(ABORT, 'the record of deeds is append-only'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION activity_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record of deeds is append-only'; END $$",
        "CREATE OR REPLACE FUNCTION activity_refuse_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_KEPT} THEN RAISE EXCEPTION 'the record of deeds is append-only'; END IF; RETURN OLD; END $$",
        f"CREATE OR REPLACE TRIGGER activity_unchanged BEFORE UPDATE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION activity_refuse()",
        f"CREATE OR REPLACE TRIGGER activity_kept BEFORE DELETE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION activity_refuse_kept()",
        f"CREATE OR REPLACE TRIGGER activity_head_kept BEFORE DELETE ON {_HEAD} FOR EACH ROW "
        "WHEN (OLD.number > OLD.archived) EXECUTE FUNCTION activity_refuse()",
    ],
}
_OFF = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {name}" for name in ("activity_unchanged", "activity_kept", "activity_head_kept")
    ],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {name} ON {table}"
        for name, table in (("activity_unchanged", _TABLE), ("activity_kept", _TABLE), ("activity_head_kept", _HEAD))
    ],
}


def _run(statements: dict[str, list[str]], using: str) -> None:
    connection = connections[using]
    if {_TABLE, _HEAD} <= set(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            for statement in statements.get(connection.vendor, ()):
                cursor.execute(statement)


def guard(*, using: str = "default", **rest: Any) -> None:
    """Put the triggers on (after every migration)."""
    _run(_ON, using)


def unguard(*, using: str = "default", **rest: Any) -> None:
    """Take them off (before a migration)."""
    _run(_OFF, using)
