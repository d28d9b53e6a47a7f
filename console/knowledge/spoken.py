"""The answer of a version as callers hear it: time limits, the caveat and an illness in their places."""

from collections.abc import Sequence

from kb.content.deadlines import Limits, parse_limit, slots_spoken, slots_written
from kb.content.library import filled
from models.knowledge import KnowledgeVersion, Section

SAMPLE = "急性心肌梗死"
"""The illness put into a wording."""


def spoken(version: KnowledgeVersion, present: Sequence[KnowledgeVersion]) -> list[str]:
    """What is said of `version`, beside all that is published at present."""
    words = _words(version, present) | slots_spoken(_limits([*present, version]))
    return [filled(piece, words) for piece in version.body.get("pieces") or []]


def written(version: KnowledgeVersion, present: Sequence[KnowledgeVersion]) -> str:
    """Its text message."""
    words = _words(version, present) | slots_written(_limits([*present, version]))
    return filled(version.body.get("sms") or "", words)


def _words(version: KnowledgeVersion, present: Sequence[KnowledgeVersion]) -> dict[str, str]:
    return {"basis": "" if version.body.get("verified") else _basis(present), "illness": SAMPLE}


def _limits(versions: Sequence[KnowledgeVersion]) -> Limits:
    """The time limits; a later version's goes before an earlier one's."""
    told = ((v.body.get("topic", ""), parse_limit(v.body.get("limit") or "")) for v in versions)
    return {topic: limit for topic, limit in told if limit}


def _basis(versions: Sequence[KnowledgeVersion]) -> str:
    words = (v.body for v in versions if v.item.section == Section.WORDS)
    return next((body["basis"] for body in words if "basis" in body), "")
