"""What a server's main process loads before it forks: its workers share those pages.

Gunicorn reads this module as its configuration. Nothing here opens a connection or starts a thread, as
neither outlives a fork. The recogniser's model has threads: every worker loads its own.
"""

import contextlib
import gc

from gunicorn.arbiter import Arbiter

from ivr.config.settings import Settings, load

_held: list[object] = []
"""What no worker has asked for yet, and all will."""


def on_starting(_server: Arbiter) -> None:
    """Load all that workers have in common; Gunicorn calls it before it starts the first."""
    preload(load())


def preload(settings: Settings) -> None:
    """Load the program, the small networks, and the matcher of the knowledge that was last in use.

    A worker that finds newer knowledge lays that out for itself.
    """
    import ivr.services.build  # takes seconds, and reads the environment
    import ivr.web.app  # noqa: F401
    import speech.asr.choose  # noqa: F401
    from ivr.capacity import memory
    from kb.content import library
    from kb.content.library import KnowledgeError
    from kb.editions.live import last_good
    from kb.engine import Knowledge
    from speech.answers.head import HEADS as ANSWERS
    from speech.audio.vad import MODEL
    from speech.digits.head import HEADS
    from speech.digits.live import LIVE
    from speech.networks import network

    for file in (MODEL, LIVE, *HEADS, *ANSWERS):
        network(file)
    with contextlib.suppress(KnowledgeError):  # a worker tells what is wrong with the content
        copy = settings.var / ivr.services.build.KNOWLEDGE_COPY
        knowledge = last_good(copy, settings.strict_kb) or Knowledge(library.load())
        knowledge.warm_up()
        _held.append(knowledge)
    gc.collect()
    memory.give_back()
    # A worker's garbage collector would write to every page it looks at.
    gc.freeze()
