"""Settings in words: what each does, its values, what is wrong with one, and why others stay."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from console.settings.choosing import Line
from ivr.config.changeable import Kind, Number, Phone, Value
from ivr.config.settings import Settings

HINTS = {
    "operators": _l(
        "来电人要找人工、工作人员点“拨打”时响的电话。空着：没有人工坐席，请来电人留口信。"
    ),
    "operator_seconds": _l("响这么久没人接，就请来电人留口信或者等回电。"),
    "console_idle_minutes": _l("这么久没有点击，要重新登录。"),
    "console_hours": _l("登录以后最多用这么久，到时要重新登录。"),
    "second_approver": _l("打开以后，改知识的人不能自己发布，要由另一个人来按“发布”。"),
}
UNITS = {
    "operator_seconds": _l("秒"),
    "console_idle_minutes": _l("分钟"),
    "console_hours": _l("小时"),
}
_KEPT = _l("改短会马上删掉资料，改长要有依据")
_AT_START = _l("启动时读入或者实测，改了要重新启动")
_CARRIER = _l("要和线路商那边一起改")
STAY: dict[str, tuple[LazyString, LazyString]] = {
    "keep_calls_days": (_l("来电保存天数"), _KEPT),
    "keep_recordings_days": (_l("录音保存天数"), _KEPT),
    "keep_messages_days": (_l("短信和已办回电保存天数"), _KEPT),
    "keep_notices_days": (_l("报案保存天数"), _KEPT),
    "keep_audit_days": (_l("操作日志保存天数"), _KEPT),
    "identity": (_l("怎样核对会员"), _l("关系到会员资料说给谁听")),
    "strict_kb": (_l("只用已核对的内容回答"), _AT_START),
    "engine": (_l("语音识别"), _AT_START),
    "speech_calls": (_l("同时用语音的通话"), _AT_START),
    "keypad_calls": (_l("同时用按键的通话"), _AT_START),
    "twilio_number": (_l("热线的号码"), _CARRIER),
    "sip_operators": (_l("SIP 来电另外转到"), _CARRIER),
    "sip_trunks": (_l("可以打进来的 SIP 线路"), _CARRIER),
    "origin": (_l("公开的地址"), _CARRIER),
}
"""Setting -> its name, and why it is changed only where the hotline runs."""
_IDENTITY = {"birth": _l("出生日期"), "sms": _l("出生日期，或者短信验证码")}


def staying(environment: Settings) -> list[tuple[str, str, str]]:
    """(name, value, why it stays) of what is not changed here."""
    told = [
        (str(label), _value_text(name, getattr(environment, name)), str(why))
        for name, (label, why) in STAY.items()
    ]
    if environment.second_approver:
        told.append((_("发布要另一个人"), _("开"), _("环境里要求了，这里不能放松")))
    secrets = (_("密钥、密码、线路账号"), "＊＊＊", _("不在网页上显示，也不能改"))
    limits = (_("听懂的把握分界"), "", _("由测试算出来，跟着版本走"))
    return [*told, limits, secrets]


def _value_text(name: str, value: object) -> str:
    if name == "identity":
        return str(_IDENTITY[str(value)])
    if isinstance(value, bool):
        return switched(value)
    return _("自动") if value == "auto" else str(value) or _("没有")


def switched(on: bool) -> str:
    """On or off."""
    return _("开") if on else _("关")


def in_words(name: str, value: Value) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return switched(value)
    if name in UNITS:
        return f"{value} {UNITS[name]}"
    return str(value) or _("没有")


def fault(name: str, kind: Kind) -> str:
    """What a value of this kind has to be."""
    match kind:
        case Number(least, most):
            return _(
                "请填 %(a)s 到 %(b)s 之间的整数（%(unit)s）。", a=least, b=most, unit=UNITS[name]
            )
        case Phone(extensions=True):
            return _("请填一个国内电话号码，或者 3 到 6 位的分机号；不要人工就空着。")
        case Phone():
            return _("请填一个国内电话号码，比如 021-12345678；不要人工就空着。")
        case _:
            return _("请选“开”或者“关”。")


def changed_meanwhile(now: Line) -> str:
    """Another admin was faster: who, what holds now, and what to do."""
    value = in_words(now.name, now.value)
    if not now.chosen_by:
        return _("刚刚有人把它恢复成了默认（%(value)s）。还要改，请再按一次。", value=value)
    return _(
        "%(name)s 刚刚把它改成了 %(value)s。还要改，请再按一次。", name=now.chosen_by, value=value
    )
