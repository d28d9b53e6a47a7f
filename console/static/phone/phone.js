// The softphone's page: one call at a time, from ringing to hung up. Texts are in the page.

import { decode } from "./mulaw.js";
import { Stream } from "./stream.js";

const TRIES = 4; // to get back a line that was lost, without a sound between; the pauses double
const REFUSED = 1008; // the close code of a server that has no line left
const IN_CALL = new Set(["ringing", "talking", "lost"]);
const find = (name) => document.getElementById(`phone-${name}`);
const page = find("page");

let audio; // the AudioContext of the call, while there is one
let telephone; // its worklet
let microphone;
let stream;
let call = "";
let begun = 0;
let lost = 0; // lines lost since the hotline was heard last

// States

function show(state) {
  page.dataset.state = state;
  find("state").textContent = page.querySelector(`[data-says="${state}"]`).textContent;
  const busy = IN_CALL.has(state) || state === "asking";
  find("call").hidden = find("call").disabled = busy;
  find("keys-only").hidden = !["refused", "no-microphone"].includes(state);
  find("hang-up").hidden = !busy;
  find("mute").disabled = state !== "talking" || !microphone;
  for (const key of page.querySelectorAll("[data-key]")) key.disabled = state !== "talking";
  if (state === "talking" && !begun) begun = Date.now();
}

let hearing; // the line of what is being said

function hear(text) {
  if (!hearing) {
    write("me", text);
    hearing = find("captions").lastElementChild;
    hearing.setAttribute("aria-hidden", "true"); // read aloud once it is sure
  }
  hearing.lastElementChild.textContent = text;
}

function write(kind, text) {
  hearing?.remove();
  hearing = undefined;
  const line = document.createElement("li");
  line.className = kind;
  const who = document.createElement("p");
  who.className = "who";
  who.textContent = page.querySelector(`[data-who="${kind}"]`)?.textContent ?? "";
  const said = document.createElement("p");
  said.textContent = text;
  line.append(...(who.textContent ? [who] : []), said);
  find("captions").append(line);
  find("log").scrollTop = find("log").scrollHeight;
  find("nothing").hidden = true;
}

const words = (name) => page.querySelector(`[data-word="${name}"]`).textContent;

// The call

async function dial(withMicrophone) {
  find("captions").replaceChildren();
  find("pressed").textContent = "";
  begun = lost = 0;
  show("asking");
  try {
    microphone = withMicrophone ? await listen() : undefined;
  } catch (error) {
    return show(error.name === "NotFoundError" ? "no-microphone" : "refused");
  }
  if (page.dataset.state !== "asking") return letGo(); // hung up meanwhile
  show("ringing");
  try {
    await plugIn();
    const answer = await ask(page.dataset.begin);
    if (answer.fault) return finish(answer.fault);
    call = answer.call;
    if (page.dataset.state === "ringing") connect();
    else hangUp(); // as was done meanwhile
  } catch (error) {
    console.error(error);
    finish("failed");
  }
}

function listen() {
  const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  return navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, ...clean } });
}

async function plugIn() {
  audio = new AudioContext({ latencyHint: "interactive" });
  await audio.audioWorklet.addModule(page.dataset.worklet);
  telephone = new AudioWorkletNode(audio, "telephone", { outputChannelCount: [1] });
  telephone.port.onmessage = ({ data }) => {
    if (data.frame) {
      stream?.speak(data.frame);
      meter(data.frame);
    }
    if (data.mark !== undefined) stream?.heard(data.mark);
  };
  telephone.connect(audio.destination);
  if (microphone) audio.createMediaStreamSource(microphone).connect(telephone);
  telephone.port.postMessage({ mute: false });
  find("mute").setAttribute("aria-pressed", "false");
}

function connect() {
  const mine = (stream = new Stream(`${location.origin.replace(/^http/, "ws")}${address("stream")}`, call, {
    audio(bytes) {
      lost = 0;
      if (page.dataset.state !== "talking") show("talking");
      telephone.port.postMessage({ audio: bytes });
    },
    mark: (name) => telephone.port.postMessage({ mark: name }),
    clear: () => telephone.port.postMessage({ clear: true }),
    caption: caption,
    closed: (code) => stream === mine && (code === REFUSED ? finish("busy") : goOn()),
  }));
}

function caption(line) {
  if (line.kind === "hearing") return hear(line.text);
  if (line.kind === "hotline" && line.text) write("them", line.text);
  else if (line.act === "Silent" || (line.act === "Said" && !line.text)) write("me", words("silent"));
  else if (line.act === "Keyed") write("me", `${words("keyed")} ${line.text}`);
  else if (line.kind === "caller") write("me", line.text);
}

// A stream is over: because of what was said, or because the line broke.
async function goOn() {
  telephone.port.postMessage({ clear: true });
  show("lost");
  while (call && lost++ < TRIES) {
    if (lost > 1) await new Promise((done) => setTimeout(done, 500 * 2 ** lost));
    try {
      const { next, handed_over, fault } = await ask(address("next"));
      if (!call) return; // hung up meanwhile
      if (fault) return finish(fault);
      if (handed_over) write("turning", words("handed-over"));
      return next === "hangup" ? finish("over") : connect();
    } catch (error) {
      console.warn(error);
    }
  }
  if (call) finish("gone");
}

function hangUp() {
  const open = stream;
  stream = undefined;
  open?.hangUp();
  if (call) navigator.sendBeacon(address("end"), form());
  finish("hung-up");
}

function finish(state) {
  call = "";
  stream = undefined;
  letGo();
  show(state);
  if (document.activeElement === document.body) find("call").focus();
}

function letGo() {
  telephone?.port.postMessage({ end: true });
  audio?.close();
  for (const track of microphone?.getTracks() ?? []) track.stop();
  audio = telephone = microphone = undefined;
  find("level").value = 0;
}

// Asking the server

const address = (what) => `${page.dataset.begin}/${call}/${what}`;

function form() {
  const fields = new FormData();
  fields.set("csrf_token", page.dataset.token);
  return fields;
}

async function ask(where) {
  const answer = await fetch(where, { method: "POST", body: form() });
  if (answer.redirected || answer.status === 400) return { fault: "signed-out" };
  if (answer.ok || answer.status === 503) return answer.json();
  throw new Error(`${where}: ${answer.status}`);
}

// Keys, the level, the clock

function press(key) {
  if (page.dataset.state !== "talking") return;
  stream?.press(key);
  find("pressed").textContent = (find("pressed").textContent + key).slice(-16);
  const button = page.querySelector(`[data-key="${key}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 150);
}

let loudest = 0;

function meter(frame) {
  for (const code of frame) loudest = Math.max(loudest, Math.abs(decode(code)));
}

setInterval(() => {
  if (!IN_CALL.has(page.dataset.state)) return;
  find("level").value = microphone ? loudest : 0;
  loudest = 0;
  const seconds = begun ? Math.floor((Date.now() - begun) / 1000) : 0;
  find("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}, 200);

find("call").addEventListener("click", () => dial(true));
find("keys-only").addEventListener("click", () => dial(false));
find("hang-up").addEventListener("click", hangUp);
find("mute").addEventListener("click", () => {
  const mute = find("mute").getAttribute("aria-pressed") !== "true";
  find("mute").setAttribute("aria-pressed", String(mute));
  telephone?.port.postMessage({ mute });
});
for (const button of page.querySelectorAll("[data-key]")) button.addEventListener("click", () => press(button.dataset.key));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (/^[0-9*#]$/.test(event.key)) press(event.key);
  if (event.key === "Escape" && !find("hang-up").hidden) hangUp();
});
window.addEventListener("pagehide", () => call && hangUp());

const able = window.isSecureContext && "AudioWorkletNode" in window && navigator.mediaDevices;
show(page.dataset.speechFault ? "no-speech" : able ? "idle" : "unable");
find("call").disabled = !able || Boolean(page.dataset.speechFault);
