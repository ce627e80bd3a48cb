"""Who may do what, as one table. A role is held at one organisation, and may reach the ones below it."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may be allowed to do with an organisation's reports."""

    VIEW = "view"  # read reports, findings, marks
    EDIT = "edit"  # write entries, import text, declare parts done, propose 不适用
    SUBMIT = "submit"  # hand the report in, withdraw it
    REVIEW = "review"  # mark requirements, return, pass
    SIGN = "sign"  # sign as a principal leader
    FILE = "file"  # record reporting upward and publication, and on behalf what was done on paper
    OVERRIDE = "override"  # let a report be published in spite of what the checks found
    EXPORT = "export"  # take workbooks
    RUN_CYCLE = "run-cycle"  # open a year, set dates, reopen a report
    VIEW_ACTIVITY = "view-activity"  # read who did what
    MANAGE = "manage"  # organisations, people, memberships


class Role(StrEnum):
    """A membership's role."""

    DRAFTER = "drafter"
    LEADER = "leader"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


P = Permission

ROLES: dict[Role, frozenset[Permission]] = {
    Role.DRAFTER: frozenset({P.VIEW, P.EDIT, P.SUBMIT, P.EXPORT}),
    Role.LEADER: frozenset({P.VIEW, P.SIGN, P.OVERRIDE, P.SUBMIT, P.EXPORT}),
    Role.REVIEWER: frozenset({P.VIEW, P.REVIEW, P.EXPORT}),
    Role.COORDINATOR: frozenset({P.VIEW, P.RUN_CYCLE, P.FILE, P.EXPORT, P.VIEW_ACTIVITY}),
    Role.OBSERVER: frozenset({P.VIEW, P.EXPORT}),
    Role.AUDITOR: frozenset({P.VIEW, P.EXPORT, P.VIEW_ACTIVITY}),
    Role.ADMINISTRATOR: frozenset({P.VIEW, P.MANAGE, P.VIEW_ACTIVITY}),
}

LABELS: dict[Role, str] = {
    Role.DRAFTER: "填报人",
    Role.LEADER: "单位负责人",
    Role.REVIEWER: "审核人",
    Role.COORDINATOR: "统筹人",
    Role.OBSERVER: "只读",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "管理员",
}


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that carry a permission."""
    return tuple(role for role, granted in ROLES.items() if permission in granted)
