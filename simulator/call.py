"""One call from the first webhook to the last status callback."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from itertools import chain, repeat

from simulator.audio import write_wav
from simulator.caller import Caller
from simulator.captions import CaptionPoller
from simulator.connect_verb import connect
from simulator.dial_verb import dial
from simulator.ear import Ear
from simulator.events import Log
from simulator.line import HungUpError, Line
from simulator.options import CallOptions, Dial
from simulator.record_verb import record
from simulator.recordings import RecordingHost
from simulator.result import CallResult
from simulator.script import Script
from simulator.session import CallEndedError, Session, new_sid
from simulator.statuses import StatusCallbacks
from simulator.twiml import Document, Verb
from simulator.voice_verbs import gather, play_out
from simulator.webhooks import Origin, WebhookError, Webhooks

DEMO_ACCOUNT = "AC" + "0123456789abcdef" * 2
_MAX_DOCUMENTS = 200


def place_call(
    base_url: str,
    script: Script,
    *,
    auth_token: str,
    account_sid: str = DEMO_ACCOUNT,
    from_number: str = "+8613800000000",
    to_number: str = "+862112351",
    options: CallOptions | None = None,
) -> CallResult:
    """Call the hotline at `base_url`, play the script in real time, return what came of it.

    Blocks until the call is over; run several in threads for simultaneous calls. Raises
    `AudioError` or `ScriptError` before the call for a script that cannot be played.
    """
    return _PhoneCall(
        base_url.rstrip("/"),
        script,
        auth_token=auth_token,
        account_sid=account_sid,
        from_number=script.from_number or from_number,
        to_number=to_number,
        options=options or CallOptions(),
    ).run()


class _PhoneCall:
    def __init__(
        self,
        base_url: str,
        script: Script,
        *,
        auth_token: str,
        account_sid: str,
        from_number: str,
        to_number: str,
        options: CallOptions,
    ) -> None:
        self._script = script
        self._options = options
        self._origin = Origin(options.public_origin or base_url, base_url)
        self._auth_token = auth_token
        self._account_sid = account_sid
        self._call_sid = options.call_sid or new_sid("CA")
        self._numbers = (from_number, to_number)
        self._status = "ringing"
        self._documents = 0
        self._log = Log(options.on_event)
        self._webhooks = Webhooks(
            self._origin,
            auth_token,
            self._log,
            self._common_params,
            timeout=options.webhook_timeout,
            duplicate=options.trouble.duplicate,
            fallback_url=self._url(options.fallback_path),
        )

    def run(self) -> CallResult:
        """Make the call."""
        with ExitStack() as stack:
            host = self._host(stack)
            helpers = stack.enter_context(ThreadPoolExecutor(8))
            sender = stack.enter_context(ThreadPoolExecutor(1))
            session, caller = self._open(host, helpers)
            statuses = StatusCallbacks(
                self._webhooks, self._url(self._options.status_path), self._options.trouble, sender
            )
            with CaptionPoller(self._options.captions, self._call_sid, self._log):
                by, reason = self._live(session, statuses)
            seconds = self._log.now()
            self._log.add("end", by=by, reason=reason)
            self._report_end(statuses, by, reason, seconds)
        return self._result(session, caller, by, reason, seconds)

    def _open(self, host: RecordingHost | None, helpers: Executor) -> tuple[Session, Caller]:
        options = self._options
        ear = Ear(self._log)
        caller = Caller(self._script, ear, self._log, options, helpers)
        drift = options.network.drift_ppm
        line = Line(caller, ear, self._log, max_seconds=options.max_seconds, drift_ppm=drift)
        session = Session(
            self._account_sid,
            self._auth_token,
            self._call_sid,
            options,
            self._origin,
            self._log,
            ear,
            line,
            self._webhooks,
            helpers,
            self._dials(),
            host,
        )
        return session, caller

    def _host(self, stack: ExitStack) -> RecordingHost | None:
        """Open the host of recordings; it is closed last, when callbacks have been answered."""
        if not self._options.serve_recordings:
            return None
        delay = self._options.recording_delay
        return stack.enter_context(RecordingHost(self._account_sid, self._auth_token, delay))

    def _dials(self) -> Iterator[Dial]:
        plans = [*self._script.dials, *self._options.dials] or [Dial()]
        return chain(plans, repeat(plans[-1]))

    def _live(self, session: Session, statuses: StatusCallbacks) -> tuple[str, str]:
        """Run the call to its end; return who ended it and why."""
        self._log.add("call", call_sid=self._call_sid, name=self._script.name)
        statuses.report("initiated")
        statuses.report("ringing")
        try:
            document: Document | None = session.fetch(self._url(self._options.voice_path) or "", {})
            while document is not None:
                document = self._walk(session, document, statuses)
        except HungUpError as error:
            return error.by, "the caller hung up"
        except CallEndedError as error:
            return error.by, str(error)
        except WebhookError as error:
            return "error", f"{error.code}: {error}"
        return "server", "the document ended"

    def _walk(
        self, session: Session, document: Document, statuses: StatusCallbacks
    ) -> Document | None:
        """Run a document's verbs; return the next document, None when the call is over."""
        self._documents += 1
        if self._documents > _MAX_DOCUMENTS:
            raise CallEndedError("error", f"more than {_MAX_DOCUMENTS} documents: a loop")
        for verb in document.verbs:
            self._log.add("verb", verb=verb.name)
            if verb.name == "Reject" and self._status == "ringing":
                self._status = verb.get("reason", "rejected")
                raise CallEndedError("rejected", self._status)
            if self._status == "ringing":
                self._status = "in-progress"
                statuses.report("in-progress")
            following = self._run_verb(session, verb, document)
            if following is not None:
                return following
        return None

    def _run_verb(self, session: Session, verb: Verb, document: Document) -> Document | None:
        match verb.name:
            case "Gather":
                return gather(session, verb, document)
            case "Record":
                return record(session, verb, document)
            case "Dial":
                return dial(session, verb, document)
            case "Connect":
                return connect(session, verb, document)
            case "Redirect":
                url = session.origin.absolute(verb.text, document.url)
                return session.fetch(url, {}, verb.get("method", "POST"))
            case "Hangup" | "Reject":
                raise CallEndedError("server", f"<{verb.name}>")
        play_out(session, verb, document)
        return None

    def _report_end(self, statuses: StatusCallbacks, by: str, reason: str, seconds: float) -> None:
        answered = self._status == "in-progress"
        if by == "rejected":
            self._status = "busy" if reason == "busy" else "no-answer"
        elif by == "error" and not answered:
            self._status = "failed"
        else:
            self._status = "completed"
        whole = max(1, round(seconds))
        duration = {"CallDuration": str(whole), "Duration": str(-(-whole // 60))}
        statuses.report(self._status, duration if answered else {"CallDuration": "0"})
        statuses.finish()

    def _result(
        self, session: Session, caller: Caller, by: str, reason: str, seconds: float
    ) -> CallResult:
        log, steps = self._log, len(self._script.steps)
        failures = [event["message"] for event in log.of_kind("failure")]
        if caller.steps_done < steps:
            failures.append(f"the call ended with {steps - caller.steps_done} steps not done")
        heard_wav, call_wav = self._save(session)
        return CallResult(
            name=self._script.name,
            call_sid=self._call_sid,
            ended_by=by,
            end_reason=reason,
            seconds=round(seconds, 3),
            steps_done=caller.steps_done,
            steps_total=steps,
            twiml_verbs=[event["verb"] for event in log.of_kind("verb")],
            stream_sids=session.stream_sids,
            latencies=session.ear.latencies,
            barge_ins=session.ear.barge_ins,
            underruns=session.underruns,
            late_seconds=round(session.line.late_seconds, 3),
            protocol_errors=log.of_kind("protocol_error"),
            failures=failures,
            webhooks=log.of_kind("webhook"),
            captions=[asdict(caption) for caption in log.captions],
            recordings=log.of_kind("recorded"),
            dials=log.of_kind("dialled"),
            heard_wav=heard_wav,
            call_wav=call_wav,
            events=log.events,
        )

    def _save(self, session: Session) -> tuple[str | None, str | None]:
        folder = self._options.out_dir
        if folder is None:
            return None, None
        folder.mkdir(parents=True, exist_ok=True)
        said, heard = bytes(session.line.said), bytes(session.line.heard)
        paths = folder / f"{self._call_sid}-heard.wav", folder / f"{self._call_sid}-call.wav"
        write_wav(paths[0], heard)
        write_wav(paths[1], said, heard)
        return str(paths[0]), str(paths[1])

    def _url(self, path: str | None) -> str | None:
        return None if path is None else self._origin.absolute(path)

    def _common_params(self) -> dict[str, str]:
        sender, called = self._numbers
        return {
            "CallSid": self._call_sid,
            "AccountSid": self._account_sid,
            "From": sender,
            "Caller": sender,
            "To": called,
            "Called": called,
            "CallStatus": self._status,
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            "FromCountry": "CN",
            "CallerCountry": "CN",
            "ToCountry": "CN",
            "CalledCountry": "CN",
            "FromCity": "",
            "ToCity": "",
            **self._options.extra_params,
        }
