"""Settings an office chose: taken up while the hotline runs, by every process."""

import pytest
from sqlalchemy import text

from ivr.config.live_settings import LiveSettings
from ivr.config.settings import Settings
from models.base import sessions
from models.office import OfficeSetting


@pytest.fixture
def made(engine):
    return sessions(engine)


def live(made) -> LiveSettings:
    return LiveSettings(Settings(check_signatures=False, operators="+862150000000"), made)


def choose(made, **values: str) -> None:
    with made.begin() as session:
        for name, value in values.items():
            session.merge(OfficeSetting(name=name, value=value, chosen_by="zhao"))


def test_every_process_takes_up_what_was_chosen_and_given_up(made):
    first, second = live(made), live(made)
    assert not first.step()
    choose(made, operators="+862163211234", operator_seconds="45")
    for process in (first, second):
        assert process.step()
        assert not process.step()
        assert process.current.operators == "+862163211234"
        assert process.current.operator_seconds == 45
        assert process.environment.operators == "+862150000000"
    with made.begin() as session:
        session.execute(text("DELETE FROM office_settings"))
    assert first.step()
    assert first.current.operators == "+862150000000"


def test_what_another_version_wrote_is_passed_over(made, logged):
    choose(made, colour="red", console_hours="900", operator_seconds="45")
    process = live(made)
    assert process.step()
    assert process.current.operator_seconds == 45
    assert process.current.console_hours == process.environment.console_hours


def test_while_the_database_is_away_the_last_choice_holds(made):
    choose(made, operators="+862163211234")
    process = live(made)
    process.step()
    with made.begin() as session:
        session.execute(text("ALTER TABLE office_settings RENAME TO gone"))
    assert not process.step()
    assert process.current.operators == "+862163211234"
