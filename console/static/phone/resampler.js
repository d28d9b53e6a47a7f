// A stream of samples at another rate, piece by piece without seams: a windowed sinc, its values
// kept for `PHASES` places between two samples.

const LOBES = 12;
const PHASES = 240;

export class Resampler {
  constructor(from, to) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * 0.92; // what is above half the lower rate must not fold
    this.half = Math.ceil(LOBES / cutoff);
    this.kernels = Array.from({ length: PHASES + 1 }, (_, phase) => kernel(phase / PHASES, cutoff, this.half));
    this.kept = new Float32Array(2 * this.half);
    this.place = this.half; // of the next sample to make, counted in `kept`
  }

  feed(samples) {
    const input = new Float32Array(this.kept.length + samples.length);
    input.set(this.kept);
    input.set(samples, this.kept.length);
    const made = [];
    for (; this.place + this.half < input.length; this.place += this.step) {
      const whole = Math.floor(this.place);
      const weights = this.kernels[Math.round((this.place - whole) * PHASES)];
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * input[whole - this.half + 1 + tap];
      made.push(sum);
    }
    const used = Math.floor(this.place) - this.half;
    this.kept = input.slice(used);
    this.place -= used;
    return made;
  }
}

function kernel(offset, cutoff, half) {
  const weights = new Float32Array(2 * half);
  for (let tap = 0; tap < weights.length; tap++) {
    const distance = tap - half + 1 - offset;
    const x = Math.PI * distance * cutoff;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (half + 1));
    weights[tap] = cutoff * (x ? Math.sin(x) / x : 1) * window;
  }
  return weights;
}
