"""The hotline in a browser: microphone and keypad in, voice and captions out.

Receives media-stream messages of a browser; emits calls like those of any carrier.
"""
