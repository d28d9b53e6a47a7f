"""`/health` for people, `/ready` for load balancers: what works, and whether to send calls here.

A hotline without speech, or without its database, still takes calls and is ready; one that is going
down, or could keep nothing of what callers tell, is not.
"""

import os
import threading
import time

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.capacity import draining
from ivr.services.services import Services
from models.base import CONNECT_SECONDS
from models.migrate import revisions
from models.patience import answers_within

FRESH_SECONDS = 1.0
"""However many ask, the database is looked at no more often."""


class DatabaseLook:
    """Checks the database, at most once in `FRESH_SECONDS`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._fault = ""
        self._at = float("-inf")
        self._lock = threading.Lock()

    @property
    def fault(self) -> str:
        """What is wrong with the database, in plain words; empty when all is well."""
        with self._lock:
            if time.monotonic() - self._at > FRESH_SECONDS:
                with answers_within(CONNECT_SECONDS):
                    self._fault = self._look()
                self._at = time.monotonic()
            return self._fault

    def _look(self) -> str:
        try:
            with self._engine.connect() as connection:
                connection.execute(text("select 1"))
        except SQLAlchemyError as error:
            return f"away: {type(error).__name__}"
        return self._behind()

    def _behind(self) -> str:
        """Whether migrations are missing. A database newer than we are is one being rolled out."""
        try:
            with self._engine.connect() as connection:
                found = connection.execute(text("select version_num from alembic_version")).scalar()
        except SQLAlchemyError:
            found = None
        known = revisions()
        older = found is None or (found in known and found != known[-1])
        return "not up to date: run `hotline db upgrade`" if older else ""


_AWAY = "calls go on, what callers tell is kept here until the database is well"


class Health:
    """The two pages."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = DatabaseLook(services.engine)

    def attach(self, app: Flask) -> None:
        """Put the pages into an application."""
        app.add_url_rule("/health", "health", self.health)
        app.add_url_rule("/ready", "ready", self.ready)

    def health(self) -> ResponseReturnValue:
        """What works and what does not. Calls are taken with whatever is left."""
        here = self._services
        knowledge, database = here.knowledge, self._database.fault
        report = {
            "status": _status(database, here.speech_fault),
            "engine": here.recognizer.name if here.recognizer else "none",
            "speech": here.speech_fault or "ok",
            "voice": here.voice.identity,
            "knowledge": knowledge.fault or f"edition {knowledge.current.edition}",
            "database": f"{database}; {_AWAY}" if database else "ok",
            "sip": here.sip.report() if here.sip else "off",
            **here.admission.report(),
        }
        return jsonify(report)

    def ready(self) -> ResponseReturnValue:
        """200 while new calls may come, else 503 with the reasons."""
        reasons = self._reasons()
        return jsonify({"ready": not reasons, "reasons": reasons}), 503 if reasons else 200

    def _reasons(self) -> list[str]:
        reasons = []
        if draining.draining():
            reasons.append(
                "this process is going down: it finishes its calls and takes no new ones"
            )
        fault = self._database.fault
        if fault and not fault.startswith("away"):
            reasons.append(f"the database is {fault}")
        if fault and not os.access(self._services.settings.var, os.W_OK):
            reasons.append("neither the database nor the local journal can keep what callers tell")
        return reasons


def _status(database_fault: str, speech_fault: str) -> str:
    if database_fault:
        return "without records"
    return "keypad only" if speech_fault else "ok"
