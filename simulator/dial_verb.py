"""`<Dial>`: an outgoing leg whose outcome the script decides."""

from simulator.activities import Dialling
from simulator.line import HungUpError
from simulator.options import DialOutcome
from simulator.session import Session, new_sid
from simulator.twiml import Document, Verb


def dial(session: Session, verb: Verb, document: Document) -> Document | None:
    """Run `<Dial>`; return its action's document, or None to fall through where it has none.

    A caller who hangs up on a person who answered ends the call after the action is told.
    """
    plan = next(session.dials)
    target = ", ".join(child.text for child in verb.children) or verb.text
    dialling = Dialling(plan, verb.seconds("timeout", 30))
    try:
        session.line.run(dialling)
    except HungUpError:
        if dialling.bridged and verb.get("action"):
            params = _outcome(session, target, dialling, plan.outcome)
            url = session.origin.absolute(verb.get("action"), document.url)
            session.webhooks.notify(url, {**params, "CallStatus": "completed"})
        raise
    params = _outcome(session, target, dialling, plan.outcome)
    if not verb.get("action"):
        return None
    return session.fetch_action(verb, document, params)


def _outcome(
    session: Session, target: str, dialling: Dialling, planned: DialOutcome
) -> dict[str, str]:
    """Note how dialling ended; return the parameters of the action.

    Twilio says `completed` for an answered call; `answered` is for conferences.
    """
    status = str(planned)
    if dialling.bridged:
        status = "completed"
    elif planned is DialOutcome.ANSWERED:
        status = "no-answer"
    session.log.add("dialled", to=target, status=status, seconds=round(dialling.talked, 2))
    params = {"DialCallStatus": status, "DialCallSid": new_sid("CA")}
    if not dialling.bridged:
        return {**params, "DialBridged": "false"}
    return {**params, "DialBridged": "true", "DialCallDuration": str(round(dialling.talked))}
