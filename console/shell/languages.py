"""The console's languages: Chinese as it stands in pages and code, English from a catalogue.

`translations/en.po` is read when first needed: nothing has to be compiled after a checkout.
"""

import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, session
from flask_babel import Domain, force_locale, get_locale

ENGLISH = Path(__file__).parents[1] / "translations" / "en.po"
LANGUAGES = {"zh": "中文", "en": "English"}
_CHINESE = NullTranslations()
_KEPT = "console_texts"


def chosen_language() -> str:
    """The language of this session."""
    language = session.get("language", "zh")
    return language if language in LANGUAGES else "zh"


class Texts(Domain):
    """Flask-Babel's texts, from `ENGLISH` or as they are."""

    def get_translations(self) -> NullTranslations:
        """The texts in the language of this request, which is asked for once: a page has hundreds."""
        kept: NullTranslations | None = g.get(_KEPT) if g else None
        if kept is None:
            kept = _english() if str(get_locale()) == "en" else _CHINESE
            if g:
                setattr(g, _KEPT, kept)
        return kept


def give_templates(app: Flask, texts: Texts) -> None:
    """Let templates take their texts from these, without asking Flask-Babel whose they are each time."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: texts.get_translations().gettext(text),
        ngettext=lambda one, many, n: texts.get_translations().ngettext(one, many, n),
        newstyle=True,
    )


@contextmanager
def in_chinese() -> Iterator[None]:
    """What is written meanwhile is Chinese, whoever asked for it."""
    before = g.pop(_KEPT, None)
    with force_locale("zh"):
        yield
    setattr(g, _KEPT, before)


@functools.cache
def _english() -> Translations:
    compiled = io.BytesIO()
    with ENGLISH.open("rb") as file:
        write_mo(compiled, read_po(file, locale="en"))
    compiled.seek(0)
    return Translations(compiled)
