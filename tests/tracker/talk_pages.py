"""What the pages of talk, assignments and people are opened about, and what their forms are sent."""

from __future__ import annotations

from django.utils import timezone

from tracker.actions import assignments, comments, stand_ins
from tracker.models import Assignment, Comment, Notice, StandIn
from tracker.roles import Permission, Role

WRITES = {
    "entry-comment": Permission.COMMENT,
    "requirement-comment": Permission.COMMENT,
    "comment": Permission.COMMENT,
    "comment-settle": Permission.COMMENT,
    "reports": Permission.RUN_CYCLE,
    "requirements": Permission.REVIEW,
    "person-hand-over": Permission.GRANT,
    "person-switch": Permission.MANAGE,
    "person-account": Permission.MANAGE,
    "person-stand-in": Permission.GRANT,
}
OWNERS = {
    "assignment-close": {Role.DRAFTER, Role.COORDINATOR},
    "notice-read": {Role.DRAFTER},
    "stand-in-end": {Role.LEADER, Role.COORDINATOR, Role.SECURITY_OFFICER},
}
"""What is done by whoever it was given to or who gave it, as ``addresses`` gives it."""
ABOUT_ONE_REPORT = ("comment", "assignment", "requirement-", "notice", "stand-in")
"""How the names of pages begin that only people of one report may open."""


def payload(cast) -> dict[str, object]:
    """What a form is sent that would do something."""
    return {"deed": "remind", "chosen": [cast.report.pk], "reason": "无此职责", "to": cast.leader.pk}


def addresses(cast) -> dict[str, dict[str, object]]:
    """A thread, an assignment, a notice and a stand-in of this office, made once for a test."""
    entry, today = cast.items("measures")[0], timezone.localdate()
    said = Comment.objects.first() or comments.comment_on_entry(entry, "请@田笔核对。", by=cast.reviewer)
    given = Assignment.objects.first() or assignments.assign(
        cast.report, today, by=cast.coordinator, person=cast.drafter, entry=entry
    )
    post = cast.leader.memberships.get()
    deputy = StandIn.objects.first() or stand_ins.give(post, cast.coordinator, today, today, by=cast.leader)
    return {
        "requirement-comment": {"pk": cast.report.pk, "key": "measures.steps"},
        "comment": {"pk": said.pk},
        "comment-settle": {"pk": said.pk},
        "assignment-close": {"pk": given.pk},
        "notice-read": {"pk": Notice.objects.get(person=cast.drafter).pk},
        "stand-in-end": {"pk": deputy.pk},
        **{
            name: {"pk": cast.drafter.pk}
            for name in ("person", "person-hand-over", "person-switch", "person-account", "person-stand-in")
        },
    }
