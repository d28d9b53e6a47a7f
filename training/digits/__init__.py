"""Training of the networks that hear digits: texts, voices, telephone lines, training, evaluation.

Receives the voices and encoder of `speech`; emits ONNX files for `speech/digits`. The product
never imports it.
"""
