"""Everything one server process shares between its calls and pages; `build` puts it together."""

import gc
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from ivr.capacity.admission import Admission, CallSlots
from ivr.capacity.measure import Measured
from ivr.config.live_settings import LiveSettings
from ivr.config.settings import Settings
from ivr.effects import LiveEffects
from ivr.observability.captions import Captions
from ivr.prompts.catalogue import Catalogue
from ivr.services.poller import Poller
from ivr.services.trial_voices import TrialVoices
from ivr.storage.call_store import CallStore
from ivr.storage.carrier_recordings import PendingRecordings
from ivr.storage.conversations import Conversations
from ivr.storage.recordings import Recordings
from ivr.storage.store import Store
from ivr.telephony.session_factory import SessionFactory
from ivr.telephony.sip.door import SipDoor
from ivr.telephony.twilio.overflow import Overflow
from ivr.telephony.twilio.signature import SignatureCheck
from ivr.telephony.twilio.sms import SmsSender
from ivr.telephony.twilio.stream_token import StreamTokens
from ivr.telephony.twilio.twiml import KeypadTurns
from ivr.telephony.twilio.urls import PublicUrls
from kb.editions.live import LiveKnowledge
from models.base import let_go
from models.vault import Vault
from speech.asr.recognizer import Recognizer
from speech.tts.voice import Voice


@dataclass(frozen=True, kw_only=True)
class Records:
    """The parts that outlive a call."""

    engine: Engine
    sessions: sessionmaker[Session]
    """The database's."""
    vault: Vault
    store: Store
    recordings: Recordings
    pending_recordings: PendingRecordings
    calls: CallStore
    effects: LiveEffects
    conversations: Conversations

    def close(self) -> None:
        """Let go of the database."""
        self.store.database.close()
        let_go(self.engine)


@dataclass(frozen=True, kw_only=True)
class Services(Records):
    """All parts of a server process."""

    settings: Settings
    """As the environment has them; `live_settings` for those an office may change."""
    live_settings: LiveSettings
    knowledge: LiveKnowledge
    catalogue: Catalogue
    voice: Voice
    trial_voices: TrialVoices
    captions: Captions
    recognizer: Recognizer | None
    speech_fault: str
    """Why speech is not recognised, in plain words; empty when it is."""
    measured: Measured | None
    """How many calls by speech the machine holds, where that was measured."""
    slots: CallSlots
    admission: Admission
    streams: SessionFactory
    stream_tokens: StreamTokens
    signature: SignatureCheck | None
    """None where signatures are not checked."""
    urls: PublicUrls
    keypad: KeypadTurns
    overflow: Overflow
    sms: SmsSender | None
    """None where no text message can be sent."""
    sip: SipDoor | None
    """None where no trunk is listened for."""
    pollers: tuple[Poller, ...]

    def start(self) -> None:
        """Get ready, and begin what goes on beside the calls. None of it keeps the process alive."""
        self.knowledge.current.warm_up()
        if self.sms:
            self.sms.wake()  # messages left when the last process ended
        for poller in self.pollers:
            poller.start()
        # What is here now stays: to look through it for garbage holds up every call for a moment.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """End what `start` began, and let go of the database."""
        if self.sip:
            self.sip.stop()
        for poller in self.pollers:
            poller.stop()
        super().close()
