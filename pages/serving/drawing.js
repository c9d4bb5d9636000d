// Draws one figure and keeps it: when a date or a filter changes, the picture is updated in place instead of mounted again.
//
// What comes in (pages/ui/figures.py): `figure`, a Plotly figure as JSON, and its `height`; `palette`, the palette it was drawn in;
// `other`, where each of its colours stands and what it is in the other palette; `key`, `alt`, `title`, `selects`; `above` and `below`,
// the texts around it (texts.js, which this is put behind). What goes back is `chosen`: the custom data of the mark that was clicked, or
// on which Enter was pressed; and `behind`, when the button for the rows was. Or `texts` comes in, from pages/ui/texts.py, alone.

const figures = new WeakMap();
const drawn = new Set();
const CONFIG = { displayModeBar: false, displaylogo: false, doubleClick: false, showTips: false };
const KEYS = "T opens its table. Arrow keys go from mark to mark, Home and End to the first and the last, Escape leaves.";
const OPENS = "Enter opens what a mark stands for.";

const BESIDE = 1280; // pixels: from here on a figure has room for all names beside its points (pages/charts/timeline_glance.py)
const NAMED_FROM = 640; // pixels: from here on it has those of them that find room
const NARROW = 340; // pixels: a chart in a window that is zoomed to 400%, which has the labels called ‘tight’, not those called ‘roomy’
const KEY = 24; // pixels: the line of a key for which figures have room
const RIM = 0.2; // parts of a text's height, above and below, in which figures and capitals have nothing
const GAP = 3; // pixels: between two texts on marks, a space's width less what `meet` leaves
const PAPER = 1308; // pixels: A4 across, as pages/ui/page.css lays it out

const STYLE = `
.figure { position: relative; width: 100%; }
.figure-plot { height: 100%; border-radius: var(--st-base-radius, 4px); }
.figure-plot:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
.figure-plot .nsewdrag { touch-action: pan-y pinch-zoom; }
.figure-opens .nsewdrag { cursor: pointer !important; }
.figure .annotation-text { stroke: var(--figure-ground); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.figure-ring { position: absolute; width: 22px; height: 22px; margin: -11px; border: 3px solid var(--st-text-color);
  border-radius: 50%; box-shadow: 0 0 0 2px var(--st-background-color); pointer-events: none; }
.figure-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.figure-probe { position: absolute; visibility: hidden; width: max-content; }
.figure-tools { position: absolute; top: 0; right: 0; z-index: 1; display: flex; gap: 4px; opacity: 0; }
.figure:hover .figure-tools, .figure:focus-within .figure-tools { opacity: 1; }
.figure-tools button { min-width: 36px; height: 24px; padding: 0 5px; font: 600 12px var(--st-font, sans-serif);
  cursor: pointer; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-text-color); border-radius: var(--st-button-radius, 4px); }
.figure-tools button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
@media print { .figure { overflow: hidden; } .figure-tools, .figure-ring { display: none; } }
`;

let bundle;

/** Plotly, which the page's first answer has already asked for; asked for here where it has not. */
function plotly() {
  const address = new URL(PLOTLY, import.meta.url).href;
  bundle ??= new Promise((resolve, reject) => {
    const got = () => resolve(remembering(globalThis.Plotly));
    if (globalThis.Plotly) return got();
    const early = [...document.scripts].find(script => script.src === address);
    const script = early && document.readyState !== "complete" ? early : document.createElement("script");
    script.addEventListener("load", got);
    script.addEventListener("error", () => {
      bundle = undefined; // the next figure tries again
      reject(new Error(`The charts' script could not be loaded from ${address}. Load the page again.`));
    });
    if (!script.isConnected) {
      script.src = address;
      document.head.append(script);
    }
  });
  return bundle;
}

/** The names of what is a list in a trace: ‘scatter x’, ‘scatter marker.size’. */
function lists(part, path, found) {
  for (const name of Object.keys(part)) {
    const value = part[name];
    if (name[0] === "_" || !value || typeof value !== "object") continue;
    const isList = Array.isArray(value) || ArrayBuffer.isView(value);
    if (isList) found.push(path + name);
    if (!isList || Object.getPrototypeOf(value[0] ?? 0) === Object.prototype) lists(value, `${path}${name}.`, found);
  }
  return found;
}

/** At every change Plotly looks through its whole schema for each trace, to find which of its attributes are lists: a fifth of the work of
 * a chart. That hangs on the kind of the trace and on what is a list in it alone, so it is looked up once for all that are alike. */
function remembering(Plotly) {
  const schema = Plotly.PlotSchema;
  const { findArrayAttributes } = schema;
  const known = new Map();
  schema.findArrayAttributes = trace => {
    const alike = lists(trace, `${trace.type} `, []).join();
    if (!known.has(alike)) known.set(alike, findArrayAttributes(trace));
    return [...known.get(alike)];
  };
  hideTester();
  return Plotly;
}

/** Plotly measures in a picture of its own at the page's end, which is nothing to be read out. */
function hideTester() {
  const hide = () => document.getElementById("js-plotly-tester")?.setAttribute("aria-hidden", "true");
  hide();
  new MutationObserver(hide).observe(document.body, { childList: true });
}

function element(kind, name, attributes = {}) {
  const made = document.createElement(kind);
  made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The elements of a figure that is drawn here for the first time. */
function mount(parent) {
  if (!document.getElementById("figure-style")) {
    const style = element("style", "", { id: "figure-style" });
    style.textContent = STYLE;
    document.head.append(style);
  }
  const root = element("div", "figure");
  // One stop for the keyboard; within it the arrow keys are the figure's own. The picture is no text to be read out.
  const plot = element("div", "figure-plot", { role: "application", "aria-roledescription": "chart", tabindex: "0" });
  const graph = element("div", "figure-graph", { "aria-hidden": "true" });
  const keys = element("div", "figure-hidden", { id: `figure-keys-${Math.random().toString(36).slice(2)}` });
  const live = element("div", "figure-hidden", { "aria-live": "polite" });
  const tools = element("div", "figure-tools");
  const probe = element("span", "figure-probe", { "aria-hidden": "true" });
  probe.textContent = "m m";
  plot.setAttribute("aria-describedby", keys.id);
  plot.setAttribute("aria-keyshortcuts", "T");
  plot.append(graph);
  const state = { root, plot, graph, keys, live, at: -1, tools: {} };
  for (const [name, does] of [["Table", () => state.behind()], ["PNG", () => download(state, "png")], ["SVG", () => download(state, "svg")]]) {
    const button = element("button", "", { type: "button" });
    button.textContent = name;
    button.onclick = does;
    state.tools[name] = button;
    tools.append(button);
  }
  state.tools.Table.title = "Table of its rows (key: T)";
  root.append(plot, keys, live, tools, probe);
  around.get(parent).below.before(root);
  plot.onkeydown = event => onKey(state, event);
  plot.onblur = () => leave(state);
  plot.onpointerdown = () => leave(state);
  root.onpointerenter = root.onfocusin = () => placeTools(state);
  state.resized = new ResizeObserver(() => requestAnimationFrame(() => paint(state)));
  state.resized.observe(root);
  state.resized.observe(probe); // grows with a reader's own spacing, which leaves the figure as wide as it was
  figures.set(parent, state);
  drawn.add(state);
  return state;
}

/** The figure in the palette of the page around it: ‘light’ or ‘dark’, which may have changed since it was sent. */
function inPalette(state, palette) {
  if (state.palettes[palette]) return state.palettes[palette];
  const changed = structuredClone(state.palettes[state.data.palette]);
  for (const [path, colour] of state.data.other) {
    const last = path.at(-1);
    path.slice(0, -1).reduce((inside, step) => inside[step], changed)[last] = colour;
  }
  return (state.palettes[palette] = changed);
}

const pen = document.createElement("canvas").getContext("2d");
const SIGNS = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const read = text => text.replace(/&(?:amp|lt|gt);/g, sign => SIGNS[sign]);
const written = text => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** The space that a reader may have set between letters and between words, in parts of the letters' size. */
function spacing(root) {
  const { fontSize, letterSpacing, wordSpacing } = getComputedStyle(root);
  return [letterSpacing, wordSpacing].map(each => (parseFloat(each) || 0) / parseFloat(fontSize));
}

/** The pen with a font, with letters and words as far apart as the reader has them. */
function take(font, apart) {
  pen.font = font;
  const size = parseFloat(/[\d.]+px/.exec(font)[0]);
  [pen.letterSpacing, pen.wordSpacing] = apart.map(each => `${each * size}px`);
}

/** The text with no more letters than have room, as data that may hold any sign. */
function cut(text, room, font, apart) {
  take(font, apart);
  const fits = kept => pen.measureText(kept).width <= room;
  const letters = [...read(text)];
  if (fits(letters.join(""))) return text;
  let most = Math.min(letters.length, Math.ceil(room / 3)); // no letter is narrower, but for a few
  const kept = () => `${letters.slice(0, most).join("").trimEnd()}…`;
  while (most > 1 && !fits(kept())) most -= 1;
  return written(kept());
}

const TINTED = /^<span [^>]*>(.*?)<\/span>/s;
/** The text without the colour of how it begins (`tinted` in pages/charts/theme.py). */
const plain = text => text.replace(TINTED, "$1");

/** A line, which may begin in a colour of its own, with no more letters than have room. */
function cutLine(line, room, font, apart) {
  const [coloured, words] = TINTED.exec(line) ?? ["", ""];
  const short = cut(plain(line), room, font, apart);
  return short.startsWith(words) ? coloured + short.slice(words.length) : short;
}

const NAMED = /^<b>(.*?)<\/b>(<br>|\s*)(.*)$/s;
const inCommon = (one, other) => {
  const differs = one.findIndex((letter, at) => letter !== other[at]);
  return differs < 0 ? one.length : differs;
};

const isLetter = sign => /[\p{L}\p{N}]/u.test(sign);

/** The name with no more letters than have room; of one that begins as another of the figure's does, the part that tells it apart. */
function toldApart(name, names, room, font, apart) {
  const short = cut(name, room, font, apart);
  if (short === name) return short;
  const letters = [...read(name)];
  const shared = Math.max(0, ...names.filter(other => other !== name).map(other => inCommon(letters, [...read(other)])));
  if ([...read(short)].slice(shared, -1).some(isLetter)) return short;
  const word = letters.lastIndexOf(" ", shared - 1) + 1; // that which differs
  const [head, tail] = [letters.slice(0, word), letters.slice(word)].map(part => part.join(""));
  if (!head) return short;
  const rest = cut(written(tail), room * 0.65, font, apart);
  take(font, apart);
  return cut(written(`${head}…`), room - pen.measureText(read(rest)).width, font, apart) + rest;
}

const DROPPABLE = /\u2063([^\u2063]*)\u2063/g; // `droppable` in pages/charts/theme.py

/** The label of a row (row_label in pages/charts/theme.py), ‘<b>name</b>  detail’, with as much of it as the row has room for:
 * what is droppable goes first, then the name gives way, for the detail is the figure, unless it is the other way round. `names`:
 * those of all rows. */
function fitted(label, layout, width, apart, names) {
  const [, name, between, whole] = NAMED.exec(label.text) ?? [];
  const isFigureFirst = label.name === "figure row";
  if (!(label.name === "row" || isFigureFirst) || name === undefined) return label;
  const { family, size } = { ...layout.font, ...label.font };
  const measured = apart.some(Boolean) ? 0.97 : 1; // spaced text is drawn a little wider than the pen says
  const room = (width - (layout.margin?.l ?? 0) - (layout.margin?.r ?? 0) - 2) * measured;
  const [thin, bold] = [`${size}px ${family}`, `bold ${size}px ${family}`];
  take(thin, apart);
  const isBelow = between === "<br>";
  const wide = (line, font) => { take(font, apart); return pen.measureText(read(plain(line))).width; };
  const inFull = whole.replace(DROPPABLE, "$1");
  const isTooWide = isBelow ? inFull.split("<br>").some(line => wide(line, thin) > room)
    : wide(name, bold) + wide(`${between}${inFull}`, thin) > room;
  const detail = isTooWide ? whole.replace(DROPPABLE, "") : inFull;
  take(thin, apart);
  const [gap, beside] = isBelow ? [0, 0] : [between, read(plain(detail))].map(text => pen.measureText(text).width);
  const called = isFigureFirst ? cut(name, room, bold, apart) : toldApart(name, names, Math.max(room - gap - beside, room * 0.3), bold, apart);
  take(bold, apart);
  const used = isBelow ? 0 : pen.measureText(read(called)).width + gap - 1; // a pixel for what rounding takes
  const rest = detail.split("<br>").map(line => cutLine(line, room - used, thin, apart)).join("<br>");
  return { ...label, text: `<b>${called}</b>${between}${rest}` };
}

/** The key (pages/charts/schedule.py), an entry a line, with as many entries on each line as have room. */
function folded(label, layout, width, apart) {
  const { family, size } = { ...layout.font, ...label.font };
  take(`${size}px ${family}`, apart);
  const room = width - (layout.margin?.l ?? 0) - (layout.margin?.r ?? 0);
  const lines = [];
  for (const entry of label.text.split("<br>")) {
    const longer = lines.length ? `${lines.at(-1)}   ${entry}` : entry;
    if (lines.length && pen.measureText(longer.replace(/<[^>]*>/g, "")).width <= room) lines[lines.length - 1] = longer;
    else lines.push(entry);
  }
  return { ...label, text: lines.join("<br>") };
}

/** The lines of each label of an axis: those that it says, or the whole numbers that it counts in; null where only Plotly knows. */
function linesOf({ ticktext, tickvals, range, dtick, nticks, tickformat = "" }) {
  if (ticktext) return ticktext.map(label => read(String(label)).split("<br>"));
  if (tickvals || !range || !(dtick || nticks) || !["", ",d"].includes(tickformat)) return null;
  const [low, high] = range;
  const least = dtick ?? (high - low) / nticks;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = dtick ?? power * [2, 5, 10].find(times => times >= least / power);
  if (!Number.isInteger(step)) return null;
  const count = Math.floor(high / step) - Math.ceil(low / step) + 1;
  const numbers = Array.from({ length: count }, (_, at) => (Math.ceil(low / step) + at) * step);
  return numbers.map(each => [tickformat ? each.toLocaleString("en-GB") : String(each)]);
}

/** What Plotly adds to the room that labels need: twelve pixels, or the smallest margin. */
const paddingOf = ({ l, r, t, b }) => Math.min(12, l, r, t, b);
/** The room that is left of what is asked for, where the figure's marks keep the 64 pixels that Plotly leaves them. */
function bounded(room, { width, height, margin }) {
  const part = (all, one, other) => {
    const most = all - Math.min(64, Math.max(2, all - margin[one] - margin[other]));
    return Math.min(1, most / (room[one] + room[other]));
  };
  const [across, down] = [part(width, "l", "r"), part(height, "t", "b")];
  return { l: room.l * across, r: room.r * across, t: room.t * down, b: room.b * down };
}
const isLabelled = axis => axis && axis.visible !== false && axis.showticklabels !== false;

/** The layout with as much room for the labels of its axes as Plotly will find that they need, which would otherwise draw the figure
 * once to measure them and once more; null where it can't be told beforehand. `verify` looks whether it was right. */
function roomy(layout) {
  const { xaxis, yaxis, margin } = layout;
  const labelled = Object.entries({ b: xaxis, l: yaxis }).filter(([, axis]) => isLabelled(axis));
  const isPlain = ({ side, title, automargin, ticklabelposition, ticklabelstandoff, tickangle, ticks, type }) => automargin === true
    && !(side || title?.text || ticklabelposition || ticklabelstandoff || tickangle || ticks || type === "category");
  // A key's own room hangs on what the labels take.
  const hasOthers = layout.showlegend || Object.keys(layout).some(name => /^[xy]axis\d/.test(name));
  if (!labelled.length || !margin || hasOthers) return null;
  const room = { ...margin };
  for (const [side, axis] of labelled) {
    const lines = isPlain(axis) && linesOf(axis);
    if (!lines?.length) return null;
    const { family, size } = { ...layout.font, ...axis.tickfont };
    take(`${size}px ${family}`, [0, 0]);
    const widest = Math.max(...lines.flat().map(line => pen.measureText(line).width));
    const tall = size * (1 + 1.3 * (Math.max(...lines.map(each => each.length)) - 1)) + pen.measureText("0").fontBoundingBoxDescent;
    const beside = 1 + 0.2 * size; // between the axis and its labels
    room[side] = Math.max(margin[side], beside + paddingOf(margin) + (side === "b" ? tall : Math.ceil(64 * widest) / 64));
  }
  const set = axis => axis && { ...axis, automargin: false, ticklabeloverflow: "allow" };
  return { ...layout, margin: bounded(room, layout), xaxis: set(xaxis), yaxis: set(yaxis) };
}

/** Hides the labels that leave the figure, as Plotly would have; comes back with whether the others have the room that it would have
 * given them. */
function isRoomy({ graph, layout }) {
  const { xaxis, yaxis, width, height, margin: given } = graph._fullLayout;
  const { left, top } = graph.querySelector(".main-svg").getBoundingClientRect();
  const boxOf = label => {
    const box = label.getBoundingClientRect();
    return { left: box.left - left, right: box.right - left, top: box.top - top, bottom: box.bottom - top };
  };
  const labels = axis => graph.querySelectorAll(`.${axis._id}tick text`);
  const shown = [xaxis, yaxis].filter(isLabelled);
  for (const label of shown.flatMap(axis => [...labels(axis)])) label.style.display = ""; // of the figure that was here before
  const padding = paddingOf(layout.margin);
  const needed = { ...layout.margin };
  const need = (side, over) => { if (over > 0) needed[side] = Math.max(needed[side], over + padding); };
  for (const axis of shown) {
    const isAcross = axis === xaxis;
    const boxes = [...labels(axis)].map(boxOf);
    [...labels(axis)].forEach((label, at) => {
      const box = boxes[at];
      const isOut = isAcross ? box.right > width || box.left < 0 : box.bottom > height || box.top < 0;
      if (isOut) label.style.display = "none";
      else {
        need("l", xaxis._offset - box.left);
        need("b", box.bottom - yaxis._offset - yaxis._length);
        need(isAcross ? "r" : "t", isAcross ? box.right - xaxis._offset - xaxis._length : yaxis._offset - box.top);
      }
    });
  }
  const room = bounded(needed, layout);
  return ["l", "r", "t", "b"].every(side => Math.abs(Math.round(room[side]) - Math.round(given[side])) <= 1);
}

const unverified = new Set();

/** When all that has come is drawn, and so laid out once: whoever was given too much or too little room is drawn as Plotly does. */
function verify() {
  const all = [...unverified].filter(state => drawn.has(state));
  unverified.clear();
  for (const state of all.filter(each => !isRoomy(each))) {
    state.isMeasured = true;
    state.painted = undefined;
    paint(state);
  }
}

/** Where there is little room, or the reader spaces text out: the further lines of a key, and of labels above the marks, make the figure
 * taller instead of taking the room of its marks, and labels stay inside and apart. */
function settle(state, layout) {
  const { root, graph, Plotly, data } = state;
  const key = graph.querySelector(".legend .bg")?.getBoundingClientRect().height ?? 0;
  const { top } = graph.getBoundingClientRect();
  const above = [...graph.querySelectorAll(".annotation-text")].map(label => top - label.getBoundingClientRect().top);
  const more = Math.max(0, Math.ceil(key) - KEY, ...above.map(Math.ceil));
  root.style.height = `${data.height + more}px`;
  if (more) {
    const margin = { ...layout.margin, t: layout.margin.t + more };
    Plotly.react(graph, graph.data, { ...structuredClone(layout), margin, height: layout.height + more }, CONFIG);
  }
  keepInside(graph);
  thin(graph, keepApart(graph));
}

const isUpright = label => !/rotate\((?!0,)/.test(label.getAttribute("transform") ?? "");
const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
  && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;

/** Of the labels of the axes that would run into one before, or into one of those placed, none is shown. */
function thin(graph, placed) {
  const shown = [...placed];
  for (const label of [...graph.querySelectorAll(".xtick text, .ytick text")].filter(isUpright)) {
    const box = label.getBoundingClientRect();
    const isFree = !shown.some(other => meet(box, other));
    label.style.visibility = isFree ? "" : "hidden";
    if (isFree) shown.push(box);
  }
}

/** Whether two texts of a line run into each other, or are so close that two numbers are read as one. */
const isOne = (box, other) => meet({ ...box, left: box.left - GAP, right: box.right + GAP }, other);

/** Where an element stands, as values of its own. */
function boxOf(element) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { left, right, top, bottom };
}

/** Of the names beside points (‘beside’), those that have no room of their own in this width are left out. */
function leaveOut(graph, layout) {
  const named = label => layout.annotations[label.dataset.index].name === "beside";
  const labels = [...graph.querySelectorAll(".annotation")];
  const names = labels.filter(named);
  if (!names.length) return;
  const edge = graph.getBoundingClientRect();
  const taken = [...labels.filter(label => !named(label)), ...graph.querySelectorAll(".points path")].map(boxOf);
  for (const name of names) {
    const box = boxOf(name);
    const isFree = box.left >= edge.left && box.right <= edge.right && !taken.some(other => isOne(box, other));
    name.style.visibility = isFree ? "" : "hidden";
    if (isFree) taken.push(box);
  }
}

/** Texts on marks that are wider or taller than their bar, or run into one before, have the short form that their series gives (`meta`: a text
 * for each mark), all of the figure alike; where that is too long too, there is none. */
function shorten(state) {
  const texts = [...state.graph.querySelectorAll(".bartext, .scatterlayer .text text")].filter(text => text.textContent.trim());
  for (const text of texts) text.style.translate = "";
  const leaves = text => { // a text of points has no bar to leave
    const bar = text.closest(".bars .point")?.querySelector("path")?.getBoundingClientRect();
    const box = text.getBoundingClientRect();
    const rim = (box.bottom - box.top) * RIM;
    return bar !== undefined
      && (box.left < bar.left - 1 || box.right > bar.right + 1 || box.top + rim < bar.top || box.bottom - rim > bar.bottom);
  };
  if (texts.some(leaves)) {
    for (const text of texts) {
      const [point, marks] = [text.closest(".point"), text.closest(".trace")].map(each => each?.__data__);
      const brief = marks?.[0]?.trace?.meta?.[marks.indexOf(point)];
      if (!brief) continue;
      text.textContent = brief;
      text.dataset.isBrief = "";
    }
  }
  const shown = [];
  state.withoutText = texts.filter(text => {
    let box = boxOf(text);
    const isTaken = () => shown.some(other => isOne(box, other));
    if (isTaken() && text.closest(".trace")?.__data__?.[0]?.trace.name === "Sums") { // the figure has room for them above the others
      text.style.translate = "0 -0.9em"; // the height of digits
      box = boxOf(text);
      box.bottom = box.top + (box.bottom - box.top) * (1 - 2 * RIM);
    }
    if (leaves(text) || isTaken()) return true;
    shown.push(box);
    return false;
  });
  for (const text of state.withoutText) text.style.visibility = "hidden";
}

/** Labels that meet are moved apart, downwards, where the figure has room below. Comes back with where they stand. */
function keepApart(graph) {
  const { bottom } = graph.getBoundingClientRect();
  const placed = [];
  const labels = [...graph.querySelectorAll(".annotation")].map(label => [label, label.getBoundingClientRect()]);
  for (const [label, { left, top, right, bottom: foot }] of labels.sort(([, one], [, other]) => one.top - other.top)) {
    const box = { left, top, right, bottom: foot };
    for (const other of placed.filter(each => meet(box, each))) {
      const down = other.bottom - box.top;
      if (down > 0 && box.bottom + down <= bottom) { box.top += down; box.bottom += down; }
    }
    if (box.top !== top) label.style.translate = `${parseFloat(label.style.translate) || 0}px ${box.top - top}px`;
    placed.push(box);
  }
  return placed;
}

/** Labels that run over the chart's edge are moved back. */
function keepInside(graph) {
  const { left, right } = graph.getBoundingClientRect();
  const labels = [...graph.querySelectorAll(".annotation")];
  for (const label of labels) label.style.translate = "";
  const boxes = labels.map(label => label.getBoundingClientRect());
  labels.forEach((label, at) => {
    const [before, after] = [boxes[at].left - left, right - boxes[at].right]; // the room on either side
    const over = after < 0 ? Math.max(after, -Math.max(0, before)) : before < 0 ? Math.min(-before, Math.max(0, after)) : 0;
    if (over) label.style.translate = `${over}px 0`;
  });
}

const ownColours = matchMedia("(forced-colors: active)"), ownDark = matchMedia("(prefers-color-scheme: dark)");
for (const own of [ownColours, ownDark]) {
  own.addEventListener("change", () => drawn.forEach(state => paint(state)));
}

/** Whether the page around is dark: as its theme is, or, where readers force their own colours upon it, as those are. */
const isDark = root => ownColours.matches ? ownDark.matches : getComputedStyle(root).colorScheme === "dark";

/** Draw what there is to draw, where anything differs from what stands there; on paper in the light palette, on `share` of the
 * width. */
function paint(state, isPaper = print.matches, share = 1) {
  const { Plotly, root, graph } = state;
  const width = Math.floor(root.clientWidth * share);
  if (!Plotly || !width) return; // not loaded yet, or in a tab that is closed: the observer comes back
  const palette = !isPaper && isDark(root) ? "dark" : "light";
  const figure = inPalette(state, palette);
  const apart = spacing(root);
  if (state.painted === figure && state.width === width && state.apart === apart.join()) return;
  Object.assign(state, { painted: figure, width, apart: apart.join() });
  root.style.setProperty("--figure-ground", figure.layout.paper_bgcolor);
  const isTight = width < NARROW || apart.some(Boolean);
  const names = figure.layout.annotations?.map(label => NAMED.exec(label.text)?.[1]).filter(Boolean);
  const annotations = figure.layout.annotations
    ?.filter(label => (label.name !== "beside" || width >= NAMED_FROM) && label.name !== (isTight ? "roomy" : "tight"))
    .map(label => (label.name === "key" ? folded(label, figure.layout, width, apart) : fitted(label, figure.layout, width, apart, names)));
  const layout = { ...figure.layout, width, autosize: false, ...(annotations && { annotations }) };
  // Plotly keeps what it is given and writes into it; what was sent must stay as it was, for the other palette.
  state.layout = layout;
  const told = isPaper || state.isMeasured || apart.some(Boolean) ? null : roomy(layout);
  for (const text of state.withoutText ?? []) text.style.visibility = "";
  state.withoutText = [];
  Plotly.react(graph, structuredClone(figure.data), structuredClone(told ?? layout), CONFIG);
  if (told) {
    if (!unverified.size) queueMicrotask(verify); // behind those that have come with it
    unverified.add(state);
  }
  if (width < BESIDE) leaveOut(graph, layout);
  if (isTight) settle(state, layout);
  else root.style.height = `${state.data.height}px`;
  if (isTight || figure.data.some(series => series.meta || series.type === "bar" && series.text)) shorten(state);
  if (!state.listening) {
    state.listening = true;
    graph.on("plotly_click", event => choose(state, event.points.map(point => point.customdata)));
    graph.on("plotly_hover", event =>
      state.plot.classList.toggle("figure-opens", state.data.selects && event.points.some(point => point.customdata)));
    graph.on("plotly_unhover", () => state.plot.classList.remove("figure-opens"));
  }
  if (state.at >= 0) leave(state);
  if (root.matches(":hover, :focus-within")) placeTools(state);
  else leaveTools(state);
}

/** What is written and drawn in a figure, as boxes; of a line those along it. */
function drawnBoxes(graph) {
  const shown = [...graph.querySelectorAll(".annotation-text, .legend .traces, .xtick text, .ytick text, .bartext, .points path, .points text")];
  const boxes = shown.map(each => each.getBoundingClientRect());
  for (const line of graph.querySelectorAll(".scatterlayer .js-line")) {
    const [long, toScreen] = [line.getTotalLength(), line.getScreenCTM()];
    for (let at = 0; at <= long; at += 8) {
      const { x, y } = line.getPointAtLength(at).matrixTransform(toScreen);
      boxes.push({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 });
    }
  }
  return boxes;
}

/** The lines of a heading and what stands beside it, as boxes. */
function headingBoxes(heading) {
  const boxes = [...heading.querySelectorAll("button")].map(each => each.getBoundingClientRect());
  const words = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (words.nextNode()) {
    if (words.currentNode.parentElement.closest(".text-note")) continue;
    range.selectNodeContents(words.currentNode);
    boxes.push(...range.getClientRects());
  }
  return boxes;
}

/** Where a figure's buttons were found a place for another drawing, they are back at the figure's corner. */
function leaveTools(state) {
  state.tools.Table.parentElement.removeAttribute("style");
  state.placedFor = undefined;
}

/** Puts a figure's buttons where they cover nothing, once for each drawing, when the reader points at it or comes by key: into the last
 * line of its heading, at the right edge or left of what stands there; where that has no room, at the right edge, the left one or between
 * them at the first height at which nothing is drawn or written; else beneath the figure, over the edge of what stands there. */
function placeTools(state) {
  const { root, graph, layout } = state;
  const heading = root.previousElementSibling;
  const isPlaced = state.placedFor === layout && state.placedUnder === heading.textContent;
  if (!layout || isPlaced) return;
  Object.assign(state, { placedFor: layout, placedUnder: heading.textContent });
  const tools = state.tools.Table.parentElement;
  const frame = root.getBoundingClientRect();
  const { width } = tools.getBoundingClientRect();
  const high = state.tools.Table.getBoundingClientRect().height;
  const isFree = (taken, right, top) => right - width >= frame.left && !taken.some(each => each.bottom > each.top
    && each.right + 4 > right - width && each.left - 4 < right && each.bottom > top + 1 && each.top < top + high - 1);
  const lines = headingBoxes(heading);
  const foot = lines.reduce((lowest, each) => (each.bottom > lowest.bottom ? each : lowest), { top: frame.top - high, bottom: frame.top - high });
  const inLine = Math.min((foot.top + foot.bottom - high) / 2, frame.top - high);
  const places = [frame.right, ...lines.map(each => each.left - 4)].map(right => [lines, right, inLine]);
  const drawing = drawnBoxes(graph);
  for (const right of [frame.right, frame.left + width, (frame.left + frame.right + width) / 2]) {
    for (let top = frame.top; top + high <= frame.bottom; top += 4) places.push([drawing, right, top]);
  }
  const beneath = Math.max(frame.bottom, ...drawing.map(each => each.bottom));
  const [, right, top] = places.find(place => isFree(...place)) ?? [[], frame.right, beneath];
  Object.assign(tools.style, {
    top: `${top - frame.top}px`, right: `${frame.right - right}px`,
    paddingBottom: `${Math.max(0, frame.top - top - high)}px`, // the way there from the figure
  });
}

// Chromium lays the page out for paper before it tells of the change, so that every width is the printed one by then. Firefox tells with
// the window's width still, and others only before they print: there a figure gets the share of the paper that it has of that width.
const print = matchMedia("print");
const onPaper = wide => {
  const share = wide > PAPER + 2 ? PAPER / wide : 1;
  drawn.forEach(state => paint(state, true, share));
};
print.addEventListener("change", () =>
  (print.matches ? onPaper(document.querySelector("[data-testid=stApp]").clientWidth) : drawn.forEach(state => paint(state))));
addEventListener("beforeprint", () => onPaper(document.documentElement.clientWidth));
addEventListener("afterprint", () => drawn.forEach(state => paint(state)));

function choose(state, marks) {
  const mark = marks.find(each => each != null);
  if (state.data.selects && mark != null) state.choose(mark);
}

/** Text of a label: line breaks as commas, without tags and with its entities read. */
function asText(label) {
  const read = new DOMParser().parseFromString(String(label).replace(/<br\s*\/?>/g, ", "), "text/html");
  return read.body.textContent.trim();
}

/** The marks that say something, in the order in which they are read: line by line (a series each, or a row of bars). */
function marks(graph) {
  const found = [];
  graph.calcdata.forEach((points, series) => {
    const trace = graph._fullData[series];
    const [x, y] = ["x", "y"].map(letter => graph._fullLayout[(trace[`${letter}axis`] ?? letter).replace(letter, `${letter}axis`)]);
    if (!trace.visible || trace.hoverinfo === "skip" || !x || !y) return;
    points.forEach((point, at) => {
      const across = trace.orientation === "h";
      const middle = point.b + point.s / 2;
      const [left, top] = trace.type !== "bar" ? [point.x, point.y] : across ? [middle, point.p] : [point.p, middle];
      const place = { left: x._offset + x.c2p(left), top: y._offset + y.c2p(top) };
      if (!Number.isFinite(place.left) || !Number.isFinite(place.top)) return;
      const text = [trace.hovertext, trace.text].map(each => (Array.isArray(each) ? each[at] : each)).find(each => each);
      const isLine = trace.type === "scatter" && trace.mode?.includes("lines");
      found.push({
        ...place, series, at, line: isLine ? `s${series}` : `r${Math.round(place.top)}`,
        mark: trace.customdata?.[at], text: asText(text ?? `${trace.name ?? ""} ${trace.x?.[at]} ${trace.y?.[at]}`),
      });
    });
  });
  const lines = new Map();
  for (const each of found) lines.set(each.line, Math.min(lines.get(each.line) ?? Infinity, each.top));
  found.sort((a, b) => lines.get(a.line) - lines.get(b.line) || a.line.localeCompare(b.line) || a.left - b.left);
  return found;
}

/** From the mark `at` to the nearest one of the next line, downwards or upwards. */
function otherLine(all, at, step) {
  if (at < 0) return 0;
  const order = [...new Set(all.map(each => each.line))];
  const line = order[order.indexOf(all[at].line) + step];
  if (line === undefined) return at;
  const far = each => Math.abs(all[each].left - all[at].left);
  return [...all.keys()].filter(each => all[each].line === line).reduce((best, each) => (far(each) < far(best) ? each : best));
}

/** The label at the mouse goes away on Escape, wherever the focus is. */
addEventListener("keydown", event => {
  if (event.key === "Escape") drawn.forEach(state => { if (state.graph?.matches(":hover")) leave(state); });
});

function onKey(state, event) {
  if (!state.Plotly || !state.graph.calcdata || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = marks(state.graph);
  const { at } = state;
  const to = {
    ArrowRight: Math.min(at + 1, all.length - 1), ArrowLeft: Math.max(at - 1, 0), Home: 0, End: all.length - 1,
    ArrowDown: otherLine(all, at, 1), ArrowUp: otherLine(all, at, -1),
  }[event.key];
  if (event.key.toLowerCase() === "t") state.behind();
  else if (event.key === "Escape") leave(state);
  else if (event.key === "Enter" && all[at]) choose(state, [all[at].mark]);
  else if (to === undefined || !all.length) return;
  else visit(state, all, to);
  event.preventDefault();
}

/** Show the label of a mark, ring it, and say it. */
function visit(state, all, at) {
  const { series, at: point, left, top, text } = all[at];
  state.at = at;
  state.ring ??= element("div", "figure-ring");
  state.ring.style.left = `${left}px`;
  state.ring.style.top = `${top}px`;
  state.root.append(state.ring);
  state.Plotly.Fx.hover(state.graph, [{ curveNumber: series, pointNumber: point }]);
  state.live.textContent = `${text}. ${at + 1} of ${all.length}.`;
}

function leave(state) {
  state.at = -1;
  state.ring?.remove();
  state.live.textContent = "";
  if (state.graph.calcdata) state.Plotly?.Fx.unhover(state.graph);
}

/** What is drawn, without the texts on marks that are left out, and with the short ones where they stand. */
function asDrawn({ graph, painted, withoutText = [] }) {
  const data = [...painted.data];
  const set = (text, shown) => {
    const [point, marks] = [".point, .textpoint", ".trace"].map(part => text.closest(part)?.__data__);
    const [at, { trace }] = [marks.indexOf(point), marks[0]];
    if (at < 0) return;
    const texts = [...data[trace.index].text];
    texts[at] = shown ?? trace.meta[at];
    data[trace.index] = { ...data[trace.index], text: texts };
  };
  for (const text of withoutText) set(text, "");
  for (const text of graph.querySelectorAll("[data-is-brief]")) if (!withoutText.includes(text)) set(text);
  return data;
}

/** The picture as a file, under its finding: without the page around it a figure must say what it shows. */
function download(state, format) {
  const { layout } = state;
  const data = asDrawn(state);
  const room = 48;
  const height = (layout.height ?? 450) + room;
  const legend = { ...layout.legend, y: 1 - room / height };
  const title = written(state.data.title);
  // A picture on its own has no style of the page's: the edge of its labels' letters is drawn as shadows.
  const edge = [[2, 0], [-2, 0], [0, 2], [0, -2], [1.4, 1.4], [-1.4, 1.4], [1.4, -1.4], [-1.4, -1.4]];
  const shadow = edge.map(([x, y]) => `${x}px ${y}px ${layout.paper_bgcolor}`).join(", ");
  const annotations = layout.annotations?.map(label => ({ ...label, font: { ...label.font, shadow } }));
  state.Plotly.downloadImage(
    {
      data,
      layout: {
        ...layout, annotations, width: state.width, height, legend, margin: { ...layout.margin, t: (layout.margin?.t ?? 0) + room },
        title: { text: title, x: 0, xref: "paper", xanchor: "left", y: 1 - 18 / height, yref: "container", font: { size: 18 } },
      },
    },
    { format, filename: state.data.key.replaceAll("_", "-"), scale: 2, width: state.width, height },
  );
}

const around = new WeakMap(); // element → its places for texts, `above` and `below` the figure

const { port1: ready, port2: call } = new MessageChannel();
let gatherings = 0;
let gathered; // { number, all, go }: what waits for the others that a run has changed, and what ends that
let told; // that the page's first figures are drawn (together.js)
ready.onmessage = ({ data }) => { if (data === gathered?.number) gathered.go(); };

/** When all that a run has changed has come here: Streamlit hands over one element after the other. That is when as many have come as the
 * run has changed (together.js), before Streamlit goes through the screen once more; where that isn't known, when what is due is done. */
function together() {
  if (!gathered) {
    let go;
    const all = new Promise(resolve => {
      go = () => {
        gathered = undefined;
        resolve();
      };
    });
    gathered = { number: ++gatherings, all, go };
    call.postMessage(gatherings);
  }
  const { all, go } = gathered;
  globalThis.componentsDue -= 1;
  if (globalThis.componentsDue === 0) go();
  return all;
}

/** Streamlit calls this whenever what there is to draw, or the theme, has changed. */
export default async function draw({ data, parentElement, setTriggerValue }) {
  if (!around.has(parentElement)) {
    const place = { turn: 0 };
    const tell = does => place.tell(does, true);
    around.set(parentElement, Object.assign(place, { above: textsIn(parentElement, tell), below: textsIn(parentElement, tell) }));
  }
  const place = around.get(parentElement);
  const turn = ++place.turn;
  await together();
  if (turn === place.turn) {
    place.tell = setTriggerValue;
    fill(place.above, data.texts ?? data.above);
    fill(place.below, data.below ?? []);
    if (!data.figure) unmount(parentElement);
    else await drawFigure(data, parentElement, setTriggerValue, () => turn === place.turn);
    if (!data.texts) told ??= setTimeout(() => dispatchEvent(new Event("figuresdrawn"))); // behind those that have come with it
  }
  return () => {
    if (turn === place.turn) unmount(parentElement); // an earlier call may have been overtaken: the figure stays
  };
}

function unmount(parentElement) {
  const state = figures.get(parentElement);
  if (!state) return;
  state.resized.disconnect();
  if (state.painted) state.Plotly.purge(state.graph);
  state.root.remove();
  figures.delete(parentElement);
  drawn.delete(state);
}

/** Draw a figure, unless it is overtaken while the bundle is on its way. */
async function drawFigure(data, parentElement, setTriggerValue, isLatest) {
  const state = figures.get(parentElement) ?? mount(parentElement);
  if (state.sent !== data.figure) {
    state.palettes = { [data.palette]: JSON.parse(data.figure) };
    state.sent = data.figure;
    state.root.style.height = `${data.height}px`;
  }
  state.data = data;
  state.choose = mark => setTriggerValue("chosen", mark);
  state.behind = () => setTriggerValue("behind", true);
  state.root.dataset.key = data.key;
  state.plot.setAttribute("aria-label", data.alt);
  state.tools.Table.setAttribute("aria-label", `Table: ${data.title}`);
  for (const name of ["PNG", "SVG"]) state.tools[name].setAttribute("aria-label", `Download as ${name}: ${data.title}`);
  state.keys.textContent = data.selects ? `${KEYS} ${OPENS}` : KEYS;
  state.Plotly = await plotly();
  if (isLatest()) paint(state);
}
