// Draws charts from the numbers in the page; they are in a table as well.

function draw() {
  for (const place of document.querySelectorAll(".chart[data-bars]")) {
    if (place.firstChild) continue;
    const counts = JSON.parse(place.dataset.bars).map((count) => count || null);
    const hours = counts.map((_, hour) => hour);
    const look = getComputedStyle(place);
    const [colour, ink, rule] = ["--teal", "--soft", "--rule"].map((name) => look.getPropertyValue(name));
    new uPlot(
      {
        width: place.clientWidth,
        height: 220,
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false, range: [-0.6, 23.6] }, y: { range: (_, low, high) => [0, Math.max(high || 0, 4)] } },
        axes: [
          { stroke: ink, grid: { show: false }, values: (_, ticks) => ticks.map((hour) => hour + ":00") },
          { stroke: ink, grid: { stroke: rule }, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], size: 44 },
        ],
        series: [{}, { label: place.dataset.label, fill: colour, stroke: colour, points: { show: false }, paths: uPlot.paths.bars({ size: [0.7] }) }],
      },
      [hours, counts],
      place,
    );
  }
}

document.addEventListener("DOMContentLoaded", draw);
document.addEventListener("htmx:afterSwap", draw);
let waiting;
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    for (const place of document.querySelectorAll(".chart")) place.replaceChildren();
    draw();
  }, 150);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.dispatchEvent(new Event("resize")));
