"""All settings in one place, read once from the environment (or a `.env` file), strictly."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from ivr.config import networks, secret_files
from ivr.errors import HotlineError
from models import clock

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # nosec B104


class Settings(BaseSettings):
    """Each is set by HOTLINE_<NAME>, as in HOTLINE_PORT=8000."""

    model_config = SettingsConfigDict(
        env_prefix="HOTLINE_", env_file=".env", frozen=True, extra="ignore"
    )

    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, description="Port the server listens on.")
    public_url: str = Field(
        "",
        description="Origin under which Twilio reaches us, as in https://hotline.example.org. "
        "Signatures are checked against it. Empty: http://HOST:PORT.",
    )
    workers: int = Field(2, ge=1, description="Server processes; each loads the speech model.")
    var: Path = Field(Path("var"), description="Folder for weights, prompts, recordings, SQLite.")
    database_url: str = Field(
        "", description="SQLAlchemy URL. Empty: SQLite in VAR. Production: postgresql+psycopg://..."
    )
    database_url_file: Path | None = Field(
        None, description="File with the database's URL, instead of DATABASE_URL."
    )
    data_key: SecretStr = Field(
        SecretStr(""),
        description="Key that seals personal data, made by `hotline db new-key`; several with "
        "commas between them, the newest first. Needed wherever calls are real; on loopback one "
        "is made in VAR.",
    )
    data_key_file: Path | None = Field(
        None, description="File with the data keys, one a line, instead of DATA_KEY."
    )
    identity: Literal["birth", "sms"] = Field(
        "birth",
        description="How members are identified: by birth date, or also by a code sent to the "
        "mobile on record.",
    )
    union_codes: Path | None = Field(
        None,
        description="CSV (code, name) of the unions' 3-digit codes: a spoken number that begins "
        "with one is a little likelier to be heard so.",
    )
    keep_calls_days: int = Field(180, ge=1, description="Days calls and their logs are kept.")
    keep_recordings_days: int = Field(180, ge=1, description="Days recordings are kept.")
    keep_messages_days: int = Field(
        90, ge=1, description="Days text messages and settled call-backs are kept."
    )
    keep_notices_days: int = Field(1095, ge=1, description="Days accident notices are kept.")
    keep_audit_days: int = Field(
        1095, ge=1, description="Days the audit log and the log of staff's actions are kept."
    )
    engine: Literal["auto", "vosk", "whisper", "none"] = Field(
        "auto",
        description="Speech recogniser. auto: Vosk if its model can be had, else whisper. "
        "none: keypad only.",
    )
    vosk_model: Path | None = Field(
        None, description="Folder of a Vosk model to use instead of those in VAR/weights."
    )
    synthesizer: Literal["auto", "kokoro", "pyttsx3", "none"] = Field(
        "auto", description="Voice that renders prompts. none: only what is rendered or recorded."
    )
    voice_name: str = Field(
        "",
        description="Kokoro voice (zf_xiaobei, a woman's, or zm_yunxi, a man's, in place of the packed one) "
        "or blend, or part of a system voice's name. Empty: the packed one.",
    )
    voice_file: Path | None = Field(
        None, description="An official Kokoro voice (.pt, .bin, .npz) to speak with."
    )
    speech_calls: Annotated[int, Field(ge=0)] | Literal["auto"] = Field(
        "auto",
        description="Calls a worker serves by speech at once; the rest use the keypad. auto: "
        "measured at the first start and kept in VAR/capacity.json.",
    )
    keypad_calls: int = Field(
        200,
        ge=0,
        description="Calls a worker serves by keypad at once; further callers are told that all "
        "lines are busy and are offered a call-back.",
    )
    other_servers: bool = Field(
        False,
        description="Whether other servers answer under the same public URL. Where one is full or "
        "going down, speech is then tried at another.",
    )
    drain_seconds: int = Field(
        600,
        ge=0,
        description="How long calls by speech may go on after the server was told to stop "
        "(SIGTERM). Then they go on at another server.",
    )
    servers_here: int = Field(
        1,
        ge=1,
        description="Servers on this machine; each takes its share of the calls that were measured.",
    )
    decodes: int = Field(
        0,
        ge=0,
        description="Utterances a process recognises at the same moment, a core for each; 0: as many "
        "as it has cores.",
    )
    strict_kb: bool = Field(
        False,
        validation_alias=AliasChoices("HOTLINE_STRICT_KB", "STRICT_KB", "strict_kb"),
        description="Answer only from verified entries. STRICT_KB=1 does the same.",
    )
    captions: Path | None = Field(
        None,
        description="File both sides of every call are written to, as JSON lines. For demos and "
        "training only: it holds what callers say in full.",
    )
    today: str = Field("", description="Pretend it is this day (YYYY-MM-DD); for demos and tests.")
    check_signatures: bool = Field(
        True, description="Check Twilio's signatures. Off is refused unless HOST is loopback."
    )
    twilio_account_sid: str = Field("", description="Twilio account, for SMS and recordings.")
    twilio_auth_token: SecretStr = Field(
        SecretStr(""), description="Twilio auth token; signatures are checked with it."
    )
    twilio_auth_token_file: Path | None = Field(
        None, description="File with the auth token, instead of TWILIO_AUTH_TOKEN."
    )
    twilio_number: str = Field("", description="Our number, as the sender of SMS.")
    operators: str = Field("", description="Phone number calls are handed to. Empty: call-back.")
    operator_seconds: int = Field(30, ge=5, description="How long an operator's phone rings.")
    sip_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="UDP port for calls from a SIP trunk; 0: none. Each server process takes one, from "
        "this one on.",
    )
    sip_host: str = Field("127.0.0.1", description="Address SIP and its audio are received at.")
    sip_public_host: str = Field(
        "", description="Address told to the trunk where it is another one. Empty: SIP_HOST."
    )
    sip_media_ports: str = Field(
        "20000-21999", description="UDP ports for audio; a call takes two of them."
    )
    sip_trunks: str = Field(
        "127.0.0.0/8, ::1",
        description="Networks, with commas between them, calls may come from. Empty: anywhere, for "
        "who knows SIP_PASSWORD.",
    )
    sip_user: str = Field("", description="User name asked of callers (digest).")
    sip_password: SecretStr = Field(
        SecretStr(""), description="That user's password. Empty: nobody is asked."
    )
    sip_password_file: Path | None = Field(
        None, description="File with that password, instead of SIP_PASSWORD."
    )
    sip_identity: Literal["asserted", "from"] = Field(
        "asserted",
        description="Who calls: P-Asserted-Identity where the trunk sends it, or always From.",
    )
    sip_calls_a_minute: int = Field(
        120, ge=1, description="Calls one address may begin in a minute; further ones get 503."
    )
    sip_operators: str = Field(
        "",
        description="Where calls over SIP are handed to (REFER): a sip: address. Empty: OPERATORS at "
        "the trunk.",
    )
    console_idle_minutes: int = Field(
        30, ge=1, description="After so long without a click staff have to sign in again."
    )
    console_hours: int = Field(12, ge=1, description="Most hours a sign-in to the console lasts.")
    second_approver: bool = Field(
        False,
        description="Whether what somebody changed in the knowledge is published by somebody else.",
    )
    trusted_proxies: str = Field(
        "",
        description="Networks, with commas between them, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed: the proxy in front of us, as in 127.0.0.1. Empty: nobody's.",
    )
    metrics_networks: str = Field(
        "127.0.0.0/8, ::1",
        description="Networks that may read /metrics without a token; others are told there is "
        "no such page.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Token with which /metrics may be read from anywhere (Authorization: Bearer).",
    )
    metrics_token_file: Path | None = Field(
        None, description="File with that token, instead of METRICS_TOKEN."
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="Form of the logs. auto: text in a terminal, else JSON."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least a line must matter to be logged."
    )
    traces: str = Field(
        "",
        description="Where traces of calls go: the address of an OTLP collector, as in "
        "http://127.0.0.1:4318/v1/traces. Empty: none. Needs the extra `tracing`.",
    )
    say_voice: str = Field(
        "Polly.Zhiyu-Neural", description="Twilio's voice for <Say> in keypad calls."
    )

    @property
    def origin(self) -> str:
        """The public origin without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def utterances_at_once(self) -> int:
        """How many utterances a process recognises at the same moment."""
        return self.decodes or len(os.sched_getaffinity(0))

    @property
    def local(self) -> bool:
        """Whether nobody but this machine can reach us: a trial."""
        public = urlsplit(self.public_url).hostname or ""
        reached = [
            self.host,
            *([public] if public else []),
            *([self.sip_host] if self.sip_port else []),
        ]
        return all(address in _LOOPBACK for address in reached)

    def day(self) -> date:
        """The day to reckon with: today, unless `today` pretends another."""
        return date.fromisoformat(self.today) if self.today else clock.today()

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.var.resolve()}/hotline.db"

    @property
    def media_ports(self) -> tuple[int, int]:
        """The first UDP port for SIP's audio, and the one behind the last."""
        first, _, last = self.sip_media_ports.partition("-")
        return int(first), int(last) + 1

    @field_validator("sip_media_ports")
    @classmethod
    def _port_range(cls, given: str) -> str:
        first, _, last = given.partition("-")
        if not (first.isdecimal() and last.isdecimal() and 1023 < int(first) < int(last) < 65536):
            raise ValueError("two ports from 1024 to 65535 with - between them, as in 20000-21999")
        return given

    @field_validator("trusted_proxies", "metrics_networks", "sip_trunks")
    @classmethod
    def _networks(cls, given: str) -> str:
        networks.parse(given)
        return given

    @model_validator(mode="before")
    @classmethod
    def _from_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        return secret_files.read_into(given)

    @model_validator(mode="after")
    def _safe(self) -> "Settings":
        unsigned = self.check_signatures and not self.twilio_auth_token.get_secret_value()
        if unsigned and not self.sip_port:
            raise ValueError(
                "HOTLINE_TWILIO_AUTH_TOKEN is missing: signatures cannot be checked. Set it, or "
                "set HOTLINE_CHECK_SIGNATURES=false for a trial on this machine only."
            )
        if not self.check_signatures and not self.local:
            raise ValueError(
                "HOTLINE_CHECK_SIGNATURES=false is allowed only while HOTLINE_HOST and "
                "HOTLINE_PUBLIC_URL are loopback addresses: anybody could forge calls."
            )
        return self

    @model_validator(mode="after")
    def _safe_trunk(self) -> "Settings":
        if not self.sip_port:
            return self
        if not self.sip_trunks.strip() and not self.sip_password.get_secret_value():
            raise ValueError(
                "HOTLINE_SIP_TRUNKS and HOTLINE_SIP_PASSWORD are both empty: anybody could call. Name "
                "the trunk's networks, or set a password."
            )
        if self.sip_host in _EVERYWHERE and not self.sip_public_host:
            raise ValueError(
                f"HOTLINE_SIP_HOST={self.sip_host} is no address to send audio to: name the one the trunk "
                "reaches, or set HOTLINE_SIP_PUBLIC_HOST."
            )
        return self


class SettingsError(HotlineError):
    """A setting is missing or wrong; the message names it and says what to do."""


def load(**overrides: object) -> Settings:
    """Read the settings. Raises `SettingsError` with one line per fault."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = [
            f"{'HOTLINE_' + str(e['loc'][0]).upper() + ': ' if e['loc'] else ''}{e['msg']}"
            for e in error.errors()
        ]
        raise SettingsError("\n".join(faults)) from error
