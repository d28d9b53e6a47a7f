"""What the digit model can say: its output classes."""

BLANK = 0
"""Nothing new: silence, or the rest of the syllable before."""
OTHER = 1
"""One syllable that is no digit."""
NAMES = (
    "",
    "*",
    "零",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "幺",
    "洞",
    "拐",
    "两",
)
"""Every class as it is said, in the order of the model's outputs."""
DIGITS = ("", "", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "1", "0", "7", "2")
"""The digit each class stands for. 一 and 幺 sound nothing alike, so each has a class of its own;
they become one digit when the probabilities of whole strings are added up."""
CLASSES = len(NAMES)


def classes(spoken: str) -> list[int]:
    """Classes of a string such as '*零七幺'. Raises `ValueError` for anything else."""
    return [NAMES.index(name) for name in spoken]
