// One media stream as Twilio speaks it: numbers travel as strings, every message has its own.

const FRAME_MS = 20;

export class Stream {
  // `on` has: audio(bytes), mark(name), clear(), caption(line), closed(code)
  constructor(address, call, on) {
    this.call = call;
    this.stream = "MZ" + Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
    this.sequence = 0;
    this.frames = 0;
    this.socket = new WebSocket(address);
    this.socket.onopen = () => this.begin();
    this.socket.onmessage = ({ data }) => this.receive(JSON.parse(data), on);
    this.socket.onclose = ({ code }) => on.closed(code);
  }

  begin() {
    this.socket.send(JSON.stringify({ event: "connected", protocol: "Call", version: "1.0.0" }));
    this.send("start", {
      accountSid: "softphone",
      callSid: this.call,
      streamSid: this.stream,
      tracks: ["inbound"],
      mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
      customParameters: {},
    });
  }

  receive(message, on) {
    switch (message.event) {
      case "media":
        return on.audio(Uint8Array.from(atob(message.media.payload), (c) => c.charCodeAt(0)));
      case "mark":
        return on.mark(message.mark.name);
      case "clear":
        return on.clear();
      case "caption":
        return on.caption(message.caption);
    }
  }

  speak(frame) {
    const timestamp = String(this.frames++ * FRAME_MS);
    const payload = btoa(String.fromCharCode(...frame));
    this.send("media", { track: "inbound", chunk: String(this.frames), timestamp, payload });
  }

  press(digit) {
    this.send("dtmf", { track: "inbound_track", digit });
  }

  heard(name) {
    this.send("mark", { name });
  }

  hangUp() {
    this.send("stop", { accountSid: "softphone", callSid: this.call });
    this.socket.close();
  }

  send(event, body) {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const head = { event, sequenceNumber: String(++this.sequence), streamSid: this.stream };
    this.socket.send(JSON.stringify({ ...head, [event]: body }));
  }
}
