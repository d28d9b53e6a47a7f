"""One spelling for what recognisers write in several."""

import unicodedata

_SIMPLIFIED = str.maketrans(
    "號兩個對沒這時點後錯應該禮週農曆陸萬億會員卡國慶勞動節貳叁參壹肆伍柒捌玖拾佰仟〇○後開頭電話機碼過裡裏給還們說講為樣離隔舊閏臘誰麼嗎贰陆",
    "号两个对没这时点后错应该礼周农历六万亿会员卡国庆劳动节二三三一四五七八九十百千零零后开头电话机码过里里给还们说讲为样离隔旧闰腊谁么吗二六",
)
"""Traditional characters (recognisers mix them in), and the numerals used on cheques."""

MAX = 400
"""Characters read of one utterance; a recogniser that writes more is repeating itself."""

PAUSES = " ,，、。．.·;；:：!！?？~～-—–_/\\|…\n\t"
"""What stands for a pause or a separator between digits."""


def plain(text: str) -> str:
    """Bring full-width characters to ASCII, traditional ones and cheque numerals to plain ones."""
    return unicodedata.normalize("NFKC", text[:MAX]).translate(_SIMPLIFIED).strip()


def bare(text: str) -> str:
    """`plain` without any punctuation or spaces."""
    return "".join(char for char in plain(text) if char not in PAUSES)
