"""The console's languages: Chinese as it stands in pages and code, English from a catalogue.

`translations/en.po` is read when first needed: nothing has to be compiled after a checkout.
"""

import functools
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import session
from flask_babel import Domain, get_locale

ENGLISH = Path(__file__).parents[1] / "translations" / "en.po"
LANGUAGES = {"zh": "中文", "en": "English"}


def chosen_language() -> str:
    """The language of this session."""
    language = session.get("language", "zh")
    return language if language in LANGUAGES else "zh"


class Texts(Domain):
    """Flask-Babel's texts, from `ENGLISH` or as they are."""

    def get_translations(self) -> NullTranslations:
        """The texts in the current language."""
        return _english() if str(get_locale()) == "en" else NullTranslations()


@functools.cache
def _english() -> Translations:
    compiled = io.BytesIO()
    with ENGLISH.open("rb") as file:
        write_mo(compiled, read_po(file, locale="en"))
    compiled.seek(0)
    return Translations(compiled)
