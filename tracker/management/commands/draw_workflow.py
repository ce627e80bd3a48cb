"""Draw the workflow for the documents, from ``tracker/workflow.py``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tracker import workflow
from tracker.workflow import LABELS, STEPS, Status, Step

PLACE = Path("docs") / "workflow.md"


def drawing() -> str:
    """The document: a diagram of the statuses, a table of the steps, the addressees."""
    lines = [
        "# 流程",
        "",
        "本页由 `python manage.py draw_workflow` 根据 `tracker/workflow.py` 画出，不要手工修改。",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"  [*] --> {_name(Status.NOT_STARTED)}",
        *[f'  state "{LABELS[one]}" as {_name(one)}' for one in Status],
        f"  {_name(Status.NOT_STARTED)} --> {_name(Status.DRAFTING)} : 开始填写",
    ]
    for step in STEPS.values():
        lines += [
            f"  {_name(source)} --> {_name(step.target or source)} : {step.label}"
            for source in Status
            if source in step.sources
        ]
    lines += [
        f"  {_name(Status.CLOSED)} --> [*]",
        "```",
        "",
        "| 步骤 | 由谁办理 | 从 | 到 | 条件 |",
        "|---|---|---|---|---|",
    ]
    lines += [_row(step) for step in STEPS.values()]
    lines += ["", "提交之前的审签环节由各单位选用：" + " → ".join(workflow.CHAIN.values()) + "。", ""]
    lines += ["| 单位 | 报送对象 |", "|---|---|"]
    for words, kind, level in _BODIES:
        to = "；".join(one.label for one in workflow.addressees(kind, level))
        lines.append(f"| {words} | {to} |")
    return "\n".join(lines) + "\n"


_BODIES = (
    ("省级党委政府", "government", "province"),
    ("市、县级党委政府", "government", "county"),
    ("部门", "department", "county"),
    ("乡镇街道", "township", "township"),
    ("其他", "other", "county"),
)


def _name(status: Status) -> str:
    return status.name.lower()


def _row(step: Step) -> str:
    sources = "、".join(LABELS[one] for one in Status if one in step.sources)
    needs = [need.words for need in (*step.needs, *step.until)]
    needs += ["写明理由"] if step.needs_reason else []
    needs += ["写明日期"] if step.asks_date else []
    needs += (
        ["起草的人不能办" if step.four_eyes == workflow.EyesPair.DRAFT_REVIEW else "审核的人不能办"]
        if step.four_eyes
        else []
    )
    needs += ["纸上办理的可以由登记报送的人代为登记"] if step.on_paper else []
    target = LABELS[step.target] if step.target else "—"
    return f"| {step.label} | {step.who} | {sources} | {target} | {'；'.join(needs)} |"


class Command(BaseCommand):
    """Write the drawing."""

    help = "根据 tracker/workflow.py 重画 docs/workflow.md。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it to its place in the documents."""
        (Path(settings.BASE_DIR) / PLACE).write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"已写入{PLACE}。")
