"""A console on a real application, and people who work with it."""

import re
import time
import uuid
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from console.shell.extensions import limiter
from models import passwords
from models.staff import Staff, StaffAction
from tests.support.hotlines import RunningHotline, ScriptedRecognizer

PASSWORD = "correct horse"
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=1024)  # slow on purpose, but not here
_HASHED = passwords.hashed(PASSWORD)
_BOUNDARY = "between-the-parts"


class Person:
    """Somebody with a browser, without scripts."""

    def __init__(self, hotline: RunningHotline, name: str, role: str) -> None:
        self.hotline = hotline
        self.name = name
        self.role = role
        self.client: FlaskClient = hotline.app.test_client()
        self.totp = pyotp.random_base32() if role == "admin" else ""

    def get(self, path: str, **query: object) -> TestResponse:
        return self.client.get("/console" + path, query_string=query)

    def post(self, path: str, **form: object) -> TestResponse:
        """Send a form, with the token a page of this session carries."""
        page = self.client.get("/console/account", follow_redirects=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        form = {"csrf_token": token[1] if token else "", **form}
        return self.client.post("/console" + path, data=form, content_type="multipart/form-data")

    def upload(self, path: str, content: bytes, name: str, field: str = "file") -> TestResponse:
        """Send a large file as browsers do; the test client would put it on the disk itself."""
        page = self.client.get("/console/account", follow_redirects=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        body = _multipart(token[1] if token else "", field, name, content)
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return self.client.post("/console" + path, data=body, content_type=kind)

    def sign_in(self, password: str = PASSWORD) -> TestResponse:
        """Password, then the code where one is asked for."""
        answer = self.post("/sign-in", name=self.name, password=password)
        if answer.status_code == 302 and answer.location.endswith("/code"):
            answer = self.post("/sign-in/code", code=self.code())
        return answer

    def code(self) -> str:
        """What the authenticator app shows."""
        return pyotp.TOTP(self.totp).at(time.time())

    def logged(self) -> list[tuple[str, str]]:
        """(action, subject) of all this person did, in order."""
        wanted = select(StaffAction).where(StaffAction.name == self.name).order_by(StaffAction.id)
        with self.hotline.services.sessions() as session:
            return [(row.action, row.subject) for row in session.scalars(wanted)]


def _multipart(token: str, field: str, name: str, content: bytes) -> bytes:
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        f"--{_BOUNDARY}\r\n{head.format('csrf_token')}\r\n\r\n{token}\r\n",
        f'--{_BOUNDARY}\r\n{head.format(field)}; filename="{name}"\r\n\r\n',
    ]
    return "".join(parts).encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()


def add_person(hotline: RunningHotline, role: str, signed_in: bool = True) -> Person:
    """An account nobody used before, and who it belongs to."""
    person = Person(hotline, f"{role}-{uuid.uuid4().hex[:6]}", role)
    staff = Staff(name=person.name, role=role, password=_HASHED, totp=person.totp)
    with hotline.services.sessions.begin() as session:
        session.add(staff)
    if signed_in:
        assert person.sign_in().status_code == 302
    return person


def new_hotline(folder: Path, **settings: object) -> RunningHotline:
    """A hotline on this machine only."""
    chosen: dict[str, object] = {"public_url": "", "today": "2026-11-24", **settings}
    hotline = RunningHotline(folder, ScriptedRecognizer(), **chosen)
    hotline.app.testing = True  # faults of ours fail the test instead of becoming a page
    limiter.enabled = False
    return hotline


@pytest.fixture(scope="session")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> RunningHotline:
    return new_hotline(tmp_path_factory.mktemp("console"))


@pytest.fixture
def stranger(hotline: RunningHotline) -> Person:
    """An operator's account, not signed in."""
    return add_person(hotline, "operator", signed_in=False)


@pytest.fixture
def operator(hotline: RunningHotline) -> Person:
    return add_person(hotline, "operator")


@pytest.fixture
def editor(hotline: RunningHotline) -> Person:
    return add_person(hotline, "editor")


@pytest.fixture
def admin(hotline: RunningHotline) -> Person:
    return add_person(hotline, "admin")
