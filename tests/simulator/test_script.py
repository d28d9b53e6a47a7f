from pathlib import Path

import pytest

from simulator import Dial, DialOutcome, Script, ScriptError, load_script, parse_script
from simulator.caller import describe
from simulator.script import (
    KINDS,
    Call,
    DropSocket,
    Expect,
    Hangup,
    Keys,
    Pause,
    Say,
    SayText,
    WaitQuiet,
)

FULL = """
name: everything
about: comments are for people
quiet: 0.8
from: "+8613900000000"
dial: [no-answer, {outcome: answered, ring: 1, talk: 2}]
steps:
  - wait_quiet
  - wait_quiet: {within: 10, quiet: 2}
  - say: hello.wav
    noise_db: 15
  - say_text: 糖尿病赔不赔
    during_prompt: true
    after: 1.5
  - keys: "0902#"
    gap: 0.1
    wait: false
  - pause: 2
  - expect: 赔.*付
    within: 4
    asked: {第.位: "07"}
  - call: kill_worker
  - drop_socket
  - hangup
"""


def test_a_full_script(tmp_path):
    path = tmp_path / "full.yaml"
    path.write_text(FULL, encoding="utf-8")
    assert load_script(path) == Script(
        name="everything",
        quiet=0.8,
        from_number="+8613900000000",
        dials=(Dial(DialOutcome.NO_ANSWER), Dial(DialOutcome.ANSWERED, ring=1, talk=2)),
        steps=(
            WaitQuiet(),
            WaitQuiet(within=10, quiet=2),
            Say(say=tmp_path / "hello.wav", noise_db=15),
            SayText(say_text="糖尿病赔不赔", during_prompt=True, after=1.5),
            Keys(keys="0902#", gap=0.1, wait=False),
            Pause(2),
            Expect("赔.*付", within=4, asked={"第.位": "07"}),
            Call("kill_worker"),
            DropSocket(),
            Hangup(),
        ),
    )


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ([], "list of `steps`"),
        ({"steps": "hangup"}, "list of `steps`"),
        ({"steps": [], "speed": 2}, "unknown fields"),
        ({"steps": ["hangup", "sing"]}, "step 2: must name exactly one"),
        ({"steps": [{"keys": 3902}]}, "step 1: keys: must be text in quotes"),
        ({"steps": [{"keys": "12x"}]}, "step 1: not keys of a telephone"),
        ({"steps": [{"expect": "a", "asked": {"b": 7}}]}, "step 1: not keys of a telephone"),
        ({"steps": [{"pause": "long"}]}, "step 1"),
        ({"steps": [{"say": "a.wav", "loud": 1}]}, "step 1: say: unknown fields"),
        ({"steps": [{"keys": "1", "during_prompt": "yes"}]}, "true or false"),
        ({"steps": [7]}, "step 1: not a step"),
        ({"steps": [], "dial": "maybe"}, "maybe"),
        ({"steps": [], "dial": {"ring": 1}}, "outcome"),
    ],
)
def test_a_fault_is_named(data, fault):
    with pytest.raises(ScriptError, match=fault):
        parse_script(data)


def test_broken_yaml_names_the_file(tmp_path):
    path = tmp_path / "broken.yaml"
    path.write_text("steps: [", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"broken\.yaml"):
        load_script(path)
    with pytest.raises(ScriptError, match=r"missing\.yaml"):
        load_script(Path("missing.yaml"))


@pytest.mark.parametrize("name", KINDS)
def test_every_step_has_a_description(name):
    step = Keys(keys="1") if name == "keys" else KINDS[name]()
    assert describe(step).startswith(name)
