"""The runner of content tests, against a matcher that knows one sentence."""

from datetime import date
from pathlib import Path

import pytest

from kb.content.library import KnowledgeError, Library
from kb.contract import NOTHING_MEANT, Decision, Meaning, Reading, Understanding
from kb.evaluation.content_tests import read_content_tests, run_own_phrases, run_sayings

TODAY = date(2026, 11, 24)


class KnowsOneSentence:
    """Understands '取钱收费吗' and refuses everything else."""

    def understand(self, readings: list[Reading]) -> Understanding:
        if readings[0].text == "取钱收费吗":
            return Understanding(Meaning("card.bank"), 0.9, Decision.CONFIRM)
        return Understanding(NOTHING_MEANT, 0.1, Decision.REJECT)


def outcome(library: Library, folder: Path, text: str) -> list[str]:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return [
        str(f) for f in run_sayings(library, KnowsOneSentence(), read_content_tests(folder), TODAY)
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {topic: card.bank, says: [取钱收费吗]}", ""),
        ("- {topic: card.bank, answer: 免手续费, says: [取钱收费吗]}", ""),
        ("- {topic: card.bank, decision: confirm, says: [取钱收费吗]}", ""),
        ("- {topic: none, says: [下雨了吗]}", ""),
        ("- {topic: card.bank, known_failures: [取款呢]}", ""),
        ("- {topic: card.bank, decision: answer, says: [取钱收费吗]}", "wanted decision answer"),
        ("- {topic: card.bank, answer: 要收一百元, says: [取钱收费吗]}", "not in the answer"),
        ("- {topic: card.about, says: [取钱收费吗]}", "wanted card.about, got card.bank"),
        ("- {topic: none, says: [取钱收费吗]}", "must be refused, is card.bank"),
        ("- {topic: card.bank, says: [取款呢]}", "got none"),
        ("- {topic: card.bank, known_failures: [取钱收费吗]}", "passes now"),
    ],
)
def test_a_saying_passes_or_tells_why_not(
    library: Library, tmp_path: Path, text: str, says: str
) -> None:
    failures = outcome(library, tmp_path, text)
    assert len(failures) == bool(says)
    assert all(says in failure and failure.startswith("a.yaml:1:") for failure in failures)


@pytest.mark.parametrize("text", ["- {topic: card.bonk, says: [x]}", "- [x]", "- {", "{}"])
def test_a_broken_test_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError):
        read_content_tests(tmp_path)


def test_stolen_phrases_are_reported(library: Library) -> None:
    failures = run_own_phrases(library, KnowsOneSentence())
    refused = [phrase for phrase in library.phrases if phrase.meaning != NOTHING_MEANT]
    assert len(failures) == len(refused)
