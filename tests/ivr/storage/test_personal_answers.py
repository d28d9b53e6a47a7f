"""What callers tell of people is nobody's question: editors read none of it, nor do their dry runs."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from ivr.prompts import catalogue
from ivr.storage.log_reader import LogReader
from ivr.storage.personal_answers import is_personal
from ivr.storage.questions import fill_in, forget_personal
from models.base import sessions
from models.call import Call, LogEntry
from models.question import Question
from tests.support.callers import make_call, said
from tests.support.hotlines import RunningHotline, ScriptedRecognizer

DIALOG = Path(__file__).parents[3] / "ivr" / "dialog"
NAMES = (
    "王芳，她同事",
    "李建国，三棉厂",
    "闵行东川路800号",
    "从脚手架上摔下来",
    "瑞金医院吧",
    "二十号那天",
)
HINTS = ("digits", "date", "story")


@pytest.fixture
def hotline(tmp_path):
    made = RunningHotline(tmp_path, ScriptedRecognizer(), speech_calls=2)
    yield made
    made.services.close()


def told_a_notice(hotline: RunningHotline, *more) -> str:
    words = [said(NAMES[0]), said("不知道"), said(NAMES[1]), said(NAMES[5])]
    places = [said(NAMES[2]), said(NAMES[3]), "1", said(NAMES[4])]
    return make_call(hotline, "4", *words, "20261120", "1", *places, *more, outcome="hung_up")


def asked(hotline: RunningHotline) -> list[str]:
    """Everything an editor can come across as a question."""
    with hotline.services.sessions() as session:
        reader = LogReader(session)
        rows = session.scalars(select(Question)).all()
        found = [reader.question(q.call_sid, q.epoch, q.seq) for q in rows]
        calls = set(session.scalars(select(Call.sid)))
        ids = list(session.scalars(select(LogEntry.id)))
        words = list(reader.words(ids).values())
        newest = [q.said.text for q in reader.newest_questions(100)]
        return [
            *(f.said.text for f in found if f),
            *newest,
            *(q.said.text for q in reader.questions(calls)),
            *words,
        ]


def test_an_accident_notice_leaves_no_question(hotline):
    told_a_notice(hotline)
    assert set(asked(hotline)).isdisjoint(NAMES)


def test_real_questions_before_and_after_are_questions(hotline):
    told_a_notice(hotline)
    make_call(hotline, said("糖尿病赔不赔"), outcome="hung_up")
    make_call(hotline, said("红烧肉怎么烧"), outcome="hung_up")
    assert {"糖尿病赔不赔", "红烧肉怎么烧"} <= set(asked(hotline))


def test_a_message_and_a_number_leave_none(hotline):
    make_call(hotline, "3", said("我叫李建国"), said("李建国"), outcome="hung_up")
    assert {"我叫李建国", "李建国"}.isdisjoint(asked(hotline))


def test_a_name_given_after_wait_a_moment_leaves_none(hotline):
    make_call(hotline, "4", said("等一下"), said("王芳，她同事"), outcome="hung_up")
    assert "王芳，她同事" not in asked(hotline)


def test_what_was_written_down_before_is_taken_out(hotline):
    sid = told_a_notice(hotline)
    make_call(hotline, said("红烧肉怎么烧"), outcome="hung_up")
    with sessions(hotline.services.engine).begin() as session:
        acts = session.scalars(select(LogEntry).where(LogEntry.call_sid == sid)).all()
        answers = [row for row in acts if row.asked.startswith("notice.")]
        assert answers
        for row in answers:
            session.add(
                Question(
                    call_sid=sid,
                    epoch=row.epoch,
                    seq=row.seq,
                    started_at=row.at,
                    topic="none",
                    decision="reject",
                    level="low",
                )
            )
        session.flush()
        assert forget_personal(session) == len(answers)
        assert forget_personal(session) == 0
        assert fill_in(session) == 0
        assert len(session.scalars(select(Question)).all()) >= 1


def test_whatever_the_dialogue_asks_of_people_is_known_as_personal():
    """Every `Ask` that records, or waits for a number, a day or a story."""
    found = set()
    for path in DIALOG.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Ask"):
                continue
            given = {k.arg: ast.unparse(k.value).strip("'\"") for k in node.keywords}
            if given.get("hint") in HINTS or given.get("record") == "True":
                found.add(ast.unparse(node.args[0]).removeprefix("f").strip("'\""))
    named = {re.sub(r"\{.*", "", name) for name in found if "." in name}
    assert {"notice.when", "member.birth", "callback.number", "person.message"} <= named
    assert all(is_personal(name) for name in named), named
    # Names that are handed in: all prompts of these families.
    prompts = yaml.safe_load(catalogue.ZH.read_text("utf-8"))
    assert all(is_personal(p) for p in prompts if p.split(".")[0] in ("notice", "number", "member"))
    assert not any(is_personal(p) for p in prompts if p.split(".")[0] in ("menu", "answer", "also"))
