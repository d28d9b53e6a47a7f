"""A caller who does not want to be recorded: nothing is kept, nor what was kept so far."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.recordings import Recordings
from ivr.store import Record
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

    def refuse(self, session: Session, sid: str, record: Record) -> None:
        """Note the refusal, and unhang this call's recordings from notices and call-backs."""
        call = session.get_one(Call, sid)
        call.recording_refused = True
        for notice in session.scalars(select(Notice).where(Notice.last_call_sid == sid)):
            for column in _RECORDINGS:
                if getattr(notice, column).startswith(f"{sid}/"):
                    setattr(notice, column, "")
        callback = session.get(Callback, sid)
        if callback:
            callback.recording = ""

    def forget_recordings(self, sid: str) -> None:
        """Delete the files, and make none any more."""
        self._recordings.refuse(sid)
