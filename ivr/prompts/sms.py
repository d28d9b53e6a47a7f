"""Text messages from `sms.yaml`."""

from datetime import date
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("sms.yaml")


def notice(reference: str, notice_by: date, assessment_by: date | None) -> str:
    """What a caller gets after an accident notice."""
    texts = _texts()
    assessment = ""
    if assessment_by:
        assessment = texts["notice_assessment"].format(assessment_by=_day(assessment_by))
    return texts["notice"].format(
        reference=reference, notice_by=_day(notice_by), assessment=assessment
    )


@cache
def _texts() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return texts


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
