"""A SIP door for each module, and a telephone for each test."""

from collections.abc import Iterator

import pytest

from tests.support.sip import OpenDoor, Telephone


@pytest.fixture(scope="module")
def door() -> Iterator[OpenDoor]:
    with OpenDoor() as door:
        yield door


@pytest.fixture
def phone(door: OpenDoor) -> Iterator[Telephone]:
    with door.phone() as phone:
        yield phone
