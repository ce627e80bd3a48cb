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
from reportsrc.ruleset import RuleSet
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


WAYS_OF_WRITING = """
PII-01 当事人身份证号码为33100219880512012X，已登记。
PII-01 公民身份号码：331002 19880512 012X。
PII-01 王某33100219880512012X申请听证。
PII-01 （身份证：33100219880512012x）
PII-02 手机号138 0013 8000已登记。
PII-02 电话138-0013-8000联系。
PII-02 拨打(+86)13800138000反映。
PII-02 电话：0576—88812345转8012。
PII-02 家庭电话（0576）88812345。
PII-02 联系人李某 13900139000
PII-03 建设银行账户6217 0012 3456 7893已入账。
PII-03 卡号:6222021234567890128。
PII-05 住在城关街道解放路12号2幢301室的李某。
PII-05 住址：临江县石门镇大湾村3组12号。
PII-05 家住解放路128号的王某。
PII-05 查处浙J·12345号车，粤Z1234港停运。
PII-05 个人邮箱zhangsan@qq.com。
PII-04 13岁的学生李某某，被侵害。
PII-04 帮教李某某（男，15岁）复学。
PII-04 15岁少年王小明被救助。
PII-04 未满14周岁的学生张小明（12周岁）得到救助。
SEC-01 秘密★10年
SEC-01 【内部资料】
SEC-01 内部文件 请勿外传
SEC-01 （此件不予公开）
SEC-01 绝密 ★ 启用前
SEC-01 密级：秘密
SEC-01 （内部资料 不得外传）
SEC-01 请勿外传
SEC-01 不得公开
SEC-01 内部资料，注意保存。
SEC-01 内部资料
SEC-01 机密
SEC-01 机　密
SEC-02 根据临委密〔2023〕5号落实。
SEC-02 按照机密电〔2023〕3号要求。
SEC-02 按照临政办内部明电[2023]1号部署。
SEC-04 登录http://10.33.128.6/login办理。
SEC-04 IP：172.16.0.12已开通。
SEC-04 用户名admin，密码admin@123。
SEC-04 账号admin 密码123456。
SEC-04 登录密码：Abc12345。
SEC-04 初始口令888888。
SEC-04 系统管理员账号：fzadmin。
PII-06 张三诉某县政府行政处罚案败诉。
PII-06 原告王小明诉县政府案。
PII-06 被告人李强犯诈骗罪。
""".strip().split("\n")

INNOCENT = """
为122名当事人提供服务，编号331002198805120121。
统一社会信用代码91330000MA27U0XX5T的企业。
案号（2023）浙1002行初123号。
投诉举报电话12345、12315、0576-88812345。
政务服务热线400-123-4567。
总投资13800000000元。
处理13912345678条数据。
依据GB/T 15835-2011和GB 11643-1999标准。
2021—2025年、2023.01.01至2023.12.31。
服务企业1380 0013 8000家。
行政处罚决定书文号临综执罚决字〔2023〕第0001234567号。
事项名称为331002002673575。
国有土地使用权证号33100220230001234567。
贯彻落实新修订的保密法，开展保密检查6次，不得公开的信息一律不上网。
妥善保管内部资料，严禁外传涉密信息。
不予公开的政府信息3件，（不予公开2件，部分公开1件）。
（三）规范内部文件管理
公开内部审计结果。
加强机密级计算机管理。
机密性保护到位。
办公地点在行政中心2号楼301室。
公共法律服务站设在解放路12号。
推进3幢2单元加装电梯。
在小区3幢2单元设置调解室。
“浙里办”APP访问10.2万次。
IP地址资源池扩容。
账号管理规范，密码强度高。
密码应用安全性评估完成，商用密码GM/T0054达标。
浙政钉账号3000个。
服务器10台，10.5.2版本上线。
调解员李红（45岁）。
学生张某某参加普法活动。
未满14周岁的未成年人12名。
江苏省13岁以下儿童。
王庄（18岁以上）居民。
李某诉县政府案。
某公司诉县自然资源局案。
陈家村诉县政府土地确权案。
法官王建国主审的案件获评优秀。
当事人申请复议，被申请人履行决定。
国密算法改造，国密〔2023〕1号标准。
征求意见邮箱lj@163.com。
车牌识别系统投入使用，浙A、浙B车辆。
京津冀协同，A2024001号文件。
""".strip().split("\n")


@pytest.mark.parametrize("line", WAYS_OF_WRITING)
def test_a_secret_is_found_in_every_way_of_writing_it(line):
    code, _, words = line.partition(" ")
    found = run_checks(read_text(sound(measures=words), STANDARD), Context(STANDARD), select=["PII", "SEC"])
    assert {one.code for one in found} == {code}


@pytest.mark.parametrize("words", INNOCENT)
def test_what_only_resembles_a_secret_is_left_alone(words):
    document = read_text(sound(measures=words), STANDARD)
    assert run_checks(document, Context(STANDARD), select=["PII", "SEC"]) == ()


def test_a_number_the_office_lists_as_public_is_left_alone():
    document = read_text(sound(measures="网格员服务电话13655551234，个人手机13655559999。"), STANDARD)
    rules = RuleSet.from_shape({"lists": {"hotlines": [{"number": "136-5555-1234", "name": "网格服务"}]}})
    assert len(run_checks(document, Context(STANDARD), select=["PII-02"])) == 2
    (found,) = run_checks(document, Context(STANDARD, rules=rules), select=["PII-02"])
    assert document.text[found.span.start : found.span.start + 11] == "13655559999"


def test_a_series_the_office_keeps_to_itself_is_asked_about():
    document = read_text(sound(measures="按照临委字〔2023〕5号通知落实。"), STANDARD)
    rules = RuleSet.from_shape({"lists": {"internal_series": [{"sign": "临委字"}]}})
    assert run_checks(document, Context(STANDARD), select=["SEC-02"]) == ()
    (found,) = run_checks(document, Context(STANDARD, rules=rules), select=["SEC-02"])
    assert found.quote == "临委字〔"
