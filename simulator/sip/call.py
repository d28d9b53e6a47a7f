"""One call over SIP: the same script as a call through Twilio, another line."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.audio import write_wav
from simulator.caller import Caller
from simulator.captions import CaptionPoller
from simulator.ear import Ear
from simulator.events import Log
from simulator.line import HungUpError, Line
from simulator.options import CallOptions, Dial
from simulator.result import CallResult
from simulator.script import Script
from simulator.sip.agent import Agent, RefusedError
from simulator.sip.baresip import Baresip
from simulator.sip.phone import Conversation, OwnPhone, Phone


def place_sip_call(
    server: tuple[str, int],
    script: Script,
    *,
    from_number: str = "13800000000",
    to_number: str = "12351",
    user: str = "",
    password: str = "",
    laws: tuple[str, ...] = ("PCMA", "PCMU"),
    options: CallOptions | None = None,
) -> CallResult:
    """Call the hotline at `server`, play the script in real time, return what came of it.

    Blocks until the call is over; run several in threads for simultaneous calls.
    """
    caller = script.from_number or from_number
    agent = Agent(server, caller=caller, called=to_number, user=user, password=password)
    phone = OwnPhone(agent, laws)
    try:
        return _Call(phone, script, options or CallOptions()).run()
    finally:
        phone.close()


def place_baresip_call(
    server: tuple[str, int],
    script: Script,
    *,
    from_number: str = "13800000000",
    options: CallOptions | None = None,
) -> CallResult:
    """As `place_sip_call`, from baresip. Its line has no faults: `options.network` is not used.

    Raises `OSError` where baresip is not installed or does not start.
    """
    caller = script.from_number or from_number
    with (
        TemporaryDirectory(prefix="baresip-") as folder,
        Baresip(Path(folder), server, caller) as phone,
    ):
        return _Call(phone, script, options or CallOptions()).run()


class _Call:
    def __init__(self, phone: Phone, script: Script, options: CallOptions) -> None:
        self._phone = phone
        self._script = script
        self._options = options
        self._log = Log(options.on_event)
        self._talk: Conversation | None = None

    def run(self) -> CallResult:
        with ThreadPoolExecutor(2) as helpers:
            ear = Ear(self._log)
            caller = Caller(self._script, ear, self._log, self._options, helpers)
            try:
                self._phone.ring()
            except RefusedError as error:
                return self._result(ear, caller, None, "rejected", str(error))
            except TimeoutError as error:
                return self._result(ear, caller, None, "error", str(error))
            self._log.add("call", call_sid=self._phone.name, name=self._script.name)
            line = Line(caller, ear, self._log, max_seconds=self._options.max_seconds,
                        drift_ppm=self._options.network.drift_ppm)  # fmt: skip
            with CaptionPoller(self._options.captions, self._phone.name, self._log):
                by, reason = self._live(line, ear)
        return self._result(ear, caller, line, by, reason)

    def _live(self, line: Line, ear: Ear) -> tuple[str, str]:
        dials = [*self._script.dials, *self._options.dials] or [Dial()]
        self._talk = self._phone.converse(ear, self._log, dials[0], self._options)
        try:
            line.run(self._talk)
        except HungUpError as error:
            self._hang_up()
            return error.by, "the caller hung up"
        return "server", "handed over" if self._talk.transferred else "BYE"

    def _hang_up(self) -> None:
        try:
            self._phone.hang_up()
        except TimeoutError:
            self._log.protocol_error(408, "BYE was not answered")

    def _result(
        self, ear: Ear, caller: Caller, line: Line | None, by: str, reason: str
    ) -> CallResult:
        log, steps, talk = self._log, len(self._script.steps), self._talk
        seconds = log.now()
        log.add("end", by=by, reason=reason)
        failures = [event["message"] for event in log.of_kind("failure")]
        if caller.steps_done < steps:
            failures.append(f"the call ended with {steps - caller.steps_done} steps not done")
        heard_wav, call_wav = self._save(line)
        return CallResult(
            name=self._script.name,
            call_sid=self._phone.name,
            ended_by=by,
            end_reason=reason,
            seconds=round(seconds, 3),
            steps_done=caller.steps_done,
            steps_total=steps,
            latencies=ear.latencies,
            barge_ins=ear.barge_ins,
            late_seconds=round(line.late_seconds, 3) if line else 0.0,
            late_packets=talk.late_share if talk else 0.0,
            protocol_errors=log.of_kind("protocol_error"),
            failures=failures,
            captions=[{"who": c.who, "text": c.text} for c in log.captions],
            dials=log.of_kind("dialled"),
            heard_wav=heard_wav,
            call_wav=call_wav,
            events=log.events,
        )

    def _save(self, line: Line | None) -> tuple[str | None, str | None]:
        folder = self._options.out_dir
        if folder is None or line is None:
            return None, None
        folder.mkdir(parents=True, exist_ok=True)
        name = self._phone.name
        paths = folder / f"{name}-heard.wav", folder / f"{name}-call.wav"
        write_wav(paths[0], bytes(line.heard))
        write_wav(paths[1], bytes(line.said), bytes(line.heard))
        return str(paths[0]), str(paths[1])
