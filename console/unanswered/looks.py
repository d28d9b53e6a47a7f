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
_PERIODS = 3
"""Looks remembered of a database: one for each choice of how far back."""


class Look(NamedTuple):
    """What was there at a look, and what came of it."""

    listed: list[Unanswered]
    aside: list[Unanswered]
    """What editors had ignored."""
    found: UnansweredGroups
    anew: datetime
    """When all was put together."""


_LAST: WeakKeyDictionary[Engine | Connection, dict[datetime, Look]] = WeakKeyDictionary()
"""Database -> since when -> the last look."""


def find(session: Session, since: datetime) -> UnansweredGroups:
    """All groups since then, the largest first; those of the last look while nothing has changed."""
    looks = _LAST.setdefault(session.get_bind(), {})
    look = looks[since] = _look(session, since, looks.get(since))
    for earlier in list(looks)[:-_PERIODS]:
        looks.pop(earlier, None)
    return look.found


def forget() -> None:
    """Let the next look put all together anew."""
    _LAST.clear()


def _look(session: Session, since: datetime, before: Look | None) -> Look:
    listed, aside = listing.unanswered(session, since), listing.ignored(session)
    now = utc_now()
    if before and before.aside == aside and now - before.anew <= LASTS:
        if before.listed == listed:
            return before
        known = set(before.listed)
        new = [one for one in listed if one not in known]
        if len(new) <= MOST_NEW:
            found = _joined(session, _left(before.found, listed), new, aside)
            return Look(listed, aside, _in_order(found), before.anew)
    return Look(listed, aside, groups.put_together(session, listed, aside), now)


def _left(found: UnansweredGroups, listed: Collection[Unanswered]) -> UnansweredGroups:
    """What is still listed."""
    there = set(listed)

    def still(these: Sequence[Unanswered]) -> list[Unanswered]:
        return [one for one in these if one in there]

    left = [
        replace(group, wordings=[said for said in map(still, group.wordings) if said])
        for group in found.groups
    ]
    return UnansweredGroups([group for group in left if group.wordings], still(found.hidden))


def _in_order(found: UnansweredGroups) -> UnansweredGroups:
    ordered = sorted(found.groups, key=lambda group: -len(group.questions))
    return UnansweredGroups(ordered, found.hidden)


def _joined(
    session: Session,
    found: UnansweredGroups,
    new: Sequence[Unanswered],
    aside: Sequence[Unanswered],
) -> UnansweredGroups:
    """With what is new in the groups it belongs to, or in groups of its own."""
    if not new:
        return found
    middles = [group.middle.place for group in found.groups[:MIDDLES]]
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
    return UnansweredGroups([*grown, *groups.grouped(alone, words)], [*found.hidden, *hidden])


def _likest(these: Sequence[Words], middles: Sequence[Words | None]) -> list[int | None]:
    """For each, the number of the middle it is most like; None where it is like none."""
    there = [(number, groups.asked(middle)) for number, middle in enumerate(middles) if middle]
    if not these or not there:
        return [None] * len(these)
    alike = likeness([*map(groups.asked, these)], [middle for _, middle in there])
    return [there[row.argmax()][0] if row.max() >= ALIKE else None for row in alike]


def _with(
    session: Session, group: Group, joining: list[Unanswered], words: Mapping[Place, Words]
) -> Group:
    """The group with more questions, each where the same was said before, or last."""
    told = opened(session, [said[0].place for said in group.wordings])
    texts = [told[said[0].place].text if said[0].place in told else "" for said in group.wordings]
    wordings = [list(said) for said in group.wordings]
    for one in joining:
        text = words[one.place].text
        if text not in texts:
            texts.append(text)
            wordings.append([])
        wordings[texts.index(text)].append(one)
    return replace(group, wordings=wordings)
