// Records a question with the browser's microphone and sends it like a chosen file.

const record = document.getElementById("record");
const state = document.getElementById("record-state");
const started = record.textContent;
let recorder = null;

if (navigator.mediaDevices && window.MediaRecorder) record.hidden = false;

record.addEventListener("click", async () => {
  if (recorder) return recorder.stop();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      send(new Blob(pieces, { type: recorder.mimeType }));
      recorder = null;
      record.textContent = started;
    });
    recorder.start();
    record.textContent = record.dataset.stop;
  } catch {
    recorder = null;
    state.textContent = state.dataset.refused;
  }
});

function send(sound) {
  const chosen = new DataTransfer();
  chosen.items.add(new File([sound], "question", { type: sound.type }));
  document.getElementById("sound").files = chosen.files;
  document.getElementById("speak").requestSubmit();
}
