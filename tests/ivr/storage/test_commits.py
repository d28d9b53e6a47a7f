"""How often a call goes to the database: once a turn, and the first time with all there is to say."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from sqlalchemy import Engine, event

from ivr.dialog.acts import Keyed, Said
from tests.support.databases import fresh_url
from tests.support.hotlines import ORIGIN, RunningHotline, ScriptedRecognizer


class Visits:
    """Counts what an engine does."""

    def __init__(self, engine: Engine) -> None:
        self._count: Counter[str] = Counter()
        for name in ("begin", "commit"):
            event.listen(engine, name, lambda _, name=name: self._count.update([name]))

    def of(self, deed: Callable[[], object]) -> tuple[int, int]:
        """How many transactions `deed` takes, and how many of them write."""
        self._count.clear()
        deed()
        return self._count["begin"], self._count["commit"]


@pytest.fixture(scope="module", params=["keys", "speech"])
def hotline(request, tmp_path_factory) -> Iterator[RunningHotline]:
    folder = tmp_path_factory.mktemp("commits")
    recognizer = ScriptedRecognizer() if request.param == "speech" else None
    url = fresh_url("postgresql", folder)
    running = RunningHotline(folder, recognizer, database_url=url, speech_calls=1)
    yield running
    running.services.close()


@pytest.fixture
def visits(hotline) -> Visits:
    return Visits(hotline.services.engine)


def action(answer: str) -> str:
    return unescape(re.search(r'action="([^"]+)"', answer)[1]).replace(ORIGIN, "")


def test_the_first_webhook_of_a_call_is_one_transaction(hotline, visits, sid):
    assert visits.of(lambda: hotline.post("/voice/incoming", sid)) == (1, 1)
    assert hotline.call(sid).caller
    assert hotline.services.conversations.begun(sid)


def test_the_same_webhook_again_only_reads(hotline, visits, sid):
    hotline.post("/voice/incoming", sid)
    assert visits.of(lambda: hotline.post("/voice/incoming", sid)) == (1, 0)


@pytest.mark.parametrize("hotline", ["keys"], indirect=True)
def test_a_keyed_turn_reads_once_and_writes_once(hotline, visits, sid):
    answer = hotline.post("/voice/incoming", sid).text
    path = action(answer)
    assert visits.of(lambda: hotline.post(path, sid, Digits="3")) == (2, 1)


@pytest.mark.parametrize("act", [Said("糖尿病赔不赔", 0.9), Keyed("1")], ids=["said", "keyed"])
def test_a_turn_on_an_open_line_is_one_transaction(hotline, visits, sid, act):
    hotline.post("/voice/incoming", sid)
    conversation = hotline.services.conversations.open(sid)
    assert visits.of(lambda: conversation.receive(act)) == (1, 1)


def test_a_turn_that_saves_writes_down_first_what_led_to_it(hotline, visits, sid):
    hotline.post("/voice/incoming", sid)
    conversation = hotline.services.conversations.open(sid)
    assert visits.of(lambda: conversation.receive(Keyed("4")))[1] == 3
