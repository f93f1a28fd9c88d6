// Series over time. It takes the place of the drawing the server made; arrow keys read it aloud, a stretch of time at once.
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

// How each style of series is drawn: solid for real calls, hatched for replays, dashed for what would have been.
function series(host, style) {
  const bars = (fill, edge) => ({ paths: globalThis.uPlot.paths.bars({ size: [.68, 44] }), width: 1, stroke: edge, fill, points: { show: false } });
  switch (style) {
    case "fresh": return bars(token(host, "--fresh"), token(host, "--fresh"));
    case "exact": return bars(hatch(token(host, "--exact")), token(host, "--exact"));
    case "bad": return bars(token(host, "--error"), token(host, "--error"));
    case "ghost": return { paths: steps, width: 1.5, dash: [4, 3], stroke: token(host, "--ink"), points: { show: false } };
    default: return { width: 2, stroke: token(host, "--fresh"), dash: style === "most" ? [5, 3] : [], points: { show: true, size: 4 } };
  }
}

// An axis says what a bar is about; the exact figure is said beside it.
function short(figure) {
  return figure === 0 ? "0" : figure >= 1 ? String(Number(figure.toPrecision(3))) : String(Number(figure.toPrecision(2)).toFixed(12)).replace(/0+$/, "");
}

// Nothing is no bar, and not one of no height.
const drawn = line => line.style === "fresh" || line.style === "exact" || line.style === "bad" ? line.values.map(value => value || null) : line.values;
const wholes = Array.from({ length: 15 }, (_, power) => [1, 2, 5].map(digit => digit * 10 ** power)).flat();

function draw(host, data, plot) {
  const axis = { stroke: token(host, "--ink-3"), font: "12px 'Plex Sans', system-ui", ticks: { show: false } };
  plot?.destroy();
  return new globalThis.uPlot({
    width: host.clientWidth,
    height,
    padding: [12, 12, null, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: () => [-.6, data.x.length - .4] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 28, grid: { show: false }, space: 64, incrs: [1, 2, 3, 5, 7, 10, 14], values: (_, ticks) => ticks.map(at => data.x[at] ?? "") },
      // As wide as its longest label.
      { ...axis, size: (_, labels) => 16 + 7 * Math.max(4, ...(labels ?? []).map(label => label.length)), grid: { stroke: token(host, "--rule"), width: 1 }, values: (_, ticks) => ticks.map(short), ...(data.lines.every(line => line.style === "bad") ? { incrs: wholes } : {}) },
    ],
    series: [{}, ...data.lines.map(line => series(host, line.style))],
  }, [data.x.map((_, i) => i), ...data.lines.map(drawn)], host);
}

for (const host of document.querySelectorAll("[data-plot]")) {
  const data = JSON.parse(host.dataset.plot);
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
