"""Spoken dates in one spelling: Arabic numbers, standard words, no times of day.

'上个礼拜五下午三点' becomes '上个星期5，下午，', so that the forms in `date_forms` stay readable.
"""

import re

from speech.entities.festivals import mark
from speech.entities.numerals import QUANTITY, quantity
from speech.entities.text import plain

END = "¦"
"""Stands behind a weekday: the next number is another one."""
_D = "[零一二三四五六七八九幺两0-9]"
_D1 = "[一二两三四五六七八九]"
_ENDS = "(?=[号日,，。 ]|$)"
_ARABIC = str.maketrans("零一二三四五六七八九幺两", "012345678912")
_TRADITIONAL = str.maketrans("陰陽兒婦師親聖誕驚蟄處種幾約歲問", "阴阳儿妇师亲圣诞惊蛰处种几约岁问")

# What recognisers write for the names of festivals.
_NAMES = [
    ("[过果]庆|国[青清轻]节", "国庆"),
    ("端[五舞武](?=节)", "端午"),
    ("[除初厨][西溪](?=$|[那夜晚当,，。])", "除夕"),
    ("重[洋羊](?=节)", "重阳"),
    ("中[求球囚](?=节)", "中秋"),
    ("[村纯]节", "春节"),
    ("大年30|年30(?!天)", "大年三十"),
]
_ABOUT = "(?:一[、,]?[二两]|[二两][、,]?三|三[、,]?[两四五]|四[、,]?五|五[、,]?[六七]|六[、,]?七|七[、,]?八|八[、,]?九)"
_RULES = [
    # What recognisers write for the words of dates, where the sound leaves no other word.
    ("[作坐座做昨][天田](?!气)", "昨天"),
    ("[钱前浅]天", "前天"),
    ("大[全前钱泉权]天", "大前天"),
    ("[金今斤][天田]", "今天"),
    ("(?<=[上这])[隔格各](?=星期|礼拜|月|周)", "个"),
    ("[新兴心][期其]|星[其七器](?=[一二三四五六日天])", "星期"),
    ("[李里理]拜", "礼拜"),
    ("(?<=[上本这])[州舟洲](?=[一二三四五六日天1-6])", "周"),
    (f"(?<={_D}|十)[好浩耗毫](?![几多])", "号"),
    (f"(?<={_D}|十)[越阅悦也夜页叶](?={_D}|十)", "月"),
    ("[钱前浅][钱前浅](?=[上下]午|早上|晚上|中午)", "前天"),
    ("农[力利立厉]|浓历", "农历"),
    ("润(?=[一二三四五六七八九十]{1,2}月)", "闰"),
    ("[辣蜡]月", "腊月"),
    ("(?<=月)出(?=[一二三四五六七八九十](?:[,，。 那的]|$))", "初"),
    # The last numeral of 六月十八, 二十九.
    (f"(?<=月十|二十)[山散]{_ENDS}", "三"),
    (f"(?<=月十|二十)[舞武午吴]{_ENDS}", "五"),
    (f"(?<=月十|二十)[留流刘]{_ENDS}", "六"),
    (f"(?<=月十|二十)[妻期欺骑]{_ENDS}", "七"),
    (f"(?<=月十|二十)[班斑般巴拔半]{_ENDS}", "八"),
    (f"(?<=月十|二十)[久酒旧]{_ENDS}", "九"),
    # 两三天, 五六号, 三五个月, 五六十天: about so many.
    (f"(?<!{_D}){_ABOUT}(?=十)", "几"),
    (f"(?<![期周拜]){_ABOUT}(?=[天个号日周礼星])", "几"),
    # No number below a hundred is said without its ten.
    (f"(?<![期周拜十百千零]){_D1}、?{_D1}(?=[天个周礼星])", "几"),
    (f"(?<!{_D}){_ABOUT}(?=年(?:半|多|来|了|[以之]?前))", "几"),
    (
        f"(?<!{_D})(?:十一[、,]?二|一[、,]?二(?=月(?:份|里|间|$))|(?!一[、,]?二){_ABOUT})(?=月)",
        "几",
    ),
    (r"(?<!\d)\d[、,]\d(?=[天个周])", "几"),
    ("(?<=[期周拜])[一二三四五][二三四五六日天](?=的样子|左右|吧|[,，。]|$)", "几"),
    # 今天 of the call itself is no date of what happened.
    ("今天(?=[^,，。]{0,4}(?:打|来电|想|要|问|报))", ""),
    ("刚才(?=[那这讲说听的问])", ""),
    # Shanghai words and other names for the same.
    ("俩(?=月|星期|礼拜|周)", "两个"),
    ("仨(?=月|星期|礼拜|周)", "三个"),
    ("[迭葛格该]个(?=礼拜|号头|月|星期)", "这个"),
    ("(?<=[上这下])一(?=个?(?:月|星期|礼拜|周|号头))", ""),
    ("(?:大|再)上(?=个?(?:月|星期|礼拜|周|号头))", "上上"),
    ("礼拜|周(?=[一二三四五六日天末1-7](?![个位名]))", "星期"),
    ("号头", "月"),
    ("元月", "一月"),
    ("(昨|前|今|明)[日儿](?:仔|子|个)?", r"\1天"),
    ("(昨|今|(?<![天年月周期日拜号节\ue000-\uf8ff])前)(?=[晚早夜])", r"\1天"),
    ("今朝", "今天"),
    ("明朝", "明天"),
    ("旧年|上年(?!纪)", "去年"),
    ("(?<=[今去前明]年)子(?!女)", ""),
    ("本月|当月|这月|今个月", "这个月"),
    ("(?<=[上下])(?=月)", "个"),
    ("(?<=[二两三四五六七八九])(?=月[以之]?前)", "个"),
    ("廿|念(?=[一二三四五六七八九]?[号日])", "二十"),
    ("卅", "三十"),
    ("(?:阴历|旧历|老历|夏历|农历)的?", "农历"),
    ("公历|新历|国历", "阳历"),
    # A weekday or a year is over before the next number starts.
    ("(星期[一二三四五六日天1-7])(?![个位名])", rf"\1{END}"),
    (f"(?<!{_D})((?:一九|二零|19|20){_D}{{2}})(?=(?:十[一二幺]?|{_D}{{1,2}})月)", r"\1年"),
]
_PART = "(?:早上|早晨|清晨|凌晨|上午|中午|下午|傍晚|晚上|夜里|半夜|早|晚|夜)"
_TIMES = re.compile(
    rf"(?:(?:大概|大约|差不多|约|快|将近)(?:是|在)?{_PART}?的?)?"
    r"\d{1,2}(?:点|:)(?:\d{1,2}分?|半|钟|整|[13]刻)?(?:\d{1,2}分)?"
    r"(?:左右|前后|上下|不到|[多来]钟?|的?样子|[以之][前后]|[前后](?![天年]))?"
)
_HOURS_AGO = re.compile(r"[\d几半]+个?(?:半)?(?:小时|钟头|分钟)(以?前|之前)?")
_ARABIC_RULES = [
    # 上个月底三十号: the day itself tells which.
    (r"(?<=月)月?[初头底末尾中][,，的 ]*(?=\d{1,2}[号日])", ""),
    (r"(?<![\d个])月[初头底末尾中][,，的 ]*(?=\d{1,2}[号日])", ""),
    (r"(?<=年)年?[初底末尾中][,，的 ]*(?=\d{1,2}月)", ""),
    # Months and days that only the lunar calendar has.
    (
        r"(?:大年|(?<![今去前明后\d]年)(?<![今去前明后当那同\d大])年)(?=初\d{1,2}(?![\d号日]))",
        "农历1月",
    ),
    (r"(?:农历)?(闰?)正月", r"农历\g<1>1月"),
    (r"(?:农历)?(闰?)冬月", r"农历\g<1>11月"),
    (r"(?:农历)?(闰?)腊月", r"农历\g<1>12月"),
    (r"(?<!农历)(?<!\d)(?=(?:闰\d{1,2}月|(?<!闰)\d{1,2}月初\d{1,2}(?![\d号日])))", "农历"),
]


def spelled(text: str) -> str:
    """Bring a spoken or keyed date to one spelling, with festivals as marks."""
    text = _replaced(plain(text).translate(_TRADITIONAL), _NAMES)
    text = re.sub(r"[\s#*]+", " ", mark(text)).strip()
    text = _replaced(text, _RULES)
    text = QUANTITY.sub(lambda match: str(quantity(match[0])), text).translate(_ARABIC)
    text = _HOURS_AGO.sub(lambda match: "，小时前，" if match[1] else "，", _TIMES.sub("，", text))
    return _replaced(text, _ARABIC_RULES)


def _replaced(text: str, rules: list[tuple[str, str]]) -> str:
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text
