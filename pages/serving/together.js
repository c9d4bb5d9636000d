// Hands Streamlit all that a run of a screen brings at once, so that no figure of it changes before another.
//
// The server sends each element as soon as it is written, and Streamlit lays the screen out anew each time that some have
// come: for one change of a date up to four times, with what is still to come dimmed in between. This runs before Streamlit's
// own script and stands between it and its connection. A run that waits for something and says so with a spinner is not kept.

// Numbers of fields and values of Streamlit's ForwardMsg and Delta; tests/e2e/test_serving.py makes such messages.
const NEW_SESSION = 4, DELTA = 5, NEW_TRANSIENT = 9, SCRIPT_FINISHED = 6, EARLY_FOR_RERUN = 2;
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

/** The listener, which gets what belongs to a run when the run has ended; the page is told of each end (focus.js). */
function together(listener) {
  let kept = null; // while a run is going on
  return event => {
    const said = fields(new Uint8Array(event.data));
    if (said.has(NEW_SESSION)) kept ??= [];
    if (!kept || OF_NO_RUN.some(field => said.has(field))) {
      listener(event);
      if (said.has(SCRIPT_FINISHED)) dispatchEvent(new Event("runended"));
      return;
    }
    kept.push(event);
    // A run that the reader's next choice has cut short goes on with the next one.
    const hasEnded = said.has(SCRIPT_FINISHED) && said.get(SCRIPT_FINISHED) !== EARLY_FOR_RERUN;
    if (!hasEnded && !(said.has(DELTA) && fields(said.get(DELTA)).has(NEW_TRANSIENT))) return;
    const whole = kept;
    kept = null;
    for (const each of whole) listener(each);
    dispatchEvent(new Event("runended"));
  };
}

globalThis.WebSocket = class extends WebSocket {
  addEventListener(type, listener, ...options) {
    super.addEventListener(type, type === "message" ? together(listener) : listener, ...options);
  }
};
