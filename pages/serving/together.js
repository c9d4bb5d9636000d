// Hands Streamlit all that a run of a screen brings at once, so that no figure of it changes before another.
//
// The server sends each element as soon as it is written, and Streamlit lays the screen out anew each time that some have
// come: for one change of a date up to four times, with what is still to come dimmed in between. This runs before Streamlit's
// own script and stands between it and its connection. A run that waits for something and says so with a spinner is not kept.

// Numbers of fields and values of Streamlit's ForwardMsg, Delta, Element and BidiComponent; tests/e2e/test_serving.py makes such messages.
const NEW_SESSION = 4, DELTA = 5, NEW_TRANSIENT = 9, SCRIPT_FINISHED = 6, EARLY_FOR_RERUN = 2, NAME = 1, KEPT = 11;
const NEW_ELEMENT = 3, TABLE = 40, COMPONENT = 59, COMPONENT_ID = 1, COMPONENT_NAME = 2;
const MANY = 300; // messages: some ten runs of a screen
const OF_NO_RUN = [9, 10, 19, 24, 26, 27]; // status, events of the session, answers to a file or a table, sign-in, heartbeat

/** The fields of a protobuf message: number → value, bytes where it is no number. */
function fields(bytes) {
  const found = new Map();
  let at = 0;
  const varint = () => {
    for (let value = 0, place = 1; ; place *= 128) {
      const byte = bytes[at++];
      value += (byte % 128) * place;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const kind = tag % 8;
    const length = kind === 0 ? 0 : kind === 2 ? varint() : kind === 1 ? 8 : 4;
    found.set((tag - kind) / 8, kind === 0 ? varint() : bytes.subarray(at, (at += length)));
  }
  return found;
}

/** What a message brings: the fields of its element; none where it brings none. */
function elementOf({ data }) {
  const element = [DELTA, NEW_ELEMENT].reduce((part, field) => part && fields(part).get(field), new Uint8Array(data));
  return element ? fields(element) : new Map();
}

const textOf = bytes => new TextDecoder().decode(bytes);

/** The fields of the component of ours that a message brings, with its name in words; undefined where it brings none. */
function componentOf(event) {
  const sent = elementOf(event).get(COMPONENT);
  const [id, name] = sent ? [COMPONENT_ID, COMPONENT_NAME].map(field => textOf(fields(sent).get(field))) : [];
  return sent && { id, name, sent };
}

const DRAWN = ["figure", "texts"]; // what drawing.js draws
const large = new Map(); // name of a large message → what it brought: its name alone is sent where Streamlit has it still
let latest = new Map(); // id of a component → what the run before sent it

/** What drawing.js is to draw of what a message brings, null where that is nothing; undefined where it can't be told any more. */
function drawnOf(event) {
  const said = fields(new Uint8Array(event.data));
  if (said.has(KEPT)) return large.get(textOf(said.get(KEPT)));
  const component = componentOf(event);
  const drawn = DRAWN.includes(component?.name) ? component : null;
  if (said.has(NAME)) large.set(textOf(said.get(NAME)), drawn);
  if (large.size > MANY) large.delete(large.keys().next().value);
  return drawn;
}

/** Which messages of a run change what is drawn; none where that can't be told. */
function changing(run) {
  const before = latest;
  const sent = run.map(drawnOf);
  latest = new Map(sent.filter(Boolean).map(each => [each.id, each.sent]));
  const isAlike = (bytes, was) => was?.length === bytes.length && bytes.every((byte, at) => byte === was[at]);
  return sent.includes(undefined) ? [] : run.filter((_, at) => sent[at] && !isAlike(sent[at].sent, before.get(sent[at].id)));
}

/** Where in a run the first table comes behind a figure; -1 where none does. */
function tableBehindFigure(run) {
  const figure = run.findIndex(event => componentOf(event)?.name === "figure");
  return figure < 0 ? -1 : run.findIndex((event, at) => at > figure && elementOf(event).has(TABLE));
}

/** Calls `then` when the page's first figures are drawn and seen (drawing.js) and the browser has nothing else to do; at the latest after
 * half a second, for what draws them may not have come, a figure may be in what is closed, and a page that nobody looks at is never seen. */
function whenDrawn(then) {
  const limit = setTimeout(go, 500);
  const idle = globalThis.requestIdleCallback ?? setTimeout; // which Safari may not have
  const seen = () => requestAnimationFrame(() => idle(() => go()));
  function go() {
    clearTimeout(limit);
    removeEventListener("figuresdrawn", seen);
    then?.();
    then = undefined;
  }
  addEventListener("figuresdrawn", seen);
}

let isFirstRun = true; // of the page

/** The listener, which gets what belongs to a run when the run has ended; the page is told of each end (focus.js). In the page's first
 * run a table, and what follows it, comes when the figures before it are drawn: they would wait for the scripts that draw it, 1.5 MB. */
function together(listener) {
  let kept = null; // while a run is going on
  let queued = null; // while the first figures are drawn
  const hand = (events, isEnd) => {
    for (const each of events) listener(each);
    if (isEnd) dispatchEvent(new Event("runended"));
  };
  function handRun(run) {
    const changes = changing(run);
    const handPart = (part, isEnd) => {
      globalThis.componentsDue = changes.filter(each => part.includes(each)).length; // so many are drawn at once (drawing.js)
      hand(part, isEnd);
    };
    const at = isFirstRun ? tableBehindFigure(run) : -1;
    isFirstRun = false;
    if (at < 0) return handPart(run, true);
    handPart(run.slice(0, at), false);
    queued = [];
    whenDrawn(() => {
      const after = queued;
      queued = null;
      handPart(run.slice(at), true);
      after.forEach(take);
    });
  }
  function take(event) {
    if (queued) return queued.push(event); // nothing overtakes the table
    const said = fields(new Uint8Array(event.data));
    if (said.has(NEW_SESSION)) kept ??= [];
    if (!kept || OF_NO_RUN.some(field => said.has(field))) return hand([event], said.has(SCRIPT_FINISHED));
    kept.push(event);
    // A run that the reader's next choice has cut short goes on with the next one.
    const hasEnded = said.has(SCRIPT_FINISHED) && said.get(SCRIPT_FINISHED) !== EARLY_FOR_RERUN;
    if (!hasEnded && !(said.has(DELTA) && fields(said.get(DELTA)).has(NEW_TRANSIENT))) return;
    const whole = kept;
    kept = null;
    handRun(whole);
  }
  return take;
}

globalThis.WebSocket = class extends WebSocket {
  addEventListener(type, listener, ...options) {
    super.addEventListener(type, type === "message" ? together(listener) : listener, ...options);
  }
};
