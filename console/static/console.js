// Small comforts. Every page works without them.

// Filters apply at once to whoever points; keyboards choose in peace and press Enter.
let pointing = false;
document.addEventListener("pointerdown", () => (pointing = true), true);
document.addEventListener("keydown", () => (pointing = false), true);
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (pointing && form && event.target.matches("select")) form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (event.key === "Enter" && form && event.target.matches("select")) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// What a list was filtered by has the focus again when it comes back; empty filters stay out of its address.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get") return;
  const here = document.activeElement;
  if (form.contains(here) && here.name) sessionStorage.setItem("focus", `${location.pathname} ${here.name}`);
  // Where the skip link led stays out of the address too: it would take the focus when the page comes.
  if (!form.getAttribute("action")) form.action = location.pathname;
  const empty = [...form.elements].filter((field) => field.name && !field.value && !field.disabled);
  for (const field of empty) field.disabled = true;
  setTimeout(() => empty.forEach((field) => (field.disabled = false)));
});
document.addEventListener("DOMContentLoaded", () => {
  const [page, name] = (sessionStorage.getItem("focus") ?? "").split(" ");
  sessionStorage.removeItem("focus");
  if (page === location.pathname && name) document.querySelector(`form[method=get] [name="${name}"]`)?.focus();
});

// "/" goes to the search field of the list, or of the console, j and k to the next row and the one before, as in most lists;
// from a search field ArrowDown goes to the first row.
document.addEventListener("keydown", (event) => {
  const searching = event.target.matches("input[type=search]") && event.key === "ArrowDown";
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || (!searching && event.target.matches("input, textarea, select"))) return;
  const step = { j: 1, k: -1, ArrowDown: searching && 1 }[event.key];
  const rows = [...document.querySelectorAll("main tbody tr, main ul.history > li")].filter((row) => row.querySelector("a"));
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = event.key === "/" ? document.querySelector("main input[type=search]") ?? document.querySelector("input[type=search]") : step && rows[at < 0 ? 0 : at + step]?.querySelector("a");
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// Paper has no click: what is folded is printed too.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details:not([open])")) {
    folded.open = true;
    addEventListener("afterprint", () => (folded.open = false), { once: true });
  }
});

// A note that is being written outlives other buttons and a sign-out, and is nobody else's; it goes with its tab, or
// once it stands among the notes: what was sent after the session had run out was not kept.
const noteKey = (note) => `note ${document.body.dataset.user} ${location.pathname} ${note.name}`;
document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-keep]")) sessionStorage.setItem(noteKey(target), target.value);
});
const notesSaying = (text) => [...document.querySelectorAll("[data-note]")].filter((one) => one.textContent.trim() === text).length;
document.addEventListener("submit", ({ target }) => {
  for (const note of target.querySelectorAll("[data-keep]")) sessionStorage.setItem(`sent ${noteKey(note)}`, notesSaying(note.value.trim()));
});
document.addEventListener("DOMContentLoaded", () => {
  for (const note of document.querySelectorAll("[data-keep]")) {
    const key = noteKey(note);
    const before = sessionStorage.getItem(`sent ${key}`);
    const written = sessionStorage.getItem(key) ?? "";
    if (before !== null && notesSaying(written.trim()) > Number(before)) sessionStorage.removeItem(key);
    sessionStorage.removeItem(`sent ${key}`);
    note.value = sessionStorage.getItem(key) || note.value;
  }
});

// On a narrow screen filters are folded until they are wanted; rows of check boxes are ticked at once.
const narrow = matchMedia("(max-width: 48rem)");
const fold = () => document.querySelectorAll(".folded").forEach((part) => (part.open = !narrow.matches));
document.addEventListener("DOMContentLoaded", fold);
narrow.addEventListener("change", fold);
document.addEventListener("DOMContentLoaded", () => {
  const menu = document.querySelector(".side ul");
  const here = menu?.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - 40;
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-all]")) for (const box of document.getElementsByName(target.dataset.all)) box.checked = target.checked;
});

// Who allowed it is told quietly, once, of danger and despair, while another window is in front.
document.addEventListener("click", ({ target }) => {
  if (target.matches("[data-notify]")) Notification.requestPermission().then(() => (target.hidden = true));
});
document.addEventListener("DOMContentLoaded", () => {
  for (const ask of document.querySelectorAll("[data-notify]")) ask.hidden = !window.Notification || Notification.permission !== "default";
});
document.addEventListener("htmx:afterSettle", () => {
  const urgent = document.getElementById("urgent");
  if (!urgent?.querySelector("li") || urgent.dataset.key === sessionStorage.getItem("told")) return;
  sessionStorage.setItem("told", urgent.dataset.key);
  if (document.hidden && window.Notification?.permission === "granted")
    new Notification(urgent.querySelector("h2").textContent, { silent: true, tag: "urgent" });
});

// A part of a page that could not be refreshed says so, and stays as it was.
document.addEventListener("htmx:responseError", () => stale(true));
document.addEventListener("htmx:sendError", () => stale(true));
document.addEventListener("htmx:afterSwap", () => stale(false));

function stale(is) {
  for (const note of document.querySelectorAll("[data-stale]")) note.hidden = !is;
}

// Recordings of a call play one after the other; the answer that is heard is marked.
const players = () => [...document.querySelectorAll(".talk audio")];
const turnOf = (player) => player.closest(".talk > li");

document.addEventListener("play", ({ target }) => {
  for (const other of document.querySelectorAll("audio")) if (other !== target) other.pause();
  if (!players().includes(target)) return;
  turnOf(target).classList.add("playing");
  turnOf(target).scrollIntoView({ block: "nearest" });
}, true);
document.addEventListener("pause", ({ target }) => turnOf(target)?.classList.remove("playing"), true);
document.addEventListener("ended", ({ target }) => {
  const all = players();
  all[all.indexOf(target) + 1]?.play();
}, true);

// A long select shows only what has these words, in its name or among its other names; the only one is chosen.
// Where nothing has them it stays as it was, and so does what is chosen.
document.addEventListener("input", ({ target }) => {
  const select = document.getElementById(target.dataset?.narrows ?? "");
  if (!select) return;
  const words = target.value.trim();
  const all = [...select.options].filter((option) => option.value);
  const others = new Map([...document.querySelectorAll("#other-names option")].map((one) => [one.value, one.label]));
  const fit = all.filter((option) => `${option.text} ${others.get(option.value) ?? ""}`.includes(words));
  target.setAttribute("aria-invalid", fit.length === 0);
  for (const option of all) option.hidden = option.disabled = fit.length > 0 && !fit.includes(option);
  if (words && new Set(fit.map((option) => option.value)).size === 1) select.value = fit[0].value;
  else if (select.selectedOptions[0]?.disabled) select.value = "";
});
