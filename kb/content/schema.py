"""What a content file may hold. Anything else in it is a fault."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from kb.content.deadlines import COUNTED, TimeLimit, parse_limit
from kb.contract import Decision
from kb.errors import KbError

ClaimTopic = Literal[
    "claim.critical_illness",
    "claim.accident_disability",
    "claim.accident_death",
    "claim.illness_death",
]
OutsideTopic = Annotated[str, Field(pattern=r"^outside\.[a-z_]+$")]
"""What the hotline understands and has no answer to: not ours, or not in the papers."""
Topic = (
    ClaimTopic
    | Literal[
        "illness.coverage",
        "benefit.overview",
        "benefit.stacking",
        "card.about",
        "card.uniqueness",
        "card.transfer",
        "card.reissue",
        "card.activate",
        "card.bank",
        "card.number",
        "service.free",
        "service.centers",
        "service.discount",
        "wechat.bind",
        "member.status",
        "accident.report",
        "operator",
        "emergency",
        "distress",
        "nav.repeat",
        "nav.back",
        "nav.menu",
        "nav.bye",
        "none",
    ]
    | OutsideTopic
)
Aspect = Literal["overview", "materials", "deadline", "payout"]
COVERAGE = "illness.coverage"
"""The topic whose answer belongs to an illness."""
CLAIM_TOPICS: tuple[str, ...] = get_args(ClaimTopic)
ASPECTS: tuple[str, ...] = get_args(Aspect)
SPOKEN_ELSEWHERE = ("nav.", "operator", "member.", "accident.", "none")
"""Beginnings of topics that a service answers; their entries have phrases and no text."""


class UnfitError(KbError, ValueError):
    """Fields that do not fit together, said for authors of files and for staff.

    `{field}` in the Chinese text becomes the name of the field.
    """

    def __init__(self, message: str, chinese: str) -> None:
        super().__init__(message)
        self.chinese = chinese


class Strict(BaseModel):
    """A part of a content file in which an unknown field is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(Strict):
    """Where a fact is written down."""

    document: str = Field(min_length=1)
    section: str = Field(min_length=1)
    """Page, slide or clause."""


class Verified(Strict):
    """Who compared the entry with its source, and when."""

    by: str = Field(min_length=1)
    when: date


class Item(Strict):
    """The fields that every item has."""

    id: str = Field(pattern=r"^[a-z0-9_.]+$")
    source: Source
    verified: Literal[False] | Verified
    status: Literal["draft", "published", "retired"]
    valid_from: date | None = None
    valid_to: date | None = None
    """Last day on which the item may be spoken."""

    @model_validator(mode="after")
    def _period_runs_forward(self) -> "Item":
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise UnfitError(
                "valid_to is before valid_from; exchange or correct them", "有效期的结束早于开始"
            )
        return self


def _no_empty_text(texts: tuple[str, ...]) -> tuple[str, ...]:
    if any(not text for text in texts):
        raise UnfitError(
            "an empty text; fill it in or delete the line", "有一行是空的，请填写或删掉"
        )
    return texts


def _limit(written: Any) -> TimeLimit | None:
    limit = parse_limit(written) if isinstance(written, str) else None
    if written and limit is None:
        raise UnfitError(
            "a limit is written like 90天 or 6个月", "『{name}』要写成 90天 或 6个月 这样"
        )
    return limit


class EntryItem(Item):
    """The answer to one question, and how people ask it."""

    topic: Topic
    aspect: Aspect | Literal[""] = ""
    name: str = ""
    """How the hotline names the question: 您是想问，{name}，对吗？"""
    pieces: tuple[str, ...] = ()
    """The answer as spoken, one or two short sentences each. {basis} becomes the lead-in."""
    sms: str = ""
    limit: Annotated[TimeLimit | None, BeforeValidator(_limit)] = None
    """How long callers have. Dates are counted with it; texts name it {limit.critical_illness}."""
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    _texts = field_validator("pieces", "aliases", "examples", "patterns")(_no_empty_text)

    @model_validator(mode="after")
    def _fits_its_topic(self) -> "EntryItem":
        if (self.topic in CLAIM_TOPICS) != bool(self.aspect):
            raise UnfitError(
                f"topic {self.topic} with aspect '{self.aspect}': claim topics need one of "
                f"{', '.join(ASPECTS)}, the others have none",
                "理赔类的条目要选一个方面，其他条目不选",
            )
        if self.topic.startswith(SPOKEN_ELSEWHERE):
            if self.pieces or self.sms:
                raise UnfitError(
                    f"{self.topic} is answered by a service; take out pieces and sms",
                    "这一类由热线服务直接处理，不写答案和短信",
                )
        elif not self.pieces or not self.sms:
            raise UnfitError(
                "pieces and sms must not be empty: write what the caller will hear",
                "答案和短信都要写",
            )
        if (self.topic in COUNTED and self.aspect == "deadline") != bool(self.limit):
            raise UnfitError(
                "the deadline of a claim needs a limit like 90天, and nothing else has one",
                "理赔期限的条目要写期限（例如 90天），其他条目不写",
            )
        if self.topic != "none" and not self.name:
            raise UnfitError(
                "name is missing: how the hotline names this question", "要写明热线怎样称呼这个问题"
            )
        return self


class IllnessItem(Item):
    """One illness or operation as people name it."""

    name: str = Field(min_length=1)
    listed: Literal["A", "B", "", "unclear"]
    """A: in class A and B. B: only in class B. Empty: on no list. unclear: nothing is claimed."""
    aliases: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    """Names that may mean something else: the hotline asks back before it answers them."""
    delicate: bool = False
    """Offered only to callers who name it, never by its sound."""

    _texts = field_validator("aliases", "vague")(_no_empty_text)


class CoverageItem(Item):
    """The answer to "is it covered", for all illnesses of one kind."""

    listed: Literal["A", "B", "", "unclear"]
    name: str
    """How the hotline names the question, with {illness}: 您是想问，{name}，对吗？"""
    pieces: tuple[str, ...] = Field(min_length=1)
    """The answer as spoken, with {illness} and {basis}."""
    sms: str = Field(min_length=1)

    _texts = field_validator("pieces")(_no_empty_text)


class Case(Strict):
    """A content test: one meaning and ways to say it. See `kb.evaluation.content_tests`."""

    topic: Topic
    illness: str = ""
    aspect: Aspect | str = ""
    decision: Decision | None = None
    answer: str = ""
    says: tuple[str, ...] = ()
    known_failures: tuple[str, ...] = ()


def _words(texts: Any) -> Any:
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise UnfitError("must hold words, one a line", "『{field}』里只能写词")
    return texts


WordList = Annotated[tuple[str, ...], BeforeValidator(_words)]


class Words(Strict):
    """What one content file says for all of its items; what each list is for, `Library` says.

    A list that is not `lists` holds words for the whole library, whichever file it stands in.
    """

    model_config = ConfigDict(str_strip_whitespace=False)

    basis: str | None = None
    """The lead-in of answers that are not verified."""
    lists: dict[str, WordList] = {}
    """Lists that sentence templates name."""
    doubts: WordList = ()
    asking: WordList = ()
    themselves: WordList = ()
    recovered: WordList = ()
    passed: WordList = ()
    signs: WordList = ()


class Defaults(Strict):
    """Fields an item of the same file takes when it does not give them itself."""

    source: Source | None = None
    verified: Literal[False] | Verified | None = None
    status: Literal["draft", "published", "retired"] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
