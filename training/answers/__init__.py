"""Makes the weights that hear short answers (`speech/answers/`), from speech we synthesise.

Shares with `training.digits` what both need: speakers, telephone lines, the course of a training.
"""
