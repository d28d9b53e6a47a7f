"""A caller who does not want to be recorded: nothing is kept, nor what was kept so far."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.storage.recordings import Recordings
from ivr.storage.store import Record
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
    """Honours the refusal."""

    def __init__(self, recordings: Recordings) -> None:
        self._recordings = recordings

    def refuse(self, session: Session, sid: str, record: Record) -> dict[str, Any]:
        """Note the refusal, and unhang this call's recordings from notices and call-backs."""
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
        return {"already": already}

    def forget_recordings(self, sid: str) -> None:
        """Delete the files, and make none any more."""
        self._recordings.refuse(sid)


def without_refused(session: Session, sid: str, data: dict[str, Any]) -> dict[str, Any]:
    """What a dialogue saves, without recordings that were deleted: it names all it ever had."""
    if not session.get_one(Call, sid).recording_refused:
        return data
    return {
        name: "" if name.endswith("recording") and value.startswith(f"{sid}/") else value
        for name, value in data.items()
    }
