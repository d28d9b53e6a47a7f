"""Member numbers and telephone numbers in callers' words."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from speech.entities.digits import group_digits, parse_digits, parse_phone
from tests.support.tables import rows

NUMBER = "0787789328"
SPOKEN = "零七八七七八九三二八"


@pytest.mark.parametrize(("text", "number"), rows("numbers"))
def test_labelled_numbers(text, number):
    heard = parse_digits(text)
    assert (heard.digits, heard.complete, heard.uncertain) == (number, True, ())


@pytest.mark.parametrize(("text", "number"), rows("numbers_heard"))
def test_what_is_misheard_is_incomplete_and_never_another_number(text, number):
    heard = parse_digits(text)
    assert heard.digits == number if heard.complete else heard.why


def test_a_third_of_the_badly_heard_numbers_still_comes_out_right():
    heard = [parse_digits(text).digits == number for text, number in rows("numbers_heard")]
    assert sum(heard) >= 10


@pytest.mark.parametrize(
    ("text", "number"), [(t, v) for kind, t, v in rows("phrasings") if kind == "digits"]
)
def test_other_phrasings(text, number):
    heard = parse_digits(text)
    assert (heard.digits if heard.complete else "") == number


@pytest.mark.parametrize(
    "text",
    [
        f"{SPOKEN[:-1]}九，不对，是八",
        f"{SPOKEN[:-2]}三九，哦不，二八",
        f"{SPOKEN[:-2]}二九，不是二九，是二八",
        f"{SPOKEN[:3]}，不对，零七八，七七八，九三二八",
        f"零七七，不对，{SPOKEN[:3]}，七七九，不对，七七八，九三二八",
        "零七七七七八九三二八，不对，第三位是八",
        "零七九七七八九三二八，不对，前三位是零七八",
        "零七八七七八九三二七，错了，最后一位是八",
        f"一二三四五六七八九零，说错了，应该是{SPOKEN}",
        f"不对不对，是{SPOKEN}",
        f"{SPOKEN}，{SPOKEN}",
        f"是{SPOKEN}，没错",
        "零七八七七八九三二，不对，三二八",
        "零七七七七八九三二八，第三位错了，是八",
        "零七七七七八九三二八，第三位应该是八",
        "零七七七七八九三二八，第三个说错了，应该是八",
        f"我一个一个报，{SPOKEN}",
        f"一位一位说，{SPOKEN[:3]}，{SPOKEN[3:]}",
        f"{SPOKEN}，就这一个",
        f"张三，{SPOKEN}",
        f"我叫李四，{SPOKEN}",
        f"{SPOKEN}，是不是不对",
        f"{SPOKEN}，会不会错了",
        f"{SPOKEN}，没有错",
        f"{SPOKEN[1:]}，前面有个零",
        f"{SPOKEN[1:]}，开头漏了个零",
        f"我想想，嗯，{SPOKEN[:3]}，然后{SPOKEN[3:6]}，最后是{SPOKEN[6:]}，不知道对不对",
    ],
)
def test_corrections(text):
    assert parse_digits(text).digits == NUMBER


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "none"),
        ("今天天气不错", "none"),
        ("零七八七七八", "too_few"),
        (f"{SPOKEN}三", "too_many"),
        (f"{SPOKEN}，不对", "withdrawn"),
        ("两万块", "quantity"),
        ("三百二，零零五，一二三四五六", "quantity"),
        ("0.0.9.1.1.1.1.1.1.1", "runaway"),
        ("零七八某七某七八九三二八", "unclear"),
    ],
)
def test_says_why_there_is_no_number(text, why):
    heard = parse_digits(text)
    assert (heard.complete, heard.why) == (False, why)


def test_sounds_of_digits_are_marked_uncertain():
    heard = parse_digits("零腰六腰四六腰零零三")
    assert (heard.digits, heard.uncertain) == ("0161461003", (1, 3, 6))


def test_two_of_a_digit_said_in_one_word_are_marked_uncertain():
    heard = parse_digits("俩零二三七四零九五四")
    assert (heard.digits, heard.uncertain) == ("0023740954", (0, 1))


def test_sounds_alone_are_no_number():
    assert parse_digits("要酒要把流要酒巴起要").digits == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("幺三八，幺二三四，五六七八", "13812345678"),
        ("我的手机是138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("一三八幺二三四五六七九，不对，是七八", "13812345678"),
        ("0086 138 1234 5678", "13812345678"),
        ("零零八六，一三八一二三四五六七八", "13812345678"),
        ("八六一三八一二三四五六七八", "13812345678"),
        ("零一三八一二三四五六七八", "13812345678"),
        ("打我另外一只手机，一三八一二三四五六七八", "13812345678"),
        ("六三五零零八七零分机三", "02163500870"),
        ("六三五零零八七零转三零二", "02163500870"),
        ("六三五零零八七零", "02163500870"),
        ("零二幺，六三五零零八七零", "02163500870"),
        ("一二三四五六七八九零幺", ""),
        ("一三八一二三四五", ""),
        ("打我手机", ""),
    ],
)
def test_phones(text, number):
    assert parse_phone(text) == number


def test_numbers_are_read_back_in_groups():
    assert group_digits("3902112345") == ["390", "211", "2345"]
    assert group_digits("13812345678") == ["138", "1234", "5678"]
    assert group_digits("02163500870") == ["021", "6350", "0870"]


NUMBERS = st.text(string.digits, min_size=10, max_size=10)
READINGS = st.sampled_from(
    ["零一二三四五六七八九", "零幺二三四五六七八九", "洞幺两三四五六拐八勾", string.digits]
)


@given(
    number=NUMBERS,
    reading=READINGS,
    cuts=st.sets(st.integers(1, 9), max_size=4),
    pause=st.sampled_from(["，", "-", " ", "、", "，嗯，", "，然后"]),
    words=st.sampled_from(
        ["{}", "卡号是{}", "嗯，{}。", "我的会员号是{}，谢谢", "号码{}，对", "喂你好，{}"]
    ),
)
def test_any_number_in_any_grouping_comes_back(number, reading, cuts, pause, words):
    spoken = "".join((pause if i in cuts else "") + reading[int(d)] for i, d in enumerate(number))
    assert parse_digits(words.format(spoken)).digits == number


@given(number=NUMBERS, wrong=NUMBERS, size=st.integers(1, 4))
def test_any_corrected_ending_comes_back(number, wrong, size):
    assume(number[-size:] != wrong[-size:])
    text = f"{number[:-size]}{wrong[-size:]}，不对，是{number[-size:]}"
    assert parse_digits(text).digits == number


@given(st.text() | st.text("零一二三四十百千万幺不对是，。个第位前后重来 0123要把次七八"))
def test_any_text_gives_a_sane_answer(text):
    heard = parse_digits(text)
    assert heard.complete == (len(heard.digits) == 10) == (heard.why == "")
    assert not heard.digits or heard.digits.isdecimal()
    assert all(0 <= place < len(heard.digits) for place in heard.uncertain)
    phone = parse_phone(text)
    assert len(phone) in (0, 11)


@pytest.mark.parametrize(
    ("text", "digits", "asked"),
    [
        ("E二三四五六七八九零", "1234567890", (0,)),
        ("零二三七四零九五四E", "0237409541", (9,)),
        ("l23456789O", "1234567890", (0, 9)),
        ("0 2 3 7 4 O 9 5 4 6", "0237409546", (5,)),
        ("E3800,E3800", "1380013800", (0, 5)),
        ("十二三七四零九五四六", "1237409546", (0, 1)),
    ],
)
def test_letters_and_tens_a_recogniser_writes_for_digits_are_asked_about(text, digits, asked):
    heard = parse_digits(text)
    assert (heard.digits, heard.complete, heard.uncertain) == (digits, True, asked)


@pytest.mark.parametrize(
    "text",
    [
        "E3800",
        "我的电话是E3800138000",
        "0237409546E",
        "0237409546R",
        "R零二三七四零九五四",
        "023740954十",
        "零二三七四十九五四六",
        "一零二三七四零九五四十六",
        "one two three four five six seven eight nine zero",
        "٠٢٣٧٤٠٩٥٤٦",
    ],
)
def test_no_number_is_made_of_other_signs(text):
    assert not parse_digits(text).complete


@pytest.mark.parametrize(
    "text",
    ["A组零二三七四零九五四六", "IC卡零二三七四零九五四六", "OK零二三七四零九五四六",
     "Yes, 零二三七四零九五四六", "０２３７④⓪九五肆陆"],
)  # fmt: skip
def test_letters_of_words_and_other_spellings_change_no_number(text):
    heard = parse_digits(text)
    assert (heard.digits, heard.complete, heard.uncertain) == ("0237409546", True, ())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("E3800,E3800", ""),
        ("E3800，E3800。", ""),
        ("E三八零零一三八零零零", "13800138000"),
        ("我的电话是E3800138000", "13800138000"),
        ("1380013800O", "13800138000"),
        ("l38 0013 8000", "13800138000"),
        ("E63500870", ""),
    ],
)
def test_letters_in_a_telephone_number(text, number):
    assert parse_phone(text) == number
