"""A caller who does not want to be recorded: nothing is kept, nor what was kept so far."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.dialog.effect import EffectKey
from ivr.dialog.saves import KeepCallback, NoticeAnswers, RecordingStopped, StopRecording
from ivr.storage.recordings import Recordings
from models.call import Call, Callback
from models.notice import Notice

_RECORDINGS = (
    "reporter_recording",
    "person_recording",
    "place_recording",
    "story_recording",
    "hospital_recording",
)


class Privacy:
    """Carries out the refusal to be recorded."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def refuse(self, session: Session, key: EffectKey, asked: StopRecording) -> RecordingStopped:
        """Note the refusal, and unhang this call's recordings from notices and call-backs."""
        sid = key.call
        call = session.get_one(Call, sid)
        already = call.recording_refused
        call.recording_refused = True
        for notice in session.scalars(select(Notice).where(Notice.last_call_sid == sid)):
            for column in _RECORDINGS:
                if getattr(notice, column).startswith(f"{sid}/"):
                    setattr(notice, column, "")
        callback = session.get(Callback, sid)
        if callback:
            callback.recording = ""
        return RecordingStopped(already=already)

    def forget_recordings(self, sid: str) -> None:
        """Delete the recordings of a call; no more are made of it."""
        self._recordings.refuse(sid)


def told_in(session: Session, sid: str, answers: NoticeAnswers | KeepCallback) -> dict[str, str]:
    """Field -> what was told, without deleted recordings: a dialogue names all it ever had."""
    given = {name: value for name, value in asdict(answers).items() if value is not None}
    if not session.get_one(Call, sid).recording_refused:
        return given
    return {
        name: "" if name.endswith("recording") and value.startswith(f"{sid}/") else value
        for name, value in given.items()
    }
