"""One look after another at the unanswered questions, the later quickly.

What is remembered from one look to the next is which questions belong together, and nothing that was
said. Opening what was said takes longest: what came since the last look joins the group whose middle it
is like, and now and then all are put together anew.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from console.unanswered import groups, listing
from console.unanswered.groups import Group, UnansweredGroups
from console.unanswered.listing import Unanswered
from console.unanswered.words import Place, Words, opened
from kb.matching.clustering import ALIKE, likeness
from models.base import utc_now

MOST_NEW = 20
"""Questions that may join the groups of the last look; when there are more, all is put together anew."""
MIDDLES = 100
"""Groups a new question may join, the largest; else it stands by itself until the next time."""
LASTS = timedelta(minutes=30)
"""How long questions join before all is put together anew."""


class Look(NamedTuple):
    """What was there at a look, and what came of it."""

    listed: list[Unanswered]
    aside: list[Unanswered]
    """What editors had ignored."""
    found: UnansweredGroups
    anew: datetime
    """When all was put together."""


_LAST: WeakKeyDictionary[Engine | Connection, Look] = WeakKeyDictionary()


def find(session: Session, since: datetime) -> UnansweredGroups:
    """All groups since then, the largest first; those of the last look while nothing has changed."""
    listed, aside = listing.unanswered(session, since), listing.ignored(session)
    before = _LAST.get(session.get_bind())
    if before is None or before[:2] != (listed, aside):
        before = _LAST[session.get_bind()] = _look(session, before, listed, aside)
    return before.found


def forget() -> None:
    """Let the next look put all together anew."""
    _LAST.clear()


def _look(
    session: Session, before: Look | None, listed: list[Unanswered], aside: list[Unanswered]
) -> Look:
    now = utc_now()
    if before and before.aside == aside and now - before.anew <= LASTS:
        known = set(before.listed)
        new = [one for one in listed if one not in known]
        if len(new) <= MOST_NEW:
            found = _joined(session, _left(before.found, listed), new, aside)
            return Look(listed, aside, found, before.anew)
    return Look(listed, aside, groups.put_together(session, listed, aside), now)


def _left(found: UnansweredGroups, listed: Collection[Unanswered]) -> UnansweredGroups:
    """What is still listed."""
    there = set(listed)

    def still(these: Sequence[Unanswered]) -> list[Unanswered]:
        return [one for one in these if one in there]

    left = [
        replace(group, questions=still(group.questions), wordings=still(group.wordings))
        for group in found.groups
    ]
    return UnansweredGroups([group for group in left if group.wordings], still(found.hidden))


def _joined(
    session: Session,
    found: UnansweredGroups,
    new: Sequence[Unanswered],
    aside: Sequence[Unanswered],
) -> UnansweredGroups:
    """With what is new in the groups it belongs to, or in groups of its own."""
    if not new:
        return found
    large = found.groups[:MIDDLES]
    middles = [group.wordings[0].place for group in large]
    words = opened(session, [*middles, *(one.place for one in (*new, *aside))])
    shown, hidden = groups.told_apart(new, aside, words)
    likest = _likest([words[one.place] for one in shown], [words.get(place) for place in middles])
    joining = defaultdict(list)
    for question, number in zip(shown, likest, strict=True):
        joining[number].append(question)
    alone = joining.pop(None, [])
    grown = [
        _with(session, group, joining[number], words) if number in joining else group
        for number, group in enumerate(found.groups)
    ]
    every = sorted([*grown, *groups.grouped(alone, words)], key=lambda group: -len(group.questions))
    return UnansweredGroups(every, [*found.hidden, *hidden])


def _likest(these: Sequence[Words], middles: Sequence[Words | None]) -> list[int | None]:
    """Of each the number of the middle it is like most; None where it is like none."""
    there = [(number, groups.asked(middle)) for number, middle in enumerate(middles) if middle]
    if not these or not there:
        return [None] * len(these)
    alike = likeness([*map(groups.asked, these)], [middle for _, middle in there])
    return [there[row.argmax()][0] if row.max() >= ALIKE else None for row in alike]


def _with(
    session: Session, group: Group, joining: list[Unanswered], words: Mapping[Place, Words]
) -> Group:
    """The group with questions behind its own, and with what was not said before."""
    told = opened(session, [one.place for one in group.wordings])
    known = {one.text for one in told.values()}
    unheard = {words[one.place].text: one for one in reversed(joining)}
    further = [one for text, one in unheard.items() if text not in known]
    return replace(
        group,
        questions=[*group.questions, *joining],
        wordings=[*group.wordings, *further],
    )
