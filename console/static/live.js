// The overview comes as a stream of events while there is one and the page is seen; else htmx asks.

const live = document.getElementById("live");
let source;

function listen() {
  source?.close();
  if (document.hidden) return; // others may need the stream
  source = new EventSource(live.dataset.stream);
  source.onmessage = ({ data }) => show(data);
}

function show(page) {
  const open = [...live.querySelectorAll("details")].map((details) => details.open);
  live.innerHTML = page;
  live.querySelectorAll("details").forEach((details, n) => (details.open = open[n]));
  live.dispatchEvent(new Event("htmx:afterSwap", { bubbles: true })); // the chart is drawn anew
}

// The alert stands beside: it is read out when it is written, so it is written only when it changes.
live.addEventListener("htmx:afterSwap", () => {
  const alert = document.getElementById("urgent");
  const { urgent } = live.querySelector("[data-urgent]").dataset;
  if (alert && urgent !== alert.dataset.key) htmx.trigger(alert, "changed");
});

live.addEventListener("htmx:beforeRequest", (event) => {
  if (source?.readyState === EventSource.OPEN) event.preventDefault();
});
document.addEventListener("visibilitychange", listen);
listen();
