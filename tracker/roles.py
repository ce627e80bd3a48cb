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
    COMMENT = "comment"  # ask, answer and settle comments
    VIEW_ACTIVITY = "view-activity"  # read and take who did what
    VIEW_ADMINISTRATION = "view-administration"  # read what was done to organisations, accounts, roles, settings
    MANAGE = "manage"  # organisations, accounts, settings
    GRANT = "grant"  # who holds which role where, stand-ins, handing over


class Role(StrEnum):
    """A membership's role."""

    DRAFTER = "drafter"
    LEADER = "leader"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"
    AUDITOR = "auditor"
    SECURITY_OFFICER = "security-officer"
    ADMINISTRATOR = "administrator"


P = Permission

ROLES: dict[Role, frozenset[Permission]] = {
    Role.DRAFTER: frozenset({P.VIEW, P.EDIT, P.SUBMIT, P.COMMENT, P.EXPORT}),
    Role.LEADER: frozenset({P.VIEW, P.SIGN, P.OVERRIDE, P.SUBMIT, P.COMMENT, P.EXPORT}),
    Role.REVIEWER: frozenset({P.VIEW, P.REVIEW, P.COMMENT, P.EXPORT}),
    Role.COORDINATOR: frozenset({P.VIEW, P.RUN_CYCLE, P.FILE, P.COMMENT, P.EXPORT, P.VIEW_ACTIVITY}),
    Role.OBSERVER: frozenset({P.VIEW, P.EXPORT}),
    Role.AUDITOR: frozenset({P.VIEW_ACTIVITY}),
    Role.SECURITY_OFFICER: frozenset({P.GRANT, P.VIEW_ADMINISTRATION}),
    Role.ADMINISTRATOR: frozenset({P.VIEW, P.MANAGE}),
}

OFFICERS = frozenset({Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR})
"""三员: one gives accounts, one gives roles, one reads what both did. Nobody is two of them, not even as a stand-in."""

LABELS: dict[Role, str] = {
    Role.DRAFTER: "填报人",
    Role.LEADER: "单位负责人",
    Role.REVIEWER: "审核人",
    Role.COORDINATOR: "统筹人",
    Role.OBSERVER: "只读",
    Role.AUDITOR: "审计员",
    Role.SECURITY_OFFICER: "安全保密员",
    Role.ADMINISTRATOR: "管理员",
}


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that carry a permission."""
    return tuple(role for role, granted in ROLES.items() if permission in granted)
