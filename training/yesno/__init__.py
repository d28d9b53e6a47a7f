"""Learns how answers to a yes/no question go: `speech/entities/yesno_weights.json`."""
