"""The caller's script: steps as dataclasses, read from YAML.

name: covered illness
quiet: 1.2            # silence after which the hotline counts as finished, seconds
dial: no-answer       # or a list, or {outcome: answered, ring: 2, talk: 5}
steps:
  - wait_quiet
  - say: 000.wav      # paths are relative to the script
  - keys: "3902#"
  - hangup
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from simulator.errors import SimulatorError
from simulator.options import Dial, DialOutcome

KEYS = frozenset("0123456789*#ABCD")


class ScriptError(SimulatorError, ValueError):
    """A script cannot be understood; the message names the file, the step and the fault."""


def _must_be_keys(keys: object) -> None:
    """Unquoted digits would lose a leading zero, so keys must be text."""
    if not isinstance(keys, str) or not keys or set(keys) - KEYS:
        raise ValueError(f"not keys of a telephone, in quotes: {keys!r}")


@dataclass(frozen=True)
class Turn:
    """When the caller acts: after the prompt by default."""

    wait: bool = True
    """Let the hotline finish first; false acts at once."""
    during_prompt: bool = False
    """Interrupt: act while the hotline is speaking."""
    after: float = 0.6
    """Seconds of the prompt heard before interrupting."""
    within: float = 60.0
    """Longest wait for the hotline, seconds; then the caller acts all the same."""


@dataclass(frozen=True)
class Say(Turn):
    """Play a sound file to the hotline."""

    say: Path = Path()
    noise_db: float | None = None
    """Signal-to-noise ratio of white noise added, dB."""


@dataclass(frozen=True)
class SayText(Turn):
    """Say a text with the harness's voice."""

    say_text: str = ""
    noise_db: float | None = None


@dataclass(frozen=True)
class Keys(Turn):
    """Press keys."""

    keys: str = ""
    gap: float = 0.25
    """Seconds between two keys."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for what is not on a keypad."""
        _must_be_keys(self.keys)


@dataclass(frozen=True)
class WaitQuiet:
    """Wait until the hotline has spoken and is silent again."""

    within: float = 60.0
    quiet: float | None = None


@dataclass(frozen=True)
class Pause:
    """Stay silent for some seconds."""

    pause: float = 1.0


@dataclass(frozen=True)
class Expect:
    """Wait for a line of the hotline that matches a regular expression."""

    expect: str = ""
    within: float = 60.0
    """Longest wait, seconds; it begins anew with each answer of `asked`."""
    asked: dict[str, str] = field(default_factory=dict)
    """Keys to press when the hotline says something else first, by a regular expression of its
    line: what a caller answers who was misheard."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for what is not on a keypad."""
        for keys in self.asked.values():
            _must_be_keys(keys)


@dataclass(frozen=True)
class Call:
    """Run a function of the harness by its name."""

    call: str = ""


@dataclass(frozen=True)
class DropSocket:
    """Let the media stream's connection die without a close."""


@dataclass(frozen=True)
class Hangup:
    """Hang up."""


Step = Say | SayText | Keys | WaitQuiet | Pause | Expect | Call | DropSocket | Hangup


@dataclass(frozen=True)
class Script:
    """What one caller does; when the steps are done the caller stays until the hotline ends."""

    steps: tuple[Step, ...] = ()
    name: str = "call"
    quiet: float = 1.2
    """Silence after which the hotline counts as finished, seconds."""
    from_number: str | None = None
    dials: tuple[Dial, ...] = ()


KINDS: dict[str, type[Any]] = {
    "say": Say,
    "say_text": SayText,
    "keys": Keys,
    "wait_quiet": WaitQuiet,
    "pause": Pause,
    "expect": Expect,
    "call": Call,
    "drop_socket": DropSocket,
    "hangup": Hangup,
}
"""The step classes by their YAML name, which is also the name of their main field."""

_TYPES: dict[str, Callable[[Any], Any]] = {
    "keys": str,
    "expect": str,
    "call": str,
    "say_text": str,
    "wait": bool,
    "during_prompt": bool,
    "asked": dict,
}


def load_script(path: Path) -> Script:
    """Read a script from a YAML file. Raises ScriptError."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScriptError(f"{path}: {error}") from error
    return parse_script(data, folder=path.parent, origin=str(path))


def parse_script(data: Any, *, folder: Path = Path(), origin: str = "script") -> Script:
    """Make a script from what a YAML file holds. Raises ScriptError."""
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        raise ScriptError(f"{origin}: needs a mapping with a list of `steps`")
    unknown = set(data) - {"name", "quiet", "from", "dial", "steps", "about"}
    if unknown:
        raise ScriptError(f"{origin}: unknown fields {sorted(unknown)}")
    steps = []
    for number, raw in enumerate(data["steps"], start=1):
        try:
            steps.append(_step(raw, folder))
        except (TypeError, ValueError) as error:
            raise ScriptError(f"{origin}: step {number}: {error}") from error
    try:
        dials = _dials(data.get("dial", []))
        quiet = float(data.get("quiet", Script.quiet))
    except (TypeError, ValueError) as error:
        raise ScriptError(f"{origin}: {error}") from error
    sender = data.get("from")
    return Script(
        steps=tuple(steps),
        name=str(data.get("name", origin)),
        quiet=quiet,
        from_number=None if sender is None else str(sender),
        dials=dials,
    )


def _step(raw: Any, folder: Path) -> Step:
    given = {raw: None} if isinstance(raw, str) else raw
    if not isinstance(given, dict):
        raise TypeError(f"not a step: {raw!r}")
    named = [key for key in given if key in KINDS]
    if len(named) != 1:
        raise ValueError(f"must name exactly one of {sorted(KINDS)}, got {list(given)}")
    kind = KINDS[named[0]]
    if isinstance(given[named[0]], dict):
        given = given[named[0]]
    known = {item.name for item in fields(kind)}
    unknown = set(given) - known - {named[0]}
    if unknown:
        raise ValueError(f"{named[0]}: unknown fields {sorted(map(str, unknown))}")
    values = {k: _value(k, v, folder) for k, v in given.items() if k in known}
    step: Step = kind(**values)
    return step


def _value(key: str, value: Any, folder: Path) -> Any:
    """Convert one field; unquoted digits of `keys` would lose a leading zero, so they must be text."""
    if key == "say":
        return folder / str(value)
    wanted = _TYPES.get(key, float)
    if wanted is float:
        return None if value is None else float(value)
    if not isinstance(value, wanted if isinstance(wanted, type) else object):
        raise TypeError(f"{key}: must be {'text in quotes' if wanted is str else 'true or false'}")
    return value


def _dials(raw: Any) -> tuple[Dial, ...]:
    items = raw if isinstance(raw, list) else [raw]
    return tuple(_dial(item) for item in items)


def _dial(item: Any) -> Dial:
    if isinstance(item, str):
        return Dial(DialOutcome(item))
    if not isinstance(item, dict) or "outcome" not in item:
        raise TypeError(f"dial: needs an outcome, got {item!r}")
    times = {key: float(value) for key, value in item.items() if key != "outcome"}
    return Dial(DialOutcome(item["outcome"]), **times)
