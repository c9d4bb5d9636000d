// Tells an open page that the server is being restarted, until it is there again.
//
// A server that stops closes each connection with 1012 (service restart) or 1001 (going away); Streamlit then tries again by itself.

const RESTARTED = [1001, 1012];

function tellOfRestart() {
  if (document.getElementById("restart")) return;
  const bar = document.createElement("div");
  bar.id = "restart";
  bar.setAttribute("role", "status");
  bar.textContent = "The dashboard is being restarted. This page goes on by itself in a moment; a file that was not committed must be "
    + "chosen again.";
  document.body.append(bar);
}

globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    super.addEventListener("open", () => document.getElementById("restart")?.remove());
    super.addEventListener("close", event => RESTARTED.includes(event.code) && tellOfRestart());
  }
};
