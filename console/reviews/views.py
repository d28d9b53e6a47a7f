"""Corrections: an operator hears an utterance again, writes what was said and what it should mean.

Receives a form; emits a review. One with a meaning becomes a content test with the next edition of
the knowledge and an example for `hotline kb calibrate`.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from console.calls.timeline import of_turn
from console.knowledge.meanings import choices, meaning_of, other_names
from console.shell.access import current_staff, requires
from console.shell.context import log_staff_action, reading, services, writing
from console.shell.returning import tell_with_link
from ivr.observability.masking import masked_text
from ivr.storage import corrections
from ivr.storage.log_reader import LoggedQuestion, LogReader
from ivr.storage.personal_answers import is_personal
from kb.contract import Meaning
from kb.editions import drafts
from models.knowledge import KnowledgeItem
from models.notice import Notice
from models.review import Review

pages = Blueprint("reviews", __name__, template_folder="templates")


_OF_A_NOTICE = "notice."
"""How prompts begin whose answers stand in a notice."""
MAX = 200
"""Most characters of a saying."""


@dataclass(frozen=True)
class ReviewedUtterance:
    """What a caller said, with what became of it so far."""

    question: LoggedQuestion
    review: Review | None

    @property
    def heard(self) -> str:
        """What the recogniser made of it."""
        return self.question.said.text


@pages.route("/calls/<sid>/turns/<int:epoch>/<int:seq>")
@requires("personal")
def edit(sid: str, epoch: int, seq: int) -> ResponseReturnValue:
    """The form."""
    with reading() as db:
        utterance = _find(db, sid, epoch, seq)
    return _page(utterance)


@pages.post("/calls/<sid>/turns/<int:epoch>/<int:seq>")
@requires("personal")
def save(sid: str, epoch: int, seq: int) -> ResponseReturnValue:
    """Keep the correction; a second one takes the place of the first."""
    said = request.form.get("said", "").strip()
    chosen = request.form.get("meaning", "")
    meaning = meaning_of(chosen)
    notice = None
    with writing() as db:
        utterance = _find(db, sid, epoch, seq)
        if len(said) > MAX or (chosen and meaning is None) or not (said or meaning):
            flash(_("请写下来电人说的话（最多 200 字），或者选一个意思。"), "error")
            return _page(utterance), 400
        _take_back(db, utterance.review)
        kept = utterance.review or Review(call_sid=sid, epoch=epoch, seq=seq)
        kept.said = masked_text(said)
        # The recogniser marks no end of a name: where one was said, what it made of it stays out.
        kept.heard = masked_text(utterance.heard) if kept.said == said else ""
        kept.topic, kept.illness, kept.aspect = meaning or Meaning("")
        kept.name = current_staff().name
        db.add(kept)
        asked = utterance.question.entry.asked
        test = bool(said and meaning) and kept.said == said and not is_personal(asked)
        if test:
            _put_into_tests(db, kept)
        log_staff_action(db, "turn corrected", f"{sid}/{epoch}/{seq}", kept.topic)
        if asked.startswith(_OF_A_NOTICE):
            ours = or_(Notice.call_sid == sid, Notice.last_call_sid == sid)
            notice = db.scalar(select(Notice.id).where(ours))
    if notice:
        see = url_for("console.notices.show", number=notice)
        tell_with_link(_("已保存。报案里的字不会跟着变，请在报案里更正。"), see, _("去更正报案"))
    elif test:
        flash(_("已保存。这句话会随下一次发布成为内容测试。"), "done")
    else:
        flash(_("已保存。没有选意思，或者含个人信息，所以不作内容测试。"), "done")
    return _back(sid, epoch, seq)


@pages.post("/calls/<sid>/turns/<int:epoch>/<int:seq>/undo")
@requires("personal")
def undo(sid: str, epoch: int, seq: int) -> ResponseReturnValue:
    """Forget the correction, and the test it became."""
    with writing() as db:
        kept = _find(db, sid, epoch, seq).review
        if kept:
            _take_back(db, kept)
            db.delete(kept)
            log_staff_action(db, "correction undone", f"{sid}/{epoch}/{seq}")
    flash(_("已撤销纠正。"), "done")
    return _back(sid, epoch, seq)


def _page(utterance: ReviewedUtterance) -> str:
    entry = utterance.question.entry
    recordings = services().recordings.of(entry.call_sid)
    return render_template(
        "reviews/edit.html",
        utterance=utterance,
        choices=choices(),
        names=other_names(),
        recordings=of_turn(recordings, entry.seq),
    )


def _back(sid: str, epoch: int, seq: int) -> ResponseReturnValue:
    return redirect(url_for("console.calls.show", sid=sid, _anchor=f"turn-{epoch}-{seq}"))


def _find(db: Session, sid: str, epoch: int, seq: int) -> ReviewedUtterance:
    """Find the utterance to correct; only what was said can be corrected."""
    question = LogReader(db).question(sid, epoch, seq)
    if question is None:
        abort(404)
    return ReviewedUtterance(question, db.scalar(_review_at(sid, epoch, seq)))


def _review_at(sid: str, epoch: int, seq: int) -> Select:
    here = (Review.call_sid == sid, Review.epoch == epoch, Review.seq == seq)
    return select(Review).where(*here)


# Content tests


def _put_into_tests(db: Session, kept: Review) -> None:
    drafts.add_test(db, kept.said, kept.name, corrections.meaning_of(kept))


def _take_back(db: Session, kept: Review | None) -> None:
    """Take a correction out of the tests, unless another one says the same."""
    if kept is None or not kept.topic:
        return
    meaning = corrections.meaning_of(kept)
    item = drafts.sayings_item(meaning)
    others = db.scalars(select(Review).where(Review.id != kept.id, Review.topic == kept.topic))
    if db.get(KnowledgeItem, item) is None or any(
        (o.said, corrections.meaning_of(o)) == (kept.said, meaning) for o in others
    ):
        return
    draft = drafts.draft_of(db, item, current_staff().name)
    rest = [text for text in draft.body.get("says", []) if text != kept.said]
    if rest:
        seen = draft.revision
        drafts.save_draft(db, item, {**draft.body, "says": rest}, current_staff().name, seen=seen)
    elif drafts.published_version(db, item):
        drafts.propose_end(db, item, current_staff().name)
    else:
        drafts.discard(db, item)
