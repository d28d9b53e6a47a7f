"""The recognisers behind `speech.asr.recognizer.Recognizer`.

Receives 8 kHz utterances and what is expected to be in them; emits transcripts whose text is
simplified Chinese (or the model's language) and whose confidences are on one scale, 0 to 1.
Never imports `speech.ear` or anything about topics: words to listen for come from outside.
"""
