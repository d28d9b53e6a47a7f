"""The dialogue core: what the hotline says and asks, as conversations that read top to bottom.

Receives what the caller did (`Said`, `Keyed`, `Silent`, `Dialled`) and the results of effects.
Emits `Turn`s: what to say and what to wait for.
Never imports Flask, Twilio or SQLAlchemy, and reads no clock: the state of a call is its log.
"""
