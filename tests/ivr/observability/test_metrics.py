"""What Prometheus reads: counted where it happens, together for all workers, for the right eyes."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update

from ivr.dialog.acts import Keyed, Said
from ivr.observability import metrics
from ivr.web import metrics_folder, metrics_page
from models.base import utc_now
from models.notice import Notice
from tests.ivr.web.test_webhooks import action
from tests.support.hotlines import RunningHotline


def numbers(hotline: RunningHotline) -> dict[str, float]:
    """Every sample by name and labels; what was looked up before is forgotten."""
    page = hotline.with_parts().client.get("/metrics")
    assert page.status_code == 200
    return {
        "".join(
            [sample.name, *(f" {k}={v}" for k, v in sorted(sample.labels.items()))]
        ): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


@pytest.fixture
def grew(keypad_hotline):
    """By how much numbers have grown since the test began."""
    before = numbers(keypad_hotline)

    def by(name: str) -> float:
        return numbers(keypad_hotline).get(name, 0) - before.get(name, 0)

    return by


def test_a_call_is_counted_once_however_often_it_is_announced(keypad_hotline, sid, grew):
    for _ in range(2):
        menu = keypad_hotline.post("/voice/incoming", sid)
    keypad_hotline.post(action(menu), sid, Digits="2")
    for _ in range(2):
        keypad_hotline.post("/voice/status", sid, CallStatus="completed")
    assert grew("hotline_calls_total") == 1
    assert grew("hotline_turns_total act=Keyed") == 1
    assert grew("hotline_calls_ended_total outcome=hung_up") == 1
    assert grew("hotline_webhook_seconds_count endpoint=incoming status=200") == 2


def test_what_was_made_of_words_and_what_dialogues_looked_up(keypad_hotline, sid, grew):
    keypad_hotline.post("/voice/incoming", sid)
    conversation = keypad_hotline.services.conversations.open(sid)
    conversation.receive(Said("心梗赔不赔", 0.9))
    conversation.receive(Said("红烧肉怎么烧", 0.9))
    assert grew("hotline_understood_total decision=answer") == 1
    assert grew("hotline_understood_total decision=reject") == 1
    assert grew("hotline_effects_total effect=answer result=Found") == 1


def test_a_hand_over_is_counted_by_whether_somebody_answered(speech_hotline, sid):
    name = "hotline_hand_overs_total answered=yes"
    before = numbers(speech_hotline).get(name, 0)
    speech_hotline.post("/voice/incoming", sid)
    speech_hotline.services.conversations.open(sid).receive(Keyed("0"))
    answer = speech_hotline.post("/voice/resume?after=1", sid)
    speech_hotline.post(action(answer), sid, DialCallStatus="completed")
    assert numbers(speech_hotline)[name] == before + 1


def test_the_pause_is_measured_apart_from_recogniser_and_reply(keypad_hotline, grew):
    captions = keypad_hotline.services.captions
    captions.reply_sent("CA1", {"ended": 1.0, "endpoint": 0.7, "decode": 0.2, "reply": 0.4})
    captions.reply_sent("CA1", {"ended": 1.0, "endpoint": 0.0, "decode": 0.0, "reply": 0.1})
    assert grew("hotline_pause_seconds_count") == 1
    assert grew("hotline_pause_seconds_sum") == pytest.approx(0.7)
    assert grew("hotline_decode_seconds_sum") == pytest.approx(0.2)
    assert grew("hotline_reply_seconds_sum") == pytest.approx(0.5)


def test_a_notice_nobody_takes_up_grows_old(keypad_hotline, sid):
    before = numbers(keypad_hotline)
    keypad_hotline.post("/voice/incoming", sid, From="+8613911113333")
    conversation = keypad_hotline.services.conversations.open(sid)
    for words in ("我要报一个事故", "王小明"):
        conversation.receive(Said(words, 0.9))
    with keypad_hotline.services.sessions.begin() as session:
        hours_ago = utc_now() - timedelta(hours=5)
        old = update(Notice).where(Notice.call_sid == sid).values(created_at=hours_ago)
        assert session.execute(old).rowcount == 1
    after = numbers(keypad_hotline)
    assert after["hotline_notices_new"] == before["hotline_notices_new"] + 1
    assert after["hotline_notices_new_age_seconds"] >= 5 * 3600


def test_what_the_database_lacks_is_the_depth_of_the_journal(keypad_hotline, sid):
    journal = keypad_hotline.services.store.journal
    assert numbers(keypad_hotline)["hotline_journal_calls"] == 0
    with journal.locked():  # or it would be delivered under our eyes
        journal.enqueue(sid, {"kind": "ended", "outcome": "hung_up", "at": "2026-11-24T00:00:00"})
        file = journal._pending_file(sid)
        os.utime(file, (time.time() - 60, time.time() - 60))
        found = numbers(keypad_hotline)
        file.unlink()
    assert found["hotline_journal_calls"] == 1
    assert found["hotline_journal_age_seconds"] >= 60


def test_load_and_capacity_are_those_of_admission(speech_hotline):
    assert speech_hotline.services.slots.acquire()
    found = numbers(speech_hotline)
    speech_hotline.services.slots.release()
    assert found["hotline_speech_calls"] == 1
    assert found["hotline_speech_calls_most"] == 2
    assert found["hotline_draining"] == 0


def test_while_the_database_is_away_the_rest_is_still_told(keypad_hotline):
    found = numbers(keypad_hotline.with_parts(sessions=_Away()))
    assert found["hotline_database_up"] == 0
    assert "hotline_notices_new" not in found
    assert "hotline_calls_total" in found


class _Away:
    def __call__(self):
        from sqlalchemy.exc import OperationalError

        raise OperationalError("select 1", {}, Exception("no line"))

    begin = __call__


@pytest.mark.parametrize(
    ("settings", "asked", "status"),
    [
        ({}, {}, 200),
        ({}, {"remote": "203.0.113.9"}, 404),
        ({}, {"X-Forwarded-For": "127.0.0.1"}, 404),
        ({}, {"X-Forwarded-For": "203.0.113.9"}, 404),
        ({"trusted_proxies": "127.0.0.1"}, {"X-Forwarded-For": "203.0.113.9"}, 404),
        ({"trusted_proxies": "127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}, 404),
        ({"trusted_proxies": "127.0.0.1"}, {}, 200),
        ({"metrics_networks": "10.0.0.0/8"}, {"remote": "10.2.3.4"}, 200),
        ({"metrics_networks": "10.0.0.0/8"}, {"remote": "::ffff:10.2.3.4"}, 200),
        ({"metrics_networks": "10.0.0.0/8"}, {}, 404),
        ({"metrics_networks": ""}, {}, 404),
        ({"metrics_token": "t" * 20}, {"remote": "203.0.113.9", "Authorization": "Bearer " + "t" * 20}, 200),
        ({"metrics_token": "t" * 20}, {"remote": "203.0.113.9", "Authorization": "Bearer x"}, 404),
        ({"metrics_networks": ""}, {"Authorization": "Bearer "}, 404),
    ],
)  # fmt: skip
def test_metrics_are_for_neighbours_and_for_those_with_the_token(
    keypad_hotline, settings, asked, status
):
    changed = keypad_hotline.settings.model_copy(
        update={**settings, "metrics_token": _secret(settings.get("metrics_token", ""))}
    )
    hotline = keypad_hotline.with_parts(settings=changed)
    asked = dict(asked)
    remote = {"REMOTE_ADDR": asked.pop("remote", "127.0.0.1")}
    answer = hotline.client.get("/metrics", headers=asked, environ_overrides=remote)
    assert answer.status_code == status


def _secret(text: str):
    from pydantic import SecretStr

    return SecretStr(text)


WORKER = """
import os, sys, time
from ivr.observability import metrics
metrics.calls.inc(int(sys.argv[1]))
metrics.load["speech_calls"].set(int(sys.argv[1]))
print("counted", flush=True)
sys.stdin.read()
"""


def test_workers_are_summed_and_a_dead_one_is_busy_no_more(keypad_hotline, tmp_path):
    """Two processes count into one folder; a third one is asked; then one of the two is killed."""
    changed = keypad_hotline.settings.model_copy(update={"var": tmp_path})
    folder = metrics_folder.prepared_folder(changed)
    environment = {**os.environ, metrics_folder.FOLDER: str(folder)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, count],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for count in ("2", "3")
    ]
    try:
        assert [worker.stdout.readline() for worker in workers] == [b"counted\n"] * 2
        assert _collected(folder) == (5, 5)
        workers[0].kill()
        workers[0].wait()
        assert _collected(folder) == (5, 3)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _collected(folder) -> tuple[float, float]:
    """(calls counted, calls served by speech) of all workers, as the page gathers them."""
    registry = metrics_page.of_all_workers(folder)
    return (
        registry.get_sample_value("hotline_calls_total"),
        registry.get_sample_value("hotline_speech_calls"),
    )


def test_a_new_start_forgets_the_numbers_of_the_last(keypad_hotline, tmp_path):
    changed = keypad_hotline.settings.model_copy(update={"var": tmp_path})
    (metrics_folder.prepared_folder(changed) / "counter_1.db").touch()
    assert list(metrics_folder.prepared_folder(changed).iterdir()) == []


def test_every_metric_has_its_line_in_the_docs():
    from pathlib import Path

    text = (Path(__file__).parents[3] / "docs" / "observability.md").read_text(encoding="utf-8")
    names = [value._name for value in vars(metrics).values() if hasattr(value, "_name")] + [
        f"hotline_{name}" for name in metrics.load
    ]
    assert len(names) > 10
    assert [name for name in names if name not in text] == []


def test_folders_of_containers_that_are_no_more_are_dropped_and_others_stay(
    keypad_hotline, tmp_path
):
    changed = keypad_hotline.settings.model_copy(update={"var": tmp_path})
    everybody = tmp_path / "metrics"
    for name, age in (("pod-old-8000", 8), ("pod-new-8000", 6)):
        (everybody / name).mkdir(parents=True)
        file = everybody / name / "counter_7.db"
        file.touch()
        past = time.time() - age * 24 * 3600
        for path in (file, file.parent):
            os.utime(path, (past, past))
    ours = metrics_folder.prepared_folder(changed)
    assert {folder.name for folder in everybody.iterdir()} == {"pod-new-8000", ours.name}
