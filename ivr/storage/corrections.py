"""What operators corrected in calls, for those who calibrate and test the knowledge."""

import csv
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from ivr.config.data_key import open_database
from ivr.config.settings import Settings
from kb.content.library import Library
from kb.contract import NONE, Meaning
from kb.evaluation.labelled import Sample
from models.base import sessions
from models.review import Review

COLUMNS = ("said", "heard", "topic", "illness", "aspect")
"""As in the files of labelled utterances."""


def read(settings: Settings) -> list[Review]:
    """Everything that was given a meaning, oldest first. Raises `SQLAlchemyError`."""
    engine = open_database(settings)
    try:
        with sessions(engine)() as session:
            return list(
                session.scalars(select(Review).where(Review.topic != "").order_by(Review.id))
            )
    finally:
        engine.dispose()


def meaning_of(review: Review) -> Meaning:
    """What the utterance should have been taken for; its topic is '' where only words were corrected."""
    return Meaning(review.topic, review.illness, review.aspect)


def samples(reviews: Sequence[Review], library: Library) -> list[Sample]:
    """Turn corrections into examples: what was heard, and what was said.

    Meanings that the knowledge no longer has are left out.
    """
    found = []
    for review in reviews:
        meaning = meaning_of(review)
        if meaning in library.entries or meaning.topic == NONE:
            texts = ((review.heard, True), (review.said, False))
            found += [Sample(text, meaning, heard) for text, heard in texts if text]
    return found


def write(reviews: Sequence[Review], target: Path) -> None:
    """A TSV like those in kb/evaluation/samples."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
        writer.writerow(COLUMNS)
        for review in reviews:
            values = (str(getattr(review, column)) for column in COLUMNS)
            writer.writerow([" ".join(value.split()) for value in values])
