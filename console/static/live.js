// The overview comes as a stream of events while there is one; else htmx asks for it.

const live = document.getElementById("live");
const source = new EventSource(live.dataset.stream);

source.onmessage = ({ data }) => {
  const open = [...live.querySelectorAll("details")].map((details) => details.open);
  live.innerHTML = data;
  live.querySelectorAll("details").forEach((details, n) => (details.open = open[n]));
  live.dispatchEvent(new Event("htmx:afterSwap", { bubbles: true })); // the chart is drawn anew
};
live.addEventListener("htmx:beforeRequest", (event) => {
  if (source.readyState === EventSource.OPEN) event.preventDefault();
});
