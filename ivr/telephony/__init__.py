"""The telephone side: audio, keys and calls, over whichever carrier's line.

Receives a line's events; emits orders for it. `twilio/` and `sip/` are what the two look like on the
wire. Knows nothing of what is said.
"""
