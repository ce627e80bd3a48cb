"""The command line: ``python -m reportsrc read | check | figures | compare | write | rules | standards``.

Text for people or JSON for programs on stdout, problems in one sentence on stderr. Exit status 0 fine, 1 errors found
(``check`` only), 2 unreadable or misused. Never a traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from reportsrc.commands.check import check
from reportsrc.commands.compare import compare
from reportsrc.commands.files import FINE, MISUSED
from reportsrc.commands.read import figures, read
from reportsrc.commands.rules import rules, standards
from reportsrc.commands.write import write
from reportsrc.formats import FORMATS, SEVERITIES
from reportsrc.standard import Standard, StandardError, load


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, exit status 2."""
        print(f"用法不对：{_in_chinese(message)}（{self.prog} --help 可看用法）", file=sys.stderr)
        raise SystemExit(MISUSED)


_SAID = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"没有这样的选项或多写了：\1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可以是 \3"),
    (r"argument (\S+): invalid int value: (.+)", r"\1 应是整数，不是 \2"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 后面要写一个值"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 与 \2 不能同时写"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不写值，多写了 \2"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 可能是 \2，请写全"),
)


def _in_chinese(message: str) -> str:
    """What argparse says of a misuse, in Chinese; as it is where it says something else."""
    for pattern, said in _SAID:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, said, message, flags=re.DOTALL)
    return message


def _options() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m reportsrc", description="读、查法治政府建设年度报告")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name: str, text: str, run: Callable[[argparse.Namespace, Standard], int]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.add_argument("--json", action="store_true", help="输出 JSON")
        one.add_argument("--standard", metavar="KEY", default=None, help="按哪一版标准")
        one.set_defaults(run=run)
        return one

    def files(one: argparse.ArgumentParser) -> None:
        one.add_argument("files", nargs="+", metavar="FILE", help="文件或文件夹（文件夹会一直找到底）")

    files(command("read", "读出报告的结构", read))
    files(command("figures", "读出文字中的数据", figures))
    one = command("check", "检查报告", check)
    files(one)
    one.add_argument("--published", metavar="DATE", help="公开日期，如 2024-03-18")
    one.add_argument("--previous", metavar="FILE", help="上一年度的报告")
    one.add_argument("--others", action="append", default=[], metavar="FILE", help="其他单位的报告（文件或文件夹）")
    one.add_argument("--figures", metavar="TABLE", help="随报告报送的数据表（xlsx、csv），与正文核对")
    one.add_argument("--organisation-kind", default="", choices=["", "government", "department", "township"])
    one.add_argument("--select", action="append", default=[], type=_list, metavar="RULES", help="只查这些规则")
    one.add_argument("--ignore", action="append", default=[], type=_list, metavar="RULES", help="不查这些规则")
    one.add_argument("--severity", choices=list(SEVERITIES), default="info", help="只报这一程度及更重的")
    one.add_argument("--config", metavar="FILE", help="设置文件（TOML）；不写时用当前文件夹的 reportsrc.toml")
    one.add_argument("--no-config", action="store_true", help="不用设置文件")
    one.add_argument("--format", choices=FORMATS, default="text", help="输出的样子")
    one.add_argument("--fix", action="store_true", help="改正能放心改的（只改纯文本文件）")
    one.add_argument("--diff", action="store_true", help="只给出会怎样改，不动文件")
    one.add_argument("--jobs", type=int, default=0, metavar="N", help="同时用几个进程；不写时自己定")
    both = command("compare", "比较两份报告", compare)
    both.add_argument("old", metavar="OLD", help="上一年度的报告")
    both.add_argument("new", metavar="NEW", help="本年度的报告")
    out = command("write", "写成公文格式的 Word 文件、网页或纯文本", write)
    out.add_argument("file", metavar="FILE", help="报告")
    out.add_argument("--out", required=True, metavar="OUT", help="写到哪个文件，以 .docx、.html 或 .txt 结尾")
    out.add_argument("--comments", action="store_true", help="把检查发现写成批注（只用于 .docx）")
    out.add_argument("--template", metavar="DOCX", help="用这个模板的样式（只用于 .docx）")
    command("rules", "列出规则，或说明一条规则", rules).add_argument("code", nargs="?", metavar="CODE")
    command("standards", "列出标准，或一版标准的要求", standards).add_argument("key", nargs="?", metavar="KEY")
    return parser


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character gets its number instead
            stream.reconfigure(errors="backslashreplace")
    options = _options().parse_args(arguments)
    for name in ("select", "ignore"):
        if hasattr(options, name):
            setattr(options, name, [word for words in getattr(options, name) for word in words])
    try:
        standard = load(options.standard) if options.standard else load()
        status = int(options.run(options, standard))
        sys.stdout.flush()
        return status
    except StandardError as error:
        print(str(error), file=sys.stderr)
        return MISUSED
    except BrokenPipeError:  # who read the output wanted no more of it
        _discard_output()
        return FINE
    except OSError as error:
        _discard_output()
        print(f"写不出结果：{error.strerror or error}。", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return MISUSED


def _discard_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not fail on it while closing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    raise SystemExit(main())
