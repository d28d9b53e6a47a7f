"""Whatever a caller does, the call stays in a sensible state, and replay agrees."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.dialog.acts import Ask, Dialled, HandOff, HangUp, Keyed, Said, Silent
from tests.support.phone import MEANINGS, FakeWorld, Phone

TEXTS = [
    *MEANINGS,
    "对",
    "不对",
    "前天",
    "昨天下午",
    "受伤",
    "去世了",
    "",
    "啊",
    "七九二幺七四二幺八零",
]
KEYS = [*"0123456789*#", "7921742180", "19750812", "20261122", "13800001234", "99"]

acts = st.one_of(
    st.builds(Said, st.sampled_from(TEXTS), recording=st.sampled_from(["", "x.wav"])),
    st.builds(Said, st.text(max_size=12)),
    st.builds(Keyed, st.sampled_from(KEYS)),
    st.builds(Silent),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(acts, max_size=25), st.booleans())
def test_any_sequence_of_acts_leaves_a_sensible_state(script, away):
    call = Phone(FakeWorld(caller=""))
    for act in script:
        call.world.away = away
        if isinstance(call.turn.then, HandOff):
            call.does(Dialled(answered=False))
        else:
            call.does(act)  # does() compares with a replay
        assert isinstance(call.turn.then, (Ask, HandOff, HangUp))
        if isinstance(call.turn.then, Ask):
            assert 0 <= call.turn.then.attempt <= 2
