"""All that `hotline kb calibrate` learns from, put together, and what is learned kept."""

from collections.abc import Sequence
from pathlib import Path

from kb.content.library import Library
from kb.evaluation.calibrate import calibrate
from kb.evaluation.keeping_out import judged_unknown
from kb.evaluation.labelled import SAMPLES, Sample, read_samples
from kb.matching import calibration
from kb.matching.embedding import Encoder


def recalibrate(
    library: Library,
    folder: Path = SAMPLES,
    target: Path | None = None,
    *,
    further: Sequence[Sample] = (),
    encoder: Encoder | None = None,
    keep_out: bool = True,
) -> dict[str, object]:
    """Learn the calibration, keep it in `target` (the one shipped, if none is given), return the report.

    It is learned from every TSV in `folder`, from `further` samples, and with `keep_out` from phrases
    of the library that are kept from the matcher, which takes minutes. Without an `encoder` it is one
    for sound alone. Raises `ValueError` when there is nothing to learn from.
    """
    samples = [sample for path in sorted(folder.glob("*.tsv")) for sample in read_samples(path)]
    if not samples:
        raise ValueError(f"no *.tsv with labelled utterances in {folder}")
    kept_out = judged_unknown(library, encoder) if keep_out else []
    learned, report = calibrate(library, [*samples, *further], encoder, kept_out)
    shipped = calibration.CALIBRATION if encoder else calibration.SOUND_ALONE
    calibration.save(learned, report, target or shipped)
    return report
