"""Level, silence and clipping of spoken prompts.

The level is the active speech level in the sense of ITU-T P.56: the power of the parts in which
somebody speaks, pauses left out, so that a slow prompt is not made louder than a quick one.
Samples are float32 arrays between -1 and 1; levels are in dB relative to full scale (dBov).
"""

import numpy as np

TARGET_LEVEL = -21.0
"""Active level of every prompt, dBov: clearly audible, with room for the peaks of speech."""
PEAK_LEVEL = -1.0
"""No sample is louder than this, dBov."""
_MARGIN = 15.9
"""P.56: what is this far below the active level counts as a pause."""
_FRAME_SECONDS = 0.02
_SILENCE = 1e-7


def active_level(samples: np.ndarray, rate: int) -> float:
    """Return the active speech level in dBov; -inf for silence."""
    power = _frame_power(samples, rate)
    power = power[power > _SILENCE]
    if not power.size:
        return float("-inf")
    level = _decibels(power.mean())
    # The level decides which frames are speech, which decides the level: repeat until it stands.
    for _ in range(20):
        active = power[10 * np.log10(power) > level - _MARGIN]
        settled = _decibels(active.mean())
        if abs(settled - level) < 0.01:
            break
        level = settled
    return level


def normalise(samples: np.ndarray, rate: int, target: float = TARGET_LEVEL) -> np.ndarray:
    """Bring the active level to `target` dBov; less where a peak would clip. Silence is kept."""
    samples = samples - samples.mean() if samples.size else samples
    level = active_level(samples, rate)
    if level == float("-inf"):
        return samples
    gain = 10 ** ((target - level) / 20)
    loudest = float(np.abs(samples).max())
    return samples * min(gain, 10 ** (PEAK_LEVEL / 20) / loudest)


def trim(samples: np.ndarray, rate: int, keep: float = 0.03) -> np.ndarray:
    """Cut silence off both ends, leaving `keep` seconds; what is under -40 dB of the peak is silence.

    Returns an empty array when there is nothing but silence.
    """
    power = _frame_power(samples, rate)
    loud = np.flatnonzero(power > max(_SILENCE, power.max(initial=0.0) * 1e-4))
    if not loud.size:
        return samples[:0]
    frame, margin = int(rate * _FRAME_SECONDS), int(rate * keep)
    start = max(0, loud[0] * frame - margin)
    return _fade(samples[start : (loud[-1] + 1) * frame + margin], rate)


def _fade(samples: np.ndarray, rate: int) -> np.ndarray:
    """Soften the cut ends over 5 ms, so that joined clips do not click."""
    length = min(int(rate * 0.005), samples.size // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    shaped = samples.astype(np.float32)
    shaped[:length] *= ramp
    shaped[samples.size - length :] *= ramp[::-1]
    return shaped


def _frame_power(samples: np.ndarray, rate: int) -> np.ndarray:
    frame = int(rate * _FRAME_SECONDS)
    padded = np.pad(samples, (0, -samples.size % frame)).astype(np.float64)
    return np.square(padded.reshape(-1, frame)).mean(axis=1)


def _decibels(power: float) -> float:
    return float(10 * np.log10(power))
