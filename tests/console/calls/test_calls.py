"""Looking through calls."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, select, update

from console.calls import search
from ivr.dialog.acts import Dialled, Silent
from ivr.storage.call_ends import End, ends_of
from ivr.storage.questions import fill_in
from models.base import utc_now
from models.call import Call, Door, LogEntry
from models.number_ends import fill_in_ends
from models.question import Question
from tests.support.callers import make_call, said
from tests.support.staff import new_hotline

CALL_ID = re.compile(r"\bCA[0-9a-f]{32}\b")


def read(page: str) -> str:
    """What is read of a page, its title too."""
    return re.sub(r"<[^>]+>", " ", page)


def listed(page: str) -> list[str]:
    """The calls of a list, in order."""
    return [part.partition('"')[0] for part in page.split('href="/console/calls/CA')[1:]]


def test_a_call_shows_what_was_heard_said_and_understood(hotline, operator):
    sid = make_call(hotline, said("心肌梗死赔不赔", 0.83, interrupted=True), "再见")
    page = operator.get(f"/calls/{sid}").text
    assert "您好，这里是上海工会" in page
    assert page.index("您可以直接说") < page.index("心肌梗死赔不赔")
    assert "根据现有资料" in page
    assert "识别 83%" in page
    assert "打断播报" in page
    assert "说完 0.9 秒后听出来" in page
    assert "illness.coverage / ami" in page
    assert "热线挂断" in page
    assert ("call opened", sid) in operator.logged()


def test_the_id_of_a_call_stands_at_the_foot_of_its_page_only(hotline, operator, editor):
    sid = make_call(hotline, said("心肌梗死赔不赔"), "再见")
    for person in (operator, editor):
        page = person.get(f"/calls/{sid}").text
        assert CALL_ID.findall(read(page.partition('class="talk"')[0])) == []
        assert CALL_ID.findall(read(page)) == [sid]
    unknown = f"/calls/CA{0:032}"
    for path in ("/calls", f"/calls/{sid}/turns/0/1", f"/contacts/calls/{sid}", unknown):
        assert CALL_ID.findall(read(operator.get(path).text)) == [], path


def test_no_page_of_a_call_speaks_of_milliseconds(hotline, operator):
    sid = make_call(hotline, said("心肌梗死赔不赔", decode_ms=0, endpoint_ms=960), "再见")
    for path in (f"/calls/{sid}", f"/calls/{sid}/turns/0/1", "/calls", f"/contacts/calls/{sid}"):
        page = read(operator.get(path).text)
        assert "毫秒" not in page, path
        assert "960" not in page, path


def test_looking_at_a_call_changes_nothing_of_it(hotline, operator):
    sid = make_call(hotline, "我要报一个意外事故", outcome="")
    with hotline.services.sessions() as session:
        before = session.query(LogEntry).filter_by(call_sid=sid).count()
    operator.get(f"/calls/{sid}")
    with hotline.services.sessions() as session:
        assert session.query(LogEntry).filter_by(call_sid=sid).count() == before


def test_keys_silence_and_hand_over_are_told(hotline, operator):
    sid = make_call(hotline, Silent(), "0", Dialled(answered=True), engine="", outcome="handed_off")
    page = operator.get(f"/calls/{sid}").text
    assert "（没有声音）" in page
    assert "<kbd>0</kbd>" in page
    assert "已转人工" in page


def test_a_log_of_another_version_is_shown_as_it_stands(hotline, operator):
    sid = make_call(hotline, "糖尿病赔不赔")
    with hotline.services.sessions.begin() as session:
        session.query(LogEntry).filter_by(call_sid=sid, asked="lookup:understand").update(
            {"asked": "lookup:forgotten"}
        )
    page = operator.get(f"/calls/{sid}").text
    assert "旧版对话" in page
    assert "糖尿病赔不赔" in page


def test_who_need_not_know_who_called_does_not_see_it(hotline, operator, editor):
    sid = make_call(hotline, "查一下我的会员卡", "7921742180")
    assert "+8613800001234" in operator.get(f"/calls/{sid}").text
    page = editor.get(f"/calls/{sid}").text
    assert "+8613800001234" not in page
    assert "7921742180" not in page
    assert "＊＊＊" in page


def test_recordings_are_played_to_those_who_may_and_it_is_written_down(hotline, operator, editor):
    sid = make_call(hotline, outcome="")
    path = hotline.services.recordings.keep(sid, 1, b"\0\1" * 800)
    address = f"/calls/{sid}/audio/{path.rpartition('/')[2]}"
    wav = operator.get(address)
    assert wav.data[:4] == b"RIFF"
    assert ("recording played", path) in operator.logged()
    assert editor.get(address).status_code == 403
    assert operator.get(f"/calls/{sid}/audio/..%2F..%2Fdata.key").status_code == 404


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """120 calls, one a minute; each third handed over, each fourth longer than the one before,
    each tenth with two questions about an illness; one with words to look for."""
    hotline = new_hotline(tmp_path_factory.mktemp("archive"))
    begin = utc_now() - timedelta(hours=3)
    with hotline.services.sessions.begin() as session:
        for n in range(120):
            at = begin + timedelta(minutes=n)
            seconds = 65 + (n if n % 4 == 0 else 0)
            ended = {
                "state": "ended",
                "ended_at": at + timedelta(seconds=seconds),
                "seconds": seconds,
            }
            outcome = "handed_off" if n % 3 == 0 else "completed"
            call = Call(sid=f"CA{n:032}", started_at=at, outcome=outcome, engine="vosk", **ended)
            session.add(call)
            text = "换肾能报吗" if n == 7 else "你好"
            reply = {"type": "Said", "text": text}
            session.add(LogEntry(call_sid=call.sid, seq=0, asked="menu.main", reply=reply))
            for seq in (0, 2) if n % 10 == 0 else ():
                asked = {"topic": "illness.coverage", "decision": "answer"}
                level = "high" if n % 20 == 0 else "low"
                where = {"call_sid": call.sid, "epoch": 0, "seq": seq, "started_at": at}
                session.add(Question(**where, **asked, level=level))
    return hotline


@pytest.fixture
def reader(archive):
    from tests.support.staff import add_person

    return add_person(archive, "operator")


def walk(reader, **filters: str) -> list[str]:
    """All calls of a list, page by page."""
    found, after = [], ""
    for _ in range(50):
        page = reader.get("/calls", after=after, **filters).text
        found += listed(page)
        following = re.search(r'rel="next" href="[^"]*after=([^"&]+)', page)
        if not following:
            return found
        after = unquote(following[1])
    raise AssertionError("the pages never end")


def test_the_longest_come_first_and_every_call_once(reader):
    found = [int(sid) for sid in walk(reader, order="longest")]
    assert found[:3] == [116, 112, 108]
    assert sorted(found) == list(range(120))


def test_calls_are_found_by_what_was_asked_and_how_surely_it_was_understood(reader):
    everyone = [f"{n:032}" for n in range(110, -1, -10)]
    assert walk(reader, topic="illness.coverage") == everyone
    assert walk(reader, topic="illness.coverage", order="oldest") == everyone[::-1]
    assert walk(reader, level="low", outcome="handed_off") == [f"{n:032}" for n in (90, 30)]
    assert walk(reader, topic="illness.coverage", level="middle") == []
    longest = walk(reader, topic="illness.coverage", level="high", order="longest")
    assert longest == [f"{n:032}" for n in range(100, -1, -20)]
    file = reader.get("/calls/export.csv", topic="illness.coverage", order="oldest")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert [row["编号"][2:] for row in rows] == everyone[::-1]


def test_what_a_call_asked_is_known_from_its_log(hotline, operator):
    sid = make_call(hotline, "心肌梗死赔不赔", "红烧肉怎么烧")
    assert sid[2:] in listed(operator.get("/calls", topic="illness.coverage").text)
    assert sid[2:] in listed(operator.get("/calls", level="low").text)
    assert sid[2:] not in listed(operator.get("/calls", topic="card.bank").text)


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_hold_every_call_once_in_order(reader, order):
    found = walk(reader, order=order)
    assert found == sorted(found, reverse=order == "newest")
    assert len(found) == 120


def test_filters_leave_out_the_rest(reader):
    assert len(walk(reader, outcome="handed_off")) == 40
    assert walk(reader, engine="whisper") == []
    assert walk(reader, first="2001-01-01", last="2001-01-02") == []
    assert "没有符合条件" in reader.get("/calls", state="active").text


def test_a_list_by_what_came_of_calls_holds_those_and_no_others(hotline, operator):
    make_call(hotline, "心肌梗死赔不赔")
    make_call(hotline, "红烧肉怎么烧")
    make_call(hotline)
    make_call(hotline, Silent(), "0", Dialled(answered=True), outcome="handed_off")
    make_call(hotline, "我要报一个意外事故", outcome="")
    with hotline.services.sessions() as session:
        ends = ends_of(session, session.scalars(select(Call.sid)).all())
    assert len(set(ends.values())) >= 4
    for end in End:
        assert set(listed(operator.get("/calls", end=end).text)) == {
            sid[2:] for sid, came in ends.items() if came == end
        }
        both = operator.get("/calls", end=end, topic="illness.coverage", level="high")
        assert both.status_code == 200
    assert listed(operator.get("/calls", end="nonsense").text) == []


def test_a_list_and_its_file_by_the_way_calls_came(hotline, operator):
    make_call(hotline)
    sid = make_call(hotline, door=Door.SIP)
    assert listed(operator.get("/calls", door="sip").text) == [sid[2:]]
    file = operator.get("/calls/export.csv", door="sip")
    (row,) = csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")))
    assert (row["编号"], row["来路"]) == (sid, "SIP 中继")


def test_what_was_said_is_found_in_sealed_logs(reader):
    assert walk(reader, text="换肾") == [f"{7:032}"]


def test_a_long_search_pauses_and_goes_on(reader, monkeypatch):
    monkeypatch.setattr(search, "BATCH", 10)
    monkeypatch.setattr(search, "MAX_TURNS", 30)
    assert "继续找" in reader.get("/calls", text="换肾").text
    assert walk(reader, text="换肾") == [f"{7:032}"]


def test_a_phone_number_is_found_by_its_blind_index(hotline, operator):
    sid = make_call(hotline, caller="+8613911112222")
    make_call(hotline, caller="+8613911113333")
    assert listed(operator.get("/calls", text="139 1111 2222").text) == [sid[2:]]
    assert ("calls searched", "*********22") in operator.logged()


@pytest.mark.parametrize("part", ["55667", "1395556"])
def test_a_part_of_a_number_says_what_is_wanted(hotline, operator, part):
    make_call(hotline, caller="+8613955566778")
    hint = "号码请填全，或者只填最后 4 位"
    assert hint in operator.get("/calls", text=part).text
    assert hint in operator.post("/search", text=part).text
    for whole in ("9999", "13900000000", "63210000"):
        assert hint not in operator.get("/calls", text=whole).text


def test_files_hold_what_the_list_holds_and_nobodys_number(reader):
    answer = reader.get("/calls/export.csv", outcome="handed_off")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 40
    assert rows[1]["时长（秒）"] == "65"
    assert not [head for head in rows[0] if "号码" in head]
    assert rows[0]["怎么结束的"] == "已转人工"
    with reader.get("/calls/export.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data), read_only=True)
    assert sum(1 for _ in book["calls"].iter_rows()) == 121
    assert reader.logged()[-1] == ("calls exported", "xlsx")


def test_an_unknown_call_is_told_in_words(operator):
    assert operator.get("/calls/CA0").status_code == 404


def test_questions_of_calls_before_the_upgrade_are_filled_in_once(hotline):
    sid = make_call(hotline, "心肌梗死赔不赔", "红烧肉怎么烧")
    asked = select(Question).where(Question.call_sid == sid).order_by(Question.seq)
    with hotline.services.sessions.begin() as session:
        before = [(q.seq, q.topic, q.level, q.started_at) for q in session.scalars(asked)]
        session.execute(delete(Question))
    with hotline.services.sessions.begin() as session:
        assert fill_in(session) >= 2
        assert fill_in(session) == 0
    with hotline.services.sessions() as session:
        assert [(q.seq, q.topic, q.level, q.started_at) for q in session.scalars(asked)] == before
    assert [topic for _, topic, _, _ in before] == ["illness.coverage", "none"]


def test_what_was_corrected_is_found_by_the_right_words(hotline, operator):
    sid = make_call(hotline, "肩膏肥脖肥", outcome="hung_up")
    place = "0/1"
    operator.post(f"/calls/{sid}/turns/{place}", said="心梗赔不赔吗", meaning="")
    assert listed(operator.get("/calls", text="心梗赔不赔吗").text) == [sid[2:]]


def test_the_end_of_a_number_finds_who_rang_also_after_an_upgrade(hotline, operator):
    sid = make_call(hotline, caller="+8613800009753")
    assert listed(operator.get("/calls", text="9753").text) == [sid[2:]]
    assert operator.logged()[-1][1] != "9753"
    with hotline.services.sessions.begin() as session:
        session.execute(update(Call).values(caller_end=""))
    assert listed(operator.get("/calls", text="9753").text) == []
    assert fill_in_ends(hotline.services.engine) > 0
    assert listed(operator.get("/calls", text="9753").text) == [sid[2:]]
    assert fill_in_ends(hotline.services.engine) == 0


def test_editors_hear_the_hotlines_own_words_whole(hotline, editor):
    sid = make_call(hotline, "心肌梗死赔不赔")
    greeting = editor.get(f"/calls/{sid}").text.partition('class="them"')[2].partition("</li>")[0]
    assert "上海工会幺二三五幺热线" in greeting
    assert "（号码）" not in greeting


def test_todays_calls_are_one_press_away(hotline, operator):
    page = operator.get("/calls").text
    assert 'href="/console/calls?first=2026-11-24">今天' in page
    assert 'href="/console/calls?first=2026-11-23&amp;last=2026-11-23">昨天' in page
    assert 'href="/console/calls?first=2026-11-23">本周' in page, "from Monday on"
