"""SIP's dialect: calls over UDP, G.711 over RTP, digits as RFC 4733 sends them.

Receives what a trunk sends; emits what it expects. Signalling and media are aiosipua's and
aiortp's; what is ours guards them. Knows no dialogue.
"""
