"""Confidence that means something, and the thresholds learned from it."""

import json
from pathlib import Path

import numpy as np
import pytest

from kb.content.library import Library
from kb.contract import Meaning
from kb.evaluation.calibrate import calibrate, fit
from kb.evaluation.labelled import SAMPLES, Sample, read_samples
from kb.evaluation.recalibrate import recalibrate
from kb.matching import calibration


def test_the_fit_finds_the_chances_it_was_given() -> None:
    draw = np.random.default_rng(1)
    table = np.column_stack([np.ones(4000), draw.normal(size=4000)])
    chance = 1 / (1 + np.exp(-(0.5 + 2 * table[:, 1])))
    weights = fit(table, (draw.random(4000) < chance).astype(float))
    assert weights == pytest.approx([0.5, 2], abs=0.2)


def test_the_shipped_calibration_can_be_used_and_is_stricter_with_covered() -> None:
    shipped = calibration.load()
    assert 0.5 <= shipped.confirm < shipped.answer < shipped.answer_covered < 1


def test_the_shipped_report_is_cross_validated_and_safe() -> None:
    heard = json.loads(calibration.CALIBRATION.read_text(encoding="utf-8"))["report"]["heard"]
    assert heard["wrongly_covered"] == 0
    assert heard["answered_right"] >= 0.97
    crowded = [line for line in heard["reliability"] if line["samples"] >= 60]
    assert all(abs(line["confidence"] - line["right"]) < 0.15 for line in crowded)


@pytest.mark.parametrize("weights", ["weights", "joint"])
def test_a_calibration_for_other_features_is_refused(tmp_path: Path, weights: str) -> None:
    file = tmp_path / "calibration.json"
    old = json.loads(calibration.CALIBRATION.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**old, weights: [1.0]}), encoding="utf-8")
    with pytest.raises(ValueError, match="hotline kb calibrate"):
        calibration.load(file)


def test_what_is_learned_is_saved_and_loaded(library: Library, tmp_path: Path) -> None:
    folder, target = tmp_path / "calls", tmp_path / "calibration.json"
    folder.mkdir()
    lines = (SAMPLES / "heard.tsv").read_text(encoding="utf-8").splitlines()[:81]
    (folder / "heard.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = recalibrate(library, folder, target, keep_out=False)
    assert report["heard"]
    assert 0 < calibration.load(target).answer <= 1


def test_nothing_to_learn_from_is_said(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="labelled utterances"):
        recalibrate(library, tmp_path)


def test_a_table_without_labels_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("text\n你好\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.tsv"):
        read_samples(tmp_path / "x.tsv")


def test_the_threshold_lies_above_every_wrong_covered(library: Library) -> None:
    samples = read_samples(SAMPLES / "heard.tsv")[:80]
    lie = Sample("尿毒症能不能赔", Meaning("illness.coverage", "diabetes", ""), True)
    _, report = calibrate(library, [*samples, lie])
    assert report["heard"]["wrongly_covered"] == 0  # type: ignore[index]
