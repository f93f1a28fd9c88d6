// The chart of spend: solid bars for real calls, hatched ones for replays on top, and a dashed step for what all of it would have cost
// fresh. It takes the place of the drawing the server made; arrow keys read it aloud, a stretch of time at once.
const height = 260;
const token = (host, name) => getComputedStyle(host).getPropertyValue(name).trim();

function hatch(colour) {
  const size = Math.round(6 * devicePixelRatio);
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.lineWidth = 1.6 * devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
    pen.stroke();
  }
  return pen.createPattern(tile, "repeat");
}

// One flat step for each bar, as wide as its place.
function steps(u, series, from, to) {
  const line = new Path2D();
  for (let i = from; i <= to; i++) {
    const y = u.valToPos(u.data[series][i], "y", true);
    const left = u.valToPos(i - .5, "x", true);
    if (i === from) line.moveTo(left, y); else line.lineTo(left, y);
    line.lineTo(u.valToPos(i + .5, "x", true), y);
  }
  return { stroke: line, fill: null, clip: null, band: null, gaps: null, flags: 0 };
}

// An axis says what a bar is about; the exact amount is said beside it.
function short(amount) {
  return amount === 0 ? "0" : amount >= 1 ? String(Number(amount.toPrecision(3))) : amount.toPrecision(2);
}

function draw(host, data, plot) {
  const uPlot = globalThis.uPlot;
  const axis = { stroke: token(host, "--ink-3"), font: "12px 'Plex Sans', system-ui", ticks: { show: false } };
  const bars = (fill, edge) => ({ paths: uPlot.paths.bars({ size: [.68, 44] }), width: 1, stroke: edge, fill, points: { show: false } });
  plot?.destroy();
  return new uPlot({
    width: host.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: () => [-.6, data.x.length - .4] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 64, incrs: [1, 2, 3, 5, 7, 10, 14], values: (_, ticks) => ticks.map(at => data.x[at] ?? "") },
      { ...axis, size: 64, grid: { stroke: token(host, "--rule"), width: 1 }, values: (_, ticks) => ticks.map(short) },
    ],
    series: [
      {},
      bars(hatch(token(host, "--exact")), token(host, "--exact")),
      bars(token(host, "--fresh"), token(host, "--fresh")),
      { paths: steps, width: 1.5, dash: [4, 3], stroke: token(host, "--ink"), points: { show: false } },
    ],
  }, [data.x.map((_, i) => i), data.fresh.map((fresh, i) => fresh + data.exact[i]), data.fresh, data.all], host);
}

for (const host of document.querySelectorAll("[data-spend]")) {
  const data = JSON.parse(host.dataset.spend);
  const voice = host.nextElementSibling;
  const note = document.createElement("p");
  note.className = "plot-note small muted";
  note.setAttribute("aria-hidden", "true");
  let at = -1;
  host.replaceChildren();
  host.tabIndex = 0;
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", host.dataset.label);
  let plot = draw(host, data, null);
  host.after(note);
  const listen = () => plot.over.addEventListener("mousemove", () => { note.textContent = data.say[plot.cursor.idx] ?? ""; });
  const redraw = () => { plot = draw(host, data, plot); listen(); };
  listen();
  host.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    at = at < 0 ? (step > 0 ? 0 : data.x.length - 1) : Math.max(0, Math.min(data.x.length - 1, at + step));
    plot.setCursor({ left: plot.valToPos(at, "x"), top: 10 });
    voice.textContent = note.textContent = data.say[at];
  });
  new ResizeObserver(() => { if (host.clientWidth !== plot.width) plot.setSize({ width: host.clientWidth, height }); }).observe(host);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
