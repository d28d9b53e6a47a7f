"""Two admins at once, on either database: one of them is first, and the other is told."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from console.settings.choosing import SettingChangedError, choose, held
from ivr.config.live_settings import LiveSettings
from ivr.config.settings import Settings
from models.base import sessions
from models.database import Database
from models.office import OfficeSetting


@pytest.mark.parametrize("chosen_before", [False, True])
def test_of_two_who_choose_in_the_same_moment_one_is_refused(engine, chosen_before):
    """Before the first choice there is no row to be held; then the table's key decides."""
    open_session = sessions(engine)
    live = LiveSettings(Settings(check_signatures=False, operator_seconds=30), open_session)
    if chosen_before:
        with open_session.begin() as session:
            choose(session, held(session, live, "operator_seconds", None), 30, "zhao")
    database, together, refused = Database(open_session), Barrier(2), []

    def chooses(name: str, seconds: int) -> None:
        together.wait()
        try:
            with database.session() as session:
                before = held(session, live, "operator_seconds", "30")
                choose(session, before, seconds, name)
        except SettingChangedError:
            refused.append(name)

    both = [Thread(target=chooses, args=told) for told in (("wang", 40), ("liu", 50))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with open_session() as session:
        kept = session.scalar(select(OfficeSetting))
    assert len(refused) == 1
    assert (kept.chosen_by, kept.value) in {("wang", "40"), ("liu", "50")}
    assert kept.chosen_by not in refused


def test_a_first_choice_that_comes_between_looking_and_choosing_is_not_overwritten(engine):
    if engine.dialect.name == "sqlite":
        pytest.skip("one transaction at a time writes there")
    open_session = sessions(engine)
    live = LiveSettings(Settings(check_signatures=False, operator_seconds=30), open_session)
    with open_session() as slow:
        before = held(slow, live, "operator_seconds", "30")
        with open_session.begin() as quick:
            choose(quick, held(quick, live, "operator_seconds", "30"), 40, "wang")
        with pytest.raises(SettingChangedError):
            choose(slow, before, 50, "liu")
    with open_session() as session:
        assert session.scalar(select(OfficeSetting)).chosen_by == "wang"
