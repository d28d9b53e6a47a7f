"""Spoken digits: receives telephone audio, emits the digits said with a confidence for each.

A recogniser of our own for eleven words (0 to 9 and 幺), because general engines swallow repeated
digits. At run time it needs numpy and onnxruntime only; `texts`, `synth`, `augment`, `corpus`, `net`
and `train` make the model and are never imported by the hotline.
"""
