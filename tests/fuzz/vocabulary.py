"""What requests are made of: every route, the names of fields the code reads, and odd values."""

import io
import re
from pathlib import Path

from flask import Flask
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from werkzeug.routing import Rule

ROOT = Path(__file__).parents[2]
_READ = re.compile(r"""(?:form|args|files|headers)(?:\.get\(|\[|\.getlist\()["']([\w-]+)["']""")
_NAMED = re.compile(r"""\bname=["'](\w+)["']""")

MARK = "<zq\"'>"
"""Must never come back in a page as it is: that would be markup."""

ODD = [
    "", " ", "0", "-1", "1e309", "9" * 30, "NaN", "None", "null", "true", "[]", "{}", "\x00", "\r\n",
    "\r\nSet-Cookie: a=b", "../../etc/passwd", "..", "%2e%2e%2f", "%", "%s%s%n", "{{7*7}}", "${7*7}",
    "' OR 1=1 --", '"; DROP TABLE calls; --', MARK, f"javascript:{MARK}", "http://evil.example/",
    "//evil.example/", "\\\\evil.example", "/console/\\evil.example", "2026-11-24", "2026-02-31",
    "0000-00-00", "9999-12-31", "٣٤٥", "１２３", "²", "七九二幺七四二幺八零", "大病理赔", "\u202e", "\ufeff",
    "a" * 300, "病" * 5000, "\U0001f600", "é" * 70, "hangup", "#", "*", "0*#", "completed", "no-answer",
    "new", "open", "closed", "admin", "zh", "en", "csv", "xlsx", "7921742180", "+8613800001234",
]  # fmt: skip

EXTREME = [
    "0",
    "-1",
    "1",
    "７",
    "٧",
    "²",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "200000000000000000",
    "9" * 30,
    "9" * 5000,
    "1e309",
    "1_000",
    "0x10",
    "NaN",
    "inf",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59+14:00",
    "0000-00-00",
    "2026-02-30",
    "2026/1/1",
    "99999-01-01",
    "２０２６年１月１日",
    "1969-12-31",
    "9" * 25 + "~x",
    "9999-12-31T23:59:59~x",
    "0001-01-01T00:00:00+08:00~x",
    "~",
    "a" * 300,
    "病" * 300,
    "a\0b",
    "\ud7ff",
    "\U0010ffff",
    MARK,
]
"""Numbers and days of any size, and what is nearly one."""


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule with every method it takes, but for those that turn into a WebSocket."""
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if not rule.rule.endswith("/stream")
    ]


def field_names() -> list[str]:
    """Names of fields, as code and pages read and send them."""
    names = set()
    for folder in ("console", "ivr"):
        for path in (ROOT / folder).rglob("*.py"):
            names |= set(_READ.findall(path.read_text(encoding="utf-8")))
        for path in (ROOT / folder).rglob("*.html"):
            names |= set(_NAMED.findall(path.read_text(encoding="utf-8")))
    return sorted(names)


values = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.integers(-(10**20), 10**20).map(str),
    st.from_regex(r"[0-9*#]{1,12}", fullmatch=True),
    st.dates().map(str),
)


def fields(names: list[str]) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Pairs of name and value; names may come twice, or be nobody's."""
    name = st.one_of(st.sampled_from(names), st.sampled_from(names), st.text(max_size=8))
    return st.lists(st.tuples(name, values), max_size=8)


def headers() -> st.SearchStrategy[dict[str, str]]:
    """Headers a browser, a proxy or a scanner might send."""
    plain = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
    names = [
        "Range", "Accept-Language", "If-Modified-Since", "If-None-Match", "HX-Request", "Accept",
        "X-Refresh", "X-Forwarded-For", "X-Forwarded-Proto", "X-HTTP-Method-Override", "Origin",
        "Referer", "Authorization", "Content-Encoding", "I-Twilio-Idempotency-Token",
    ]  # fmt: skip
    known = st.sampled_from(
        ["bytes=0-", "bytes=5-1", "bytes=-9999999999", "Bearer x", "https", "zh;q=x"]
    )
    return st.dictionaries(st.sampled_from(names), st.one_of(known, plain), max_size=3)


CELLS = [
    *ODD[:40], "=1+1", "+1", "@x", "'=1", "1980/1/2", "1980年1月2日", "０１２", "A类", "有效", "90天", "0天",
    "{limit.critical_illness}", "{", "claim.critical_illness", "deadline", "_x0041_", "病" * 33_000,
]  # fmt: skip
HEADS = [
    "number", "会员编号", "姓名", "单位", "name", "编号", "主题", "方面", "名称", "期限", "答案", "短信", "核对日期", "",
]  # fmt: skip


def files() -> st.SearchStrategy[bytes]:
    """Files: bytes, texts, tables and workbooks with odd values, sheets and sizes."""
    tables = st.lists(st.lists(st.sampled_from(CELLS), max_size=12), max_size=9)
    heads = st.lists(st.sampled_from(HEADS), max_size=14)
    table = st.tuples(heads, tables).map(lambda drawn: [drawn[0], *drawn[1]])
    text = st.one_of(
        st.text(max_size=500),
        table.map(lambda rows: "\n".join(",".join(row) for row in rows)),
        table.map(lambda rows: "format: hotline-knowledge-1\nfiles:\n  a.yaml:\n" + repr(rows)),
    )
    return st.one_of(
        st.binary(max_size=2000),
        text.map(lambda drawn: drawn.encode("utf-8", "replace")),
        st.sampled_from([b"PK\x03\x04" + b"\0" * 100, b"\xef\xbb\xbf", b"number\n" + b'"' * 50]),
        st.tuples(st.sampled_from(["答案", "疾病", "赔不赔", "members", "说明"]), table).map(_book),
        st.sampled_from([b"RIFF" + b"\xff" * 200, b"OggS" + b"\0" * 200, b"ID3", b"fLaC"]),
    )


def _book(drawn: tuple[str, list[list[str]]]) -> bytes:
    title, rows = drawn
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
