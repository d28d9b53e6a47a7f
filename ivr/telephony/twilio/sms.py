"""Text messages: queued in the database first, then sent through Twilio, each one once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from twilio.base.exceptions import TwilioException

from models.base import utc_now
from models.call import Sms

MAX_SENDING = timedelta(minutes=15)

log = structlog.get_logger()


class MessageClient(Protocol):
    """The part of Twilio's REST client used here."""

    def send(self, phone: str, text: str) -> None:
        """Send one message. Raises `TwilioException`."""
        ...


class TwilioMessages:
    """Sends through Twilio's REST API."""

    def __init__(self, account: str, token: str, sender: str) -> None:
        from twilio.rest import Client

        self._client = Client(account, token)
        self._sender = sender

    def send(self, phone: str, text: str) -> None:
        """Send one message. Raises `TwilioException`."""
        self._client.messages.create(to=phone, from_=self._sender, body=text)


class Outbox:
    """Sends the messages queued in the database."""

    def __init__(self, sessions: sessionmaker[Session], client: MessageClient) -> None:
        self._sessions = sessions
        self._client = client

    def send_queued(self) -> None:
        """Send every queued message. A message is claimed first: two workers never both send it."""
        try:
            self._set_aside()
            with self._sessions() as session:
                keys = list(session.scalars(select(Sms.key).where(Sms.status == "queued")))
            for key in keys:
                if self._claim(key):
                    self._send(key)
        except SQLAlchemyError as error:
            # They stay queued; the next message sends them too.
            log.error("messages wait", fault=type(error).__name__)

    def _set_aside(self) -> None:
        """A worker died while sending: whether those went out nobody knows, so none goes twice."""
        left = (
            update(Sms)
            .where(Sms.status == "sending", Sms.created_at < utc_now() - MAX_SENDING)
            .values(status="unknown")
        )
        with self._sessions.begin() as session:
            session.execute(left)

    def _claim(self, key: str) -> bool:
        claim = update(Sms).where(Sms.key == key, Sms.status == "queued").values(status="sending")
        with self._sessions.begin() as session:
            return session.execute(claim).rowcount == 1  # type: ignore[attr-defined]

    def _send(self, key: str) -> None:
        with self._sessions.begin() as session:
            message = session.get_one(Sms, key)
            try:
                self._client.send(message.phone, message.text)
                message.status = "sent"
            except TwilioException as error:
                message.status = "failed"
                log.error("message not sent", key=key, fault=str(error)[:200])


class SmsSender:
    """Sends in a thread of its own whatever is queued when it is woken."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sms")

    def wake(self) -> None:
        """Tell that there may be something to send; returns at once."""
        self._worker.submit(self._outbox.send_queued)
