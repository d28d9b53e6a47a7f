"""Pages of calls: the list, its files, one call, what was recorded of it."""

import io
from collections.abc import Iterator

from flask import Response, abort, render_template, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from console.calls import export, search
from console.calls.listing import Filters, everything, read_filters
from console.calls.review_views import reviews_of
from console.calls.timeline import Timeline, rebuild
from console.knowledge.meanings import name as meaning_name
from console.shell.access import me, needs
from console.shell.blueprint import console
from console.shell.context import log_action, reading, services, writing
from ivr.observability.masking import masked, masked_text
from ivr.storage.corrections import meaning_of
from models.call import Call, Callback, LogEntry, Sms
from models.notice import Notice
from models.vault import VaultError

ENGINES = {"vosk": "Vosk", "whisper": "Whisper", "none": _l("按键")}


@console.route("/calls")
@needs("calls")
def calls() -> ResponseReturnValue:
    """The list, filtered."""
    filters = _filters()
    vault = services().vault
    if filters.text:
        with writing() as db:
            what = masked(filters.digits) if filters.digits else "words"
            log_action(db, me().name, "calls searched", what)
    with reading() as db:
        page = search.find(db, filters, request.args.get("after", ""), vault)
    return render_template(
        "console/calls.html",
        page=page,
        filters=filters,
        engines=ENGINES,
        asked=_asked(),
    )


@console.route("/calls/export.<kind>")
@needs("calls")
def export_calls(kind: str) -> ResponseReturnValue:
    """The filtered list as CSV or XLSX; words said in calls do not filter it."""
    if kind not in ("csv", "xlsx"):
        abort(404)
    wanted = everything(_filters(), services().vault)
    with writing() as db:
        shown = {k: v for k, v in _asked().items() if k != "text"}
        log_action(db, me().name, "calls exported", kind, str(shown or ""))
    lines = export.rows(services().sessions, wanted)
    name = {"Content-Disposition": f"attachment; filename=calls.{kind}"}
    if kind == "csv":
        pieces = stream_with_context(export.as_csv(lines))
        return Response(pieces, mimetype="text/csv", headers=name)
    path = export.as_xlsx(lines)
    file = path.open("rb")
    path.unlink()  # gone when the answer is sent
    answer = send_file(file, as_attachment=True, download_name="calls.xlsx")
    answer.call_on_close(file.close)
    return answer


@console.route("/calls/<sid>")
@needs("calls")
def call(sid: str) -> ResponseReturnValue:
    """One call as a timeline. That it was opened is written down."""
    with writing() as db:
        row = db.get(Call, sid)
        if row is None:
            abort(404)
        log_action(db, me().name, "call opened", sid)
    with reading() as db:
        stories = list(_stories(row, list(db.scalars(_log(sid)))))
        notices = list(db.scalars(select(Notice).where(Notice.call_sid == sid)))
        promised = db.get(Callback, sid)
        messages = list(db.scalars(select(Sms).where(Sms.call_sid == sid)))
        reviews = reviews_of(db, sid)
    return render_template(
        "console/call.html",
        call=row,
        stories=stories,
        notices=notices,
        promised=promised,
        messages=messages,
        reviews=reviews,
        corrected_to=lambda kept: meaning_name(meaning_of(kept)),
        engines=ENGINES,
    )


@console.route("/calls/<sid>/audio/<name>")
@needs("personal")
def recording(sid: str, name: str) -> ResponseReturnValue:
    """One recording, opened for this answer only."""
    try:
        wav = services().recordings.read(f"{sid}/{name}")
    except (OSError, VaultError):  # not there, a folder, or a name no file can have
        abort(404)
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    if begins:  # players fetch the rest in further pieces
        with writing() as db:
            log_action(db, me().name, "recording played", f"{sid}/{name}")
    return send_file(io.BytesIO(wav), mimetype="audio/wav", conditional=True, etag=False)


def _filters() -> Filters:
    """What is asked for; words and numbers only by those who may see them."""
    args = request.args.to_dict()
    if not me().may("personal"):
        args.pop("text", None)
    return read_filters(args)


def _asked() -> dict[str, str]:
    """The filters as an address holds them, without the page."""
    return {k: v for k, v in request.args.items() if v and k != "after"}


def _log(sid: str) -> Select:
    return select(LogEntry).where(LogEntry.call_sid == sid).order_by(LogEntry.epoch, LogEntry.seq)


def _stories(row: Call, entries: list[LogEntry]) -> Iterator[Timeline]:
    """One timeline for each time the call started over."""
    recordings = services().recordings.of(row.sid)
    for epoch in sorted({entry.epoch for entry in entries}):
        log = [entry for entry in entries if entry.epoch == epoch]
        yield rebuild(log, services().catalogue, recordings, keypad=not row.engine)


@console.app_template_filter("veiled")
def veiled(text: str, private: bool = False) -> str:
    """What somebody said, for people who may not know who: whole answers or parts are hidden."""
    if me().may("personal"):
        return text
    return "＊＊＊" if private and text else masked_text(text)


@console.app_template_filter("veiled_number")
def veiled_number(number: str) -> str:
    """A phone or member number, for people who may not know whose."""
    return number if me().may("personal") else masked(number)
