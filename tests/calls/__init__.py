"""Callers' audio, and scripts of whole calls placed against a running server."""

from pathlib import Path

AUDIO = Path(__file__).with_name("audio")
