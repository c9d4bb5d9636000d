// Asks for the first run of a screen while Streamlit's scripts are still on their way, so that its answer is there when
// they are.
//
// Streamlit connects only after its first drawing, and before that asks the server two questions whose answers are known.
// Those are answered here (`__streamlit`, which it reads at its start). The connection that it then asks for is the one opened
// here, and the message with which it asks for a run is not sent a second time if it is the one that was sent here. Were it another,
// because the reader has chosen another theme, say, it is sent, and the server runs the screen again.
{
  const base = new URL("./", document.baseURI); // beside the page, as its scripts are
  // Nobody around the page may steer it: an empty list would make Streamlit wait for the server's.
  const nobody = ["https://nobody.invalid"];
  globalThis.__streamlit = { BACKEND_BASE_URL: base.href, HOST_CONFIG: { allowedOrigins: nobody, useExternalAuthToken: false } };

  const stream = new URL("_stcore/stream", base);
  stream.protocol = base.protocol.replace("http", "ws");
  const cookie = () => document.cookie.match(/\b_streamlit_xsrf=([^;]*)/)?.[1];

  // Streamlit's BackMsg; tests/e2e/test_serving.py compares it with what Streamlit itself would send.
  const varint = number => {
    const bytes = [];
    for (let rest = BigInt.asUintN(64, BigInt(number)); ; rest >>= 7n) {
      if (rest < 128n) return [...bytes, Number(rest)];
      bytes.push(Number(rest & 127n) | 128);
    }
  };
  const block = (field, bytes) => [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
  const text = (field, words) => (words ? block(field, new TextEncoder().encode(words)) : []);
  const number = (field, value) => [...varint(field * 8), ...varint(value)];
  const RERUN = 11, QUERY = 1, WIDGETS = 2, PAGE = 4, CONTEXT = 8;
  const context = () => [
    ...text(1, Intl.DateTimeFormat().resolvedOptions().timeZone), ...number(2, new Date().getTimezoneOffset()),
    ...text(3, navigator.language), ...text(4, location.origin + location.pathname), ...number(5, 0),
    ...text(6, matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  ];
  const message = () => {
    const page = location.pathname.slice(base.pathname.length).replace(/\/+$/, "");
    return new Uint8Array(block(RERUN, [
      ...text(QUERY, location.search.slice(1)), ...block(WIDGETS, []), ...text(PAGE, page), ...block(CONTEXT, context()),
    ]));
  };

  let early; // {socket, protocols, take}, until Streamlit asks for a connection
  const Socket = globalThis.WebSocket;

  globalThis.WebSocket = class extends Socket {
    constructor(url, protocols) {
      const own = early;
      early = undefined; // only the first connection can be the one
      if (own && own.socket.readyState < Socket.CLOSING) {
        // The second is the token of the cookie, which an answer to another request may have changed since; it has been checked.
        const isAlike = protocols?.length === own.protocols.length && protocols[0] === own.protocols[0];
        if (new URL(url, location).href === stream.href && isAlike) return own.take();
        own.socket.close();
      }
      super(url, protocols);
    }

    send(bytes) {
      const { first } = this;
      this.first = undefined;
      if (!first?.answers(bytes)) super.send(bytes);
    }
  };

  const open = () => {
    const protocols = ["streamlit", cookie()];
    const socket = new globalThis.WebSocket(stream.href, protocols);
    socket.binaryType = "arraybuffer";
    const asked = message();
    socket.addEventListener("open", () => Socket.prototype.send.call(socket, asked), { once: true });
    const held = [];
    const hold = event => {
      event.stopImmediatePropagation();
      held.push(event.data);
    };
    EventTarget.prototype.addEventListener.call(socket, "message", hold);
    const release = () => {
      socket.removeEventListener("message", hold);
      for (const data of held) socket.dispatchEvent(new MessageEvent("message", { data }));
    };
    const take = () => {
      socket.first = {
        answers(bytes) {
          setTimeout(release); // once Streamlit has taken note that it is connected
          return bytes.length === asked.length && bytes.every((byte, place) => byte === asked[place]);
        },
      };
      if (socket.readyState === Socket.OPEN) setTimeout(() => socket.dispatchEvent(new Event("open")));
      return socket;
    };
    early = { socket, protocols, take };
  };

  if (cookie()) open(); // it came with the page; a browser that keeps none asks when Streamlit does
}
