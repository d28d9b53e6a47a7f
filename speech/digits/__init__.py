"""Spoken digits: receives telephone audio, emits the digits said with a confidence for each.

Networks of our own for eleven words (0 to 9 and 幺): general engines swallow repeated digits. At
run time they need Whisper's encoder and onnxruntime; `training/digits` makes their weights.
"""
