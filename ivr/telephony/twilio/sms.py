"""Text messages: queued in the database first, then sent through Twilio, each one once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol

import requests
import structlog
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from twilio.base.exceptions import TwilioException, TwilioRestException

from ivr.errors import HotlineError
from ivr.telephony.twilio.rest import never_sent, rest_client
from models.base import WRITING, utc_now
from models.call import Sms
from models.caller_number import caller_number
from models.patience import answers_within

ANSWER_SECONDS = 30.0
"""For one answer of the database."""
_NOT_NOW = (429, 503)
_SERVER_FAULT = 500
MAX_SENDING = timedelta(minutes=15)

log = structlog.get_logger()


class NotSentError(HotlineError):
    """Twilio could not be reached, or takes none at the moment: nothing was sent."""


class UnsureError(HotlineError):
    """Twilio had it and did not answer: whether it was sent nobody knows."""


class MessageClient(Protocol):
    """The part of Twilio's REST client used here."""

    def send(self, phone: str, text: str) -> None:
        """Send one message. Raises `NotSentError`, `UnsureError`, or `TwilioException`: refused."""
        ...


class TwilioMessages:
    """Sends through Twilio's REST API."""

    def __init__(self, account: str, token: str, sender: str) -> None:
        self._client = rest_client(account, token)
        self._sender = sender

    def send(self, phone: str, text: str) -> None:
        """Send one message. Raises as `MessageClient` says."""
        to = caller_number(phone) or phone
        try:
            self._client.messages.create(to=to, from_=self._sender, body=text)
        except TwilioRestException as error:
            if error.status in _NOT_NOW:
                raise NotSentError(str(error.status)) from error
            if error.status >= _SERVER_FAULT:
                raise UnsureError(str(error.status)) from error
            raise
        except requests.RequestException as error:
            kind = NotSentError if never_sent(error) else UnsureError
            raise kind(type(error).__name__) from error


class Outbox:
    """Sends the messages queued in the database."""

    def __init__(self, sessions: sessionmaker[Session], client: MessageClient) -> None:
        self._sessions = sessions
        self._client = client

    def send_queued(self) -> None:
        """Send every queued message. A message is claimed first: two workers never both send it."""
        try:
            with answers_within(ANSWER_SECONDS):
                self._set_aside()
                with self._sessions() as session:
                    keys = list(session.scalars(select(Sms.key).where(Sms.status == "queued")))
                for key in keys:
                    if self._claim(key):
                        self._send(key)
        except (SQLAlchemyError, NotSentError) as error:
            # They stay queued, and are sent at the next look.
            log.error("messages wait", fault=type(error).__name__, cause=str(error)[:100])

    def _set_aside(self) -> None:
        """A worker died while sending: whether those went out nobody knows, so none goes twice."""
        left = (
            update(Sms)
            .where(Sms.status == "sending", Sms.created_at < utc_now() - MAX_SENDING)
            .values(status="unknown")
        )
        with self._sessions.begin() as session:
            session.connection(execution_options=WRITING)
            session.execute(left)

    def _claim(self, key: str) -> bool:
        return self._mark(key, "sending", Sms.status == "queued")

    def _send(self, key: str) -> None:
        with self._sessions() as session:
            message = session.get_one(Sms, key)
        # No transaction is open while Twilio is asked: SQLite's would keep the calls waiting.
        try:
            self._client.send(message.phone, message.text)
        except NotSentError:
            self._mark(key, "queued")
            raise
        except (UnsureError, TwilioException) as error:
            self._mark(key, "unknown" if isinstance(error, UnsureError) else "failed")
            log.error("message not sent", key=key, fault=str(error)[:200])
        else:
            self._mark(key, "sent")

    def _mark(self, key: str, status: str, *if_: ColumnElement[bool]) -> bool:
        marked = update(Sms).where(Sms.key == key, *if_).values(status=status)
        with self._sessions.begin() as session:
            session.connection(execution_options=WRITING)
            return session.execute(marked).rowcount == 1  # type: ignore[attr-defined, no-any-return]


class SmsSender:
    """Sends in a thread of its own whatever is queued when it is woken."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sms")

    def wake(self) -> None:
        """Tell that there may be something to send; returns at once."""
        self._worker.submit(self._send)

    def _send(self) -> None:
        try:
            self._outbox.send_queued()
        except Exception as error:  # noqa: BLE001 - nobody reads the future
            log.error("messages wait", fault=type(error).__name__, cause=str(error)[:100])
