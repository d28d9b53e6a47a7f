// Small comforts. Every page works without them.

// Filters apply at once; the button stays for keyboards and for pages without scripts.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-at-once]");
  if (form && event.target.matches("select, input[type=date]")) form.requestSubmit();
});

// "/" goes to the search field, as in most lists.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
  const search = document.querySelector("input[type=search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
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
  if (!players().includes(target)) return;
  for (const other of players()) if (other !== target) other.pause();
  turnOf(target).classList.add("playing");
  turnOf(target).scrollIntoView({ block: "nearest" });
}, true);
document.addEventListener("pause", ({ target }) => turnOf(target)?.classList.remove("playing"), true);
document.addEventListener("ended", ({ target }) => {
  const all = players();
  all[all.indexOf(target) + 1]?.play();
}, true);
