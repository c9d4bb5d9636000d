// ‘/’ leads to the search from wherever the reader is, unless they are typing.
addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=textbox], dialog")) return;
  const box = () => document.querySelector(".st-key-q input");
  const entry = document.querySelector('a[href$="/find"], a[href*="/find?"]');
  if (!box() && !entry) return;
  event.preventDefault();
  if (box()) { box().focus(); return; }
  const watch = new MutationObserver(() => { if (box()) { watch.disconnect(); box().focus(); } });
  watch.observe(document.body, { childList: true, subtree: true });
  entry.click();
});
