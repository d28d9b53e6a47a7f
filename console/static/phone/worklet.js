// The telephone in the audio thread. Takes the microphone, gives frames of 20 ms of mu-law; takes
// the hotline's frames and marks, plays them in order and tells when a mark was reached.

import { decode, encode } from "./mulaw.js";
import { Resampler } from "./resampler.js";

const LINE_RATE = 8000;
const FRAME = 160;

class Telephone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.down = new Resampler(sampleRate, LINE_RATE);
    this.up = new Resampler(LINE_RATE, sampleRate);
    this.frame = new Uint8Array(FRAME);
    this.filled = 0;
    this.waiting = []; // samples ready to be heard, and names of marks between them
    this.muted = false;
    this.over = false;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take({ audio, mark, clear, mute, end }) {
    if (audio) this.waiting.push({ samples: this.up.feed(Float32Array.from(audio, decode)), at: 0 });
    if (mark !== undefined) this.waiting.push({ mark });
    if (clear) this.clear();
    if (mute !== undefined) this.muted = mute;
    if (end) this.over = true;
  }

  clear() {
    // Like Twilio: what waits is dropped, its marks are told all the same.
    for (const piece of this.waiting) if (piece.mark !== undefined) this.port.postMessage({ mark: piece.mark });
    this.waiting = [];
  }

  process(inputs, outputs) {
    const heard = outputs[0][0];
    this.play(heard);
    const microphone = inputs[0][0]; // missing where there is no microphone
    this.speak(microphone && !this.muted ? microphone : new Float32Array(heard.length));
    return !this.over;
  }

  play(heard) {
    let place = 0;
    while (this.waiting.length && place < heard.length) {
      const piece = this.waiting[0];
      if (piece.mark !== undefined) {
        this.port.postMessage({ mark: piece.mark });
        this.waiting.shift();
        continue;
      }
      while (piece.at < piece.samples.length && place < heard.length) heard[place++] = piece.samples[piece.at++];
      if (piece.at === piece.samples.length) this.waiting.shift();
    }
  }

  speak(samples) {
    for (const sample of this.down.feed(samples)) {
      this.frame[this.filled++] = encode(sample);
      if (this.filled === FRAME) {
        this.port.postMessage({ frame: this.frame.slice() });
        this.filled = 0;
      }
    }
  }
}

registerProcessor("telephone", Telephone);
