// The deck on the Briefing page: over everything else of the screen, as a dialog, which makes the rest inert.
// earlyKeys: pages/serving/early_keys.js, in the head of the page.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const dialog = parentElement.querySelector("dialog");
  const pack = parentElement.querySelector(".pack");
  const inAddress = () => new URLSearchParams(location.search).get("slide");
  const put = (key) => {
    const address = new URL(location.href);
    if (key) address.searchParams.set("slide", key);
    else address.searchParams.delete("slide");
    history.replaceState(history.state, "", address);
  };
  const version = data.fingerprint + "/" + data.cycle;
  if (pack.dataset.version === version && dialog.open) return dialog.ended;

  if (dialog.stop) dialog.stop();
  pack.dataset.version = version;
  pack.innerHTML = data.slides;  // made by pages/pack/web.py, where every text from data is escaped
  if (!dialog.open) dialog.showModal();
  let hasClosed = false;
  const close = () => {
    if (hasClosed) return;
    hasClosed = true;
    put(null);
    setTriggerValue("closed", true);
  };
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  dialog.stop = present(pack, { start: inAddress() || data.start, cycle: data.cycle, moved: put, closed: close });
  earlyKeys.isOpen = true;
  for (const key of earlyKeys.pressed.splice(0)) document.dispatchEvent(new KeyboardEvent("keydown", key));
  dialog.ended = () => {
    earlyKeys.isOpen = earlyKeys.isAsked = false;
    dialog.stop();
    dialog.close();
    const begin = document.querySelector(".st-key-present button");
    if (begin) begin.focus();  // where a person who uses the keyboard goes on
  };
  return dialog.ended;
}
