"""A day at the hotline, for the browser to look at and for the pictures in docs/images."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from ivr.dialog.acts import Dialled, Silent
from ivr.storage.call_ends import End
from ivr.storage.daily_figures import keep
from models.call import Callback, LogEntry, phone_key
from models.notice import Notice, index_notice
from models.staff import StaffAction
from tests.support.callers import make_call, said
from tests.support.hotlines import RunningHotline

QUESTIONS = [
    ("心肌梗死赔不赔", 0.91),
    ("大病理赔要交什么材料", 0.84),
    ("换了单位会员卡怎么办", 0.88),
    ("糖尿病赔不赔", 0.72),
    ("尿毒症能报多少", 0.66),
    ("红烧肉怎么烧", 0.41),
]
UNANSWERED = [
    "红烧肉怎么烧",
    "红烧肉哪能烧",
    "红绍肉怎么烧",
    "钢琴找谁修",
    "今天股票涨了没有",
]
TOLD = {
    "reporter": "测试工会干事",
    "person": "测试甲，示例机械厂",
    "place": "示例机械厂二车间",
    "story": "上午检修行车的时候，从三米高的平台上掉下来，腰部着地，已经送医院。",
    "hospital": "示例医院",
    "outcome": "injured",
    "phone": "13900002222",
    "status": "complete",
}


NOW = datetime(2026, 11, 24, 9, 30)
"""Half past five in the afternoon in Shanghai."""


def a_day(hotline: RunningHotline) -> dict[str, str]:
    """Calls, notices and recordings; the call worth looking at."""
    for number in range(12):
        text, confidence = QUESTIONS[number % len(QUESTIONS)]
        outcome = ("completed", "completed", "hung_up", "handed_off")[number % 4]
        begun = NOW - timedelta(minutes=38 * number + 9)
        make_call(
            hotline,
            said(text, confidence, endpoint_ms=480 + 60 * number, decode_ms=180 + 20 * number),
            outcome=outcome,
            engine="whisper" if number % 5 else "",
            at=begun,
            ended_at=begun + timedelta(seconds=50 + 7 * number),
        )
    for number, text in enumerate(UNANSWERED):
        begun = NOW - timedelta(days=2 + number, minutes=17 * number)
        ended = begun + timedelta(seconds=44)
        make_call(hotline, said(text, 0.7), outcome="hung_up", at=begun, ended_at=ended)
    shown = make_call(
        hotline,
        said("心肌梗死赔不赔", 0.83, interrupted=True),
        Silent(),
        said("理赔要什么材料", 0.78),
        "0",
        Dialled(answered=True),
        outcome="handed_off",
        at=NOW,
        ended_at=NOW + timedelta(seconds=96),
    )
    for seq in _said(hotline, shown):
        hotline.services.recordings.keep(shown, seq, b"\0\0" * 8000)
    _notices(hotline, shown)
    _callbacks(hotline)
    _figures(hotline)
    return {"call": shown}


def _figures(hotline: RunningHotline) -> None:
    """What was counted of the weeks before."""
    with hotline.services.sessions.begin() as session:
        for ago in range(1, 60):
            busy = 1 + (ago * 7) % 5
            figures = [("end", end, 3 * busy - n) for n, end in enumerate(list(End)[:9])]
            figures = [(kind, name, max(count, 0)) for kind, name, count in figures]
            figures += [("topic", "illness.coverage", 9 * busy), ("topic", "card.reissue", busy)]
            figures += [
                ("level", "high", 11 * busy),
                ("level", "middle", busy),
                ("level", "low", 4),
            ]
            figures += [("wait", "900", 30), ("wait", "1200", busy)]
            keep(session, date(2026, 11, 24) - timedelta(days=ago), figures)


def _callbacks(hotline: RunningHotline) -> None:
    """Three wait, one was called."""
    for hours, reason in ((3, "asked"), (20, "crowded"), (26, "misheard"), (49, "no answer")):
        at = NOW - timedelta(hours=hours)
        sid = make_call(hotline, outcome="message_left", at=at, ended_at=at + timedelta(seconds=40))
        key = phone_key(hotline.services.vault, TOLD["phone"])
        promise = {"phone": TOLD["phone"], "phone_key": key, "reason": reason, "created_at": at}
        with hotline.services.sessions.begin() as session:
            done = reason == "no answer"
            session.add(Callback(call_sid=sid, status="done" if done else "new", **promise))
            if done:
                session.add(StaffAction(name="接线员甲", action="callback settled", subject=sid))


def _said(hotline: RunningHotline, sid: str) -> list[int]:
    """Places in the log where the caller spoke."""
    wanted = select(LogEntry).where(LogEntry.call_sid == sid).order_by(LogEntry.seq)
    with hotline.services.sessions() as session:
        return [entry.seq for entry in session.scalars(wanted) if entry.reply["type"] == "Said"]


def _notices(hotline: RunningHotline, sid: str) -> None:
    days = [("53700125", 20), ("53700126", 13), ("53700127", 2), ("53700128", 1)]
    with hotline.services.sessions.begin() as session:
        for reference, ago in days:
            told = dict(TOLD)
            if ago == 1:
                told |= {"status": "incomplete", "story": "", "hospital": "", "outcome": ""}
            notice = Notice(
                key=f"{sid}/{reference}",
                call_sid=sid,
                last_call_sid=sid,
                reference=reference,
                accident_date=date(2026, 11, 24) - timedelta(days=ago),
                **told,
            )
            index_notice(hotline.services.vault, notice)
            session.add(notice)
