"""The Flask application."""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from console.app import register
from ivr import house, settings
from ivr.telephony.webhooks import voice

MAX_FORM_BYTES = 64 * 1024
MAX_FRAME_BYTES = 64 * 1024
PING_SECONDS = 25


def create_app(chosen: settings.Settings | None = None) -> Flask:
    """The application; the speech model is loaded when the first request needs it."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.config["SOCK_SERVER_OPTIONS"] = {
        "ping_interval": PING_SECONDS,
        "max_message_size": MAX_FRAME_BYTES,
    }
    app.extensions["hotline"] = house.House(lambda: house.build(chosen or settings.load()))
    app.register_blueprint(voice)
    register(app)
    app.add_url_rule("/health", view_func=health)
    return app


def health() -> ResponseReturnValue:
    """What works and what does not, in plain words. Calls are taken with whatever is left."""
    board = house.board()
    database = _database_fault()
    report = {
        "status": _status(database, board.speech_fault),
        "engine": board.recognizer.name if board.recognizer else "none",
        "speech": board.speech_fault or "ok",
        "voice": board.voice.identity,
        "database": database or "ok",
        "speech_calls": board.lines.busy,
        "speech_calls_most": board.lines.most,
    }
    return jsonify(report)


def _status(database_fault: str, speech_fault: str) -> str:
    if database_fault:
        return "without records"
    return "keypad only" if speech_fault else "ok"


def _database_fault() -> str:
    try:
        with house.board().engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError as error:
        fault = type(error).__name__
        return f"{fault}: calls go on, what callers tell is kept here until the database is back"
    return ""
