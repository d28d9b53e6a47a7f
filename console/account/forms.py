"""The forms of accounts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from models.passwords import MAX, MIN

_NEEDED = InputRequired(_l("请填写。"))


class SignInForm(FlaskForm):
    """Name and password."""

    name = StringField(_l("用户名"), [_NEEDED], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("密码"), [_NEEDED], render_kw={"autocomplete": "current-password"})


class CodeForm(FlaskForm):
    """The authenticator's six digits."""

    code = StringField(
        _l("验证码"),
        [_NEEDED],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 8},
    )


class PasswordForm(FlaskForm):
    """A new password."""

    old = PasswordField(_l("现在的密码"), [_NEEDED], render_kw={"autocomplete": "current-password"})
    new = PasswordField(
        _l("新密码"),
        [_NEEDED, Length(MIN, MAX, _l("密码要有 10 到 200 个字符。"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("新密码再输一遍"),
        [_NEEDED, EqualTo("new", _l("两次输入的密码不一样。"))],
        render_kw={"autocomplete": "new-password"},
    )
