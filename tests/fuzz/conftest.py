"""Prints what was sent and what came of it, where thousands of cases were."""

from collections.abc import Iterator

import pytest

from tests.fuzz import effort


@pytest.fixture(scope="session", autouse=True)
def _told(pytestconfig: pytest.Config) -> Iterator[None]:
    yield
    if effort.CASES:
        capture = pytestconfig.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print(f"\n{effort.table()}\n{sum(effort.counts.values())} cases")
