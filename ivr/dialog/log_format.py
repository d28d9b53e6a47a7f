"""The JSON in which logs and journals keep what comes to a dialogue, and what it saves.

Version 1, written without a number since the first build. Whatever is added must have a default,
so that older logs stay readable; where that cannot be, the version goes up and is read apart.
"""

from dataclasses import asdict
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from ivr.dialog.acts import CallerAct, Dialled, Keyed, Said, Silent
from ivr.dialog.effect import Effect, Missing, R, Save, Unavailable
from ivr.dialog.saves import KeepNotice, Kept, NoticeAnswers, SendAnswer
from kb.contract import Candidate, Decision, Meaning, Reading, Understanding

S = TypeVar("S", bound=Save[Any])

VERSION = 1

Json = dict[str, Any]

_ACTS: dict[str, type[CallerAct]] = {c.__name__: c for c in (Said, Keyed, Silent, Dialled)}
_NO_RESULT: dict[str, type[Missing | Unavailable]] = {c.__name__: c for c in (Missing, Unavailable)}


# What a caller did


def act_to_json(act: CallerAct) -> Json:
    """An act as the log keeps it."""
    return {"type": type(act).__name__, **asdict(act)}


def is_act(reply: Json) -> bool:
    """Whether an entry of the log is what a caller did."""
    return reply["type"] in _ACTS


def act_from_json(reply: Json) -> CallerAct:
    """Read an act from the log. Raises `ValueError` if it is not an act, or of a newer version."""
    fields = _checked(reply)
    name = fields.pop("type")
    if name not in _ACTS:
        raise ValueError(f"{name!r} in the call's log is nothing a caller does")
    if name == Said.__name__:
        fields["alternatives"] = tuple(Reading(*other) for other in fields.get("alternatives", ()))
    act: CallerAct = _ACTS[name](**fields)
    return act


# What an effect gave


def result_type(result: object, effect: type[Effect[Any]]) -> str:
    """The word for a result in logs and metrics: Found, Saved, Missing or Unavailable."""
    if isinstance(result, (Missing, Unavailable)):
        return type(result).__name__
    return "Saved" if issubclass(effect, Save) else "Found"


def result_to_json(result: object, effect: type[Effect[Any]]) -> Json:
    """What an effect gave, as the log keeps it."""
    kind = result_type(result, effect)
    return {"type": kind} if kind in _NO_RESULT else {"type": kind, "data": _data_of(result)}


def result_from_json(reply: Json, effect: type[Effect[R]]) -> R | Missing | Unavailable:
    """Read from the log what an effect gave. Raises `ValueError` where it cannot have been given."""
    fields = _checked(reply)
    if fields["type"] in _NO_RESULT:
        return _NO_RESULT[fields["type"]]()
    if fields["type"] != result_type(None, effect):
        raise ValueError(f"{fields['type']!r} in the call's log answers no {effect.log_name()}")
    result: R = _read(fields["data"], effect.gives())
    return result


def understanding_from_json(reply: Json) -> Understanding | None:
    """Read from the log what an utterance was understood as; None where nothing could be looked up."""
    fields = _checked(reply)
    return _understanding_of(fields["data"]) if fields["type"] == "Found" else None


# What is saved


def save_to_json(save: Save[Any]) -> Json:
    """What is to be saved, as a journal keeps it."""
    if isinstance(save, SendAnswer):
        return save.meaning._asdict()
    if isinstance(save, KeepNotice):
        return {"notice": save.notice, "status": save.status, **_dumped(save.answers)}
    return _dumped(save)


def save_from_json(data: Json, save: type[S]) -> S:
    """Read from a journal what is to be saved. Raises `ValueError`."""
    read: Any
    if save is SendAnswer:
        read = SendAnswer(Meaning(**data))
    elif save is KeepNotice:
        status = data.get("status", "incomplete")
        read = KeepNotice(data["notice"], status, _read(data, NoticeAnswers))
    else:
        read = _read(data, save)
    return read  # type: ignore[no-any-return]


def _checked(reply: Json) -> Json:
    version = reply.get("version", VERSION)
    if version != VERSION:
        raise ValueError(f"the call's log is of version {version}; this build reads {VERSION}")
    return {name: value for name, value in reply.items() if name != "version"}


def _data_of(result: Any) -> Json:
    if isinstance(result, Understanding):
        return _understanding_json(result)
    data = _dumped(result)
    if isinstance(result, Kept) and not result.journaled:
        del data["journaled"]
    return data


def _understanding_json(understanding: Understanding) -> Json:
    best, *others = map(_candidate_json, understanding.candidates)
    return {**best, "decision": str(understanding.decision), "alternatives": others}


def _candidate_json(candidate: Candidate) -> Json:
    details = {"confidence": candidate.confidence, "name": candidate.name}
    return {**candidate.meaning._asdict(), **details}


def _understanding_of(data: Json) -> Understanding:
    best, *others = map(_candidate_of, (data, *data.get("alternatives", ())))
    decision = Decision(data["decision"])
    return Understanding(best.meaning, best.confidence, decision, tuple(others), best.name)


def _candidate_of(data: Json) -> Candidate:
    meaning = Meaning(data["topic"], data["illness"], data["aspect"])
    return Candidate(meaning, data["confidence"], data.get("name", ""))


def _dumped(value: Any) -> Json:
    """The fields of a dataclass; what is None is left out."""
    kind: Any = type(value)
    dumped: Json = _adapter(kind).dump_python(value, mode="json", exclude_none=True)
    return dumped


def _read(data: Json, cls: Any) -> Any:
    return _understanding_of(data) if cls is Understanding else _adapter(cls).validate_python(data)


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)
