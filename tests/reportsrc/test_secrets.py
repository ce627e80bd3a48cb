"""What must not be published is not printed either: no output shows the whole of a secret that was found."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from reportsrc.finding import Severity
from reportsrc.formats import Checked, json_list, sarif, text_lines, workflow_commands
from reportsrc.json_shape import finding_shapes
from reportsrc.readers.assembly import read_text
from reportsrc.registry import Context, run_checks
from reportsrc.standard import load
from reportsrc.text import fold
from tests.reportsrc.test_checks import sound

STANDARD = load()

SECRETS = [
    ("PII-01", "为申请人（身份证号33100219880512012X）办理法律援助。", "33100219880512012X"),
    ("PII-01", "当事人身份证号码３３１００２１９８８０５１２０１２ｘ，已登记。", "33100219880512012X"),
    ("PII-02", "联系人电话13655551234，随时接听。", "13655551234"),
    ("PII-02", "手机：139-0013-9000、137 0013 7000。", "13900139000"),
    ("PII-02", "手机：139-0013-9000、137 0013 7000。", "13700137000"),
    ("PII-02", "来访人留下电话0576-88812345后离开。", "057688812345"),
    ("PII-03", "补偿款汇入其银行卡6217 0098 7654 3210 015，已经到账。", "6217009876543210015"),
    ("PII-04", "对学生张小明（13岁）开展结对帮教。", "张小明"),
    ("PII-05", "为家住阳光小区7幢1单元302室的李某送达文书。", "7幢1单元302室"),
    ("PII-05", "当事人户籍地址：临江县城关镇解放路128号，已经签收。", "解放路128号"),
    ("PII-05", "对车辆浙JD12345车主作出处罚。", "浙JD12345"),
    ("PII-05", "法律顾问王律师（wanglvshi@163.com）提出意见36条。", "wanglvshi@163.com"),
    ("PII-06", "李建军诉县自然资源局行政处罚案调解结案。", "李建军"),
    ("SEC-04", "登录系统，地址192.168.77.6，账号：fzjd01，密码：Ljxt#4567。", "192.168.77.6"),
    ("SEC-04", "登录系统，地址192.168.77.6，账号：fzjd01，密码：Ljxt#4567。", "fzjd01"),
    ("SEC-04", "登录系统，地址192.168.77.6，账号：fzjd01，密码：Ljxt#4567。", "Ljxt#4567"),
]


@pytest.mark.parametrize(("code", "words", "secret"), SECRETS, ids=[secret for _, _, secret in SECRETS])
def test_no_output_shows_the_whole_of_a_secret(code, words, secret):
    document = read_text(sound(measures=words), STANDARD)
    found = run_checks(document, Context(STANDARD), select=["PII", "SEC"])
    assert code in {one.code for one in found}
    result = Checked("report.txt", finding_shapes(found, document.text))
    printed = [
        *text_lines(result),
        *workflow_commands(result),
        json.dumps(json_list([result], single=True), ensure_ascii=False),
        json.dumps(sarif([result]), ensure_ascii=False),
    ]
    for one in printed:
        plain = fold(one).upper().replace("-", "").replace(" ", "")
        assert secret.upper().replace("-", "") not in plain


@pytest.mark.parametrize(("code", "words", "secret"), SECRETS, ids=[secret for _, _, secret in SECRETS])
def test_what_is_masked_is_not_found_again(code, words, secret):
    text = sound(measures=words)
    context = Context(STANDARD)
    fixes = [one.fix for one in run_checks(read_text(text, STANDARD), context, select=[code]) if one.fix]
    for fix in sorted(fixes, key=lambda one: one.span, reverse=True):
        text = text[: fix.span.start] + fix.replacement + text[fix.span.end :]
    if fixes:
        assert secret not in text
        assert run_checks(read_text(text, STANDARD), context, select=["PII"]) == ()


def test_a_file_with_traces_is_told_how_many_in_one_finding():
    document = replace(read_text(sound(), STANDARD), traces={"comments": 3, "hidden": 1, "author": 1})
    (found,) = run_checks(document, Context(STANDARD), select=["SEC-03"])
    assert found.message == "文件里还带有批注3处、隐藏文字1处、作者姓名，公开前请清除后另存。"
    assert (found.severity, found.count) == (Severity.BLOCKING, 5)


def test_a_file_that_only_names_its_author_is_a_warning():
    document = replace(read_text(sound(), STANDARD), traces={"author": 1})
    (found,) = run_checks(document, Context(STANDARD), select=["SEC-03"])
    assert found.severity is Severity.WARNING
