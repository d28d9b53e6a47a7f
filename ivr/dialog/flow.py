"""Where a caller can go from any prompt. Raised inside a dialogue, caught by the main loop."""

from dataclasses import dataclass

from kb.contract import Candidate, Meaning


class Detour(Exception):  # noqa: N818 - a change of way, not an error
    """The caller wants to be elsewhere."""


class GoBack(Detour):
    """One step back: * or "返回"."""


class GoMenu(Detour):
    """The main menu: # or "主菜单"."""


class GoPerson(Detour):
    """A person: 0, "转人工", or when the hotline has understood nothing three times."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GoodBye(Detour):
    """The caller is done."""


@dataclass(frozen=True)
class Query:
    """What the caller is after."""

    meaning: Meaning
    said: str = ""
    """The words, which may tell more than what is wanted, such as a date; '' when it was keyed."""
    then: tuple[Candidate, ...] = ()
    """What is wanted besides, where the caller wants all of what was offered."""


class GoTopic(Detour):
    """The caller asked about something else than what was asked."""

    def __init__(self, query: Query) -> None:
        super().__init__(query.meaning.topic)
        self.query = query
