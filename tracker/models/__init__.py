"""The tables. Facts and questions about them, never deeds: every write is in ``tracker.actions``."""

from tracker.models.accounts import Membership, User
from tracker.models.activity import Activity, ActivityHead
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
from tracker.models.organisations import Organisation
from tracker.models.presence import Presence
from tracker.models.reports import PartDraft, Report, SourceFile
from tracker.models.review import Assessment, Proposal
from tracker.models.rules import RuleSetting, StoredRuleSet

__all__ = [
    "Activity",
    "ActivityHead",
    "Assessment",
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
    "Organisation",
    "PartDraft",
    "PlanItem",
    "Presence",
    "Proposal",
    "RecordedFinding",
    "Report",
    "ReportFigure",
    "RuleSetting",
    "Shortcoming",
    "SourceFile",
    "StoredRuleSet",
    "User",
    "Waiver",
]
