"""What an office sets in the browser while the hotline runs, in place of the environment."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, utc_now
from models.staff import NAME_LENGTH

VALUE_LENGTH = 40


class OfficeSetting(Base):
    """One setting that somebody chose; one without a row is as the environment has it."""

    __tablename__ = "office_settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """As in `ivr.config.settings.Settings`."""
    value: Mapped[str] = mapped_column(String(VALUE_LENGTH))
    chosen_by: Mapped[str] = mapped_column(String(NAME_LENGTH))
    """Who chose it."""
    at: Mapped[datetime] = mapped_column(default=utc_now)
