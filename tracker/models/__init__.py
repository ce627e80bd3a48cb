"""The tables. Facts and questions about them, never deeds: every write is in ``tracker.actions``."""

from tracker.models.accounts import Membership, StandIn, User
from tracker.models.activity import Activity
from tracker.models.assignments import Assignment
from tracker.models.comments import Comment, Reply
from tracker.models.cycles import Cycle, CycleDueDate
from tracker.models.deadlines import Filing
from tracker.models.entries import (
    Duty,
    DutyAct,
    Entry,
    EntryVersion,
    Measure,
    PlanItem,
    Shortcoming,
)
from tracker.models.figures import ReportFigure
from tracker.models.inspections import Inspection, RecordedFinding, Waiver
from tracker.models.notices import Notice
from tracker.models.organisations import Organisation
from tracker.models.reports import PartDraft, Report, SourceFile
from tracker.models.review import Assessment, Proposal
from tracker.models.rules import RuleSetting, StoredRuleSet

__all__ = [
    "Activity",
    "Assessment",
    "Assignment",
    "Comment",
    "Cycle",
    "CycleDueDate",
    "Duty",
    "DutyAct",
    "Entry",
    "EntryVersion",
    "Filing",
    "Inspection",
    "Measure",
    "Membership",
    "Notice",
    "Organisation",
    "PartDraft",
    "PlanItem",
    "Proposal",
    "RecordedFinding",
    "Reply",
    "Report",
    "ReportFigure",
    "RuleSetting",
    "Shortcoming",
    "SourceFile",
    "StandIn",
    "StoredRuleSet",
    "User",
    "Waiver",
]
