// G.711 mu-law, as Twilio's streams carry it: one byte for each sample of 8 kHz.

const BIAS = 132;
const LOUDEST = 32635;

export function encode(sample) {
  // sample: -1 to 1
  let value = Math.max(-32768, Math.min(32767, Math.round(sample * 32768)));
  const sign = value < 0 ? 0x80 : 0;
  value = Math.min(Math.abs(value), LOUDEST) + BIAS;
  const exponent = 31 - Math.clz32(value) - 7;
  const mantissa = (value >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

const DECODED = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const value = ((((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)) - BIAS;
  return (bits & 0x80 ? -value : value) / 32768;
});

export function decode(code) {
  return DECODED[code];
}
