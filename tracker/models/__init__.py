"""The tables. Facts and questions about them, never deeds: every write is in ``tracker.actions``."""

from tracker.models.accounts import Membership, StandIn, User
from tracker.models.activity import Activity, ActivityHead
from tracker.models.assignments import Assignment
from tracker.models.chain import ChainGrant, ChainSetting
from tracker.models.comments import Comment, Reply
from tracker.models.cycles import Cycle, CycleDueDate, Excuse
from tracker.models.deadlines import Filing, Scan
from tracker.models.entries import (
    Duty,
    DutyAct,
    Entry,
    EntryVersion,
    Measure,
    PlanItem,
    Shortcoming,
)
from tracker.models.exports import MadeFile
from tracker.models.eyes import ExceptionUse, EyesException
from tracker.models.figures import ReportFigure
from tracker.models.inspections import Inspection, RecordedFinding, Waiver
from tracker.models.links import EntryLink
from tracker.models.notices import Notice
from tracker.models.organisations import Organisation, OrganisationList
from tracker.models.presence import Presence
from tracker.models.progress import TaskProgress
from tracker.models.reminders import CalendarToken, Digest, Letter, MailRefusal, Reminder, ReminderSetting
from tracker.models.reports import PartDraft, Report, SourceFile
from tracker.models.review import Assessment, Proposal
from tracker.models.reviewers import ReviewAssignment
from tracker.models.rules import RuleSetting, StoredRuleSet
from tracker.models.standards import StoredStandard
from tracker.models.tokens import AddedEntry, ApiToken

__all__ = [
    "Activity",
    "ActivityHead",
    "AddedEntry",
    "ApiToken",
    "Assessment",
    "Assignment",
    "CalendarToken",
    "ChainGrant",
    "ChainSetting",
    "Comment",
    "Cycle",
    "CycleDueDate",
    "Digest",
    "Duty",
    "DutyAct",
    "Entry",
    "EntryLink",
    "EntryVersion",
    "ExceptionUse",
    "Excuse",
    "EyesException",
    "Filing",
    "Inspection",
    "Letter",
    "MadeFile",
    "MailRefusal",
    "Measure",
    "Membership",
    "Notice",
    "Organisation",
    "OrganisationList",
    "PartDraft",
    "PlanItem",
    "Presence",
    "Proposal",
    "RecordedFinding",
    "Reminder",
    "ReminderSetting",
    "Reply",
    "Report",
    "ReportFigure",
    "ReviewAssignment",
    "RuleSetting",
    "Scan",
    "Shortcoming",
    "SourceFile",
    "StandIn",
    "StoredRuleSet",
    "StoredStandard",
    "TaskProgress",
    "User",
    "Waiver",
]
