"""Portal headers in the layouts they come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

from reportsrc.json_shape import METADATA, metadata_shape
from reportsrc.labels import parse_date
from reportsrc.metadata import read_header
from reportsrc.readers.assembly import read_text
from reportsrc.standard import load

BODY = "\n2023年，全区依法行政。现将有关情况报告如下：\n\n一、主要举措和成效\n来源：这一行在正文里。\n"
TITLE = "青禾区2023年度法治政府建设情况的报告\n"

LAYOUTS = {
    "labels and values on lines": (
        "索 引 号：1199990100261/2024-00012　发布日期：2024-03-18\n发布机构：区政府办公室　公开方式：主动公开\n\n"
        + TITLE,
        {"index_number": "1199990100261/2024-00012", "issuer": "区政府办公室", "openness": "主动公开"},
    ),
    "brackets": (
        "[ 索引号 ] 1199990100261/2024-00012 [ 发文字号 ]\n[ 发布机构 ] 区司法局 [ 成文日期 ] 2024-02-20\n" + TITLE,
        {"index_number": "1199990100261/2024-00012", "issuer": "区司法局", "signed_on": date(2024, 2, 20)},
    ),
    "brackets on one line without blanks": (
        "[ 索引号 ]1199990100261/2024-00012 [ 发文字号 ] [ 发布机构 ]区司法局\n" + TITLE,
        {"index_number": "1199990100261/2024-00012", "issuer": "区司法局"},
    ),
    "labels without colons": (
        "发布机构 区府办 公开范围 面向全社会\n" + TITLE,
        {"issuer": "区府办"},
    ),
    "a table": (
        "| 索引号: | 0111/2024-09186 | 分类: | 其他 |\n| 发布机构: | 云岭镇人民政府 | 发文日期: | 2024-02-28 |\n"
        + TITLE,
        {
            "index_number": "0111/2024-09186",
            "issuer": "云岭镇人民政府",
            "topic": "其他",
            "signed_on": date(2024, 2, 28),
        },
    ),
    "bullets": (
        TITLE + "• 索引号:yunling/2024-00009\n• 发文字号:\n• 发布日期:2024-01-28\n",
        {"index_number": "yunling/2024-00009", "published_at": date(2024, 1, 28)},
    ),
    "label and value on lines of their own": (
        "来 源\n云岭镇\n发布时间：\n2024-02-05 10:19\n" + TITLE,
        {"source": "云岭镇", "published_at": datetime(2024, 2, 5, 10, 19)},
    ),
    "one line of source and date": (
        "来源：区司法局 发布时间：2024-02-09 15:17 字体：【大 中 小】\n" + TITLE,
        {"source": "区司法局", "published_at": datetime(2024, 2, 9, 15, 17)},
    ),
    "fused fields": (
        "时间：2024-01-12来源：河湾街道办事处\n" + TITLE,
        {"source": "河湾街道办事处", "published_at": date(2024, 1, 12)},
    ),
    "a bare date with a site": (
        TITLE + "2024-04-27 10:14 青禾区政府网\n",
        {"published_at": datetime(2024, 4, 27, 10, 14), "source": "青禾区政府网"},
    ),
    "around the title": (
        "索引号：A25290--2024-0018\n" + TITLE + "发布日期: 2024- 03- 04 16: 22 信息来源: 青禾区\n",
        {"index_number": "A25290--2024-0018", "published_at": datetime(2024, 3, 4, 16, 22), "source": "青禾区"},
    ),
    "a clock before the header": (
        "今天是：2025年10月31日 星期五 农历九月十一\n首页 > 政务公开\n发布时间：2024-03-18\n" + TITLE,
        {"published_at": date(2024, 3, 18)},
    ),
}


@dataclass
class Case:
    """A portal's opening and what stands in it; ``titles`` are the lines that belong to no header."""

    text: str
    wanted: dict[str, str] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    present: set[str] = field(default_factory=set)


def cases(name: str = "metadata-cases.txt") -> dict[str, Case]:
    """The labelled cases: ``## name``, the lines as printed, ``>> key value`` for each value and title line."""
    file = Path(__file__).parent / "data" / name
    found = {}
    for block in file.read_text(encoding="utf-8").split("## ")[1:]:
        name, *lines = block.rstrip("\n").split("\n")
        case = found[name] = Case("".join(f"{line}\n" for line in lines if not line.startswith(">> ")))
        for line in lines:
            key, _, value = line.removeprefix(">> ").partition(" ")
            if not line.startswith(">> "):
                continue
            if key == "title":
                case.titles.add(value)
            elif key == "present":
                case.present.update(value.split())
            else:
                case.wanted[key] = value
    return found


CASES = cases()
COLLECTED = CASES | cases("metadata-headers.txt") | cases("metadata-last.txt") | cases("metadata-composed.txt")
STANDARD = load()


def test_there_are_cases_of_every_layout() -> None:
    assert {name.split()[0] for name in CASES} >= {f"M{number}" for number in range(1, 11)}
    assert all(case.wanted.keys() <= set(METADATA) for case in CASES.values())


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("name", CASES)
def test_a_labelled_header_gives_its_values_and_no_others(name: str, ending: str) -> None:
    case = CASES[name]
    metadata, _ = read_header((case.text + BODY).replace("\n", ending))
    assert {key: value for key, value in metadata_shape(metadata).items() if value is not None} == case.wanted
    assert case.present <= metadata.present


@pytest.mark.parametrize("name", CASES)
def test_every_line_of_a_labelled_header_is_header_and_no_other(name: str) -> None:
    case = CASES[name]
    whole = case.text + BODY
    covered = {position for span in read_header(whole)[1] for position in range(span.start, span.end)}
    at = 0
    for line in whole.split("\n"):
        inside = [at + offset in covered for offset, mark in enumerate(line) if not mark.isspace()]
        expected = at < len(case.text) and line not in case.titles
        assert all(one is expected for one in inside), line
        at += len(line) + 1


@pytest.mark.parametrize("name", COLLECTED)
def test_a_page_on_one_line_keeps_header_title_and_text_apart(name: str) -> None:
    case = COLLECTED[name]
    lines = (case.text + BODY).split("\n")
    for text in ("\n".join(lines), " ".join(line for line in lines if line.strip())):
        document = read_text(text, STANDARD)
        found = {key: value for key, value in metadata_shape(document.metadata).items() if value is not None}
        assert found == case.wanted
        assert document.preamble.startswith("2023年，全区")
        titles = {"".join(title.split()) for title in case.titles}
        assert not titles or any(title in "".join(document.title.split()) for title in titles)


def test_a_label_inside_the_preamble_gives_nothing() -> None:
    preamble = "2023年，我局坚持依法行政，扎实推进各项工作，办理行政许可一批，群众满意度持续提升，依法治理水平稳步提高，营商环境改善。"
    metadata, spans = read_header(f"{TITLE}{preamble}\n数据来源：统计部门\n发布日期：2019-01-01\n{BODY}")
    assert (metadata.source, metadata.published_at, spans) == (None, None, ())


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_header_is_read_in_every_layout(layout: str) -> None:
    header, wanted = LAYOUTS[layout]
    text = header + BODY
    metadata, spans = read_header(text)
    assert {key: getattr(metadata, key) for key in wanted} == wanted
    assert all(span.of(text).strip() for span in spans)
    assert not any("法治政府建设情况的报告" in span.of(text) for span in spans)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_the_place_of_a_value_holds_its_words(layout: str) -> None:
    text = LAYOUTS[layout][0] + BODY
    metadata, _ = read_header(text)
    for key, span in metadata.spans.items():
        value = getattr(metadata, key)
        if isinstance(value, str):
            assert span.of(text) == value


def test_nothing_is_taken_from_the_body() -> None:
    metadata, spans = read_header(TITLE + BODY)
    assert metadata.source is None
    assert spans == ()


def test_present_and_empty_is_not_absent() -> None:
    metadata, _ = read_header("主题分类：\n体裁分类：　访问次数：\n" + TITLE + BODY)
    assert metadata.topic is None and metadata.genre is None
    assert {"topic", "genre", "visits"} <= metadata.present


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("2024-03-04", date(2024, 3, 4)),
        ("2024- 03- 04 16: 22", datetime(2024, 3, 4, 16, 22)),
        ("2021/03/29 11:30:01", datetime(2021, 3, 29, 11, 30, 1)),
        ("2017年02月28日", date(2017, 2, 28)),
        ("25.02.2016  10:00", datetime(2016, 2, 25, 10, 0)),
        ("2025-05-28 14:14:25 Wed", datetime(2025, 5, 28, 14, 14, 25)),
        ("2024-02-30", None),
        ("二月", None),
        ("二〇二四年三月一日", date(2024, 3, 1)),
        ("2024年3月4日 16时22分", datetime(2024, 3, 4, 16, 22)),
    ],
)
def test_dates_are_read_in_every_form(words: str, wanted: object) -> None:
    assert parse_date(words) == wanted
