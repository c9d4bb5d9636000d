// Keeps what a presenter presses between asking for the deck and its being there; pages/pack/stage.js takes it.
const earlyKeys = { pressed: [], isAsked: false, isOpen: false };
addEventListener("click", event => { earlyKeys.isAsked ||= !!event.target.closest?.(".st-key-present button"); }, true);
addEventListener("keydown", event => {
  if (earlyKeys.isOpen || event.ctrlKey || event.metaKey || event.altKey) return; // the deck's, or the browser's own
  if (!earlyKeys.isAsked && !new URLSearchParams(location.search).has("slide")) return;
  earlyKeys.pressed.push({ key: event.key, shiftKey: event.shiftKey });
}, true);
