// ‘/’ leads to the search from wherever the reader is, unless they are typing.
addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.cookie.includes("slash_key=off")) return; // by the box on Find: who speaks to their computer may say ‘/’ unmeant
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
const keepSlash = event => {
  const place = event.target.closest?.(".st-key-slash_key");
  if (place) setTimeout(() => { // Streamlit's box tells of its change by no event of the browser's
    const secure = location.protocol === "https:" ? "; secure" : "";
    const kept = place.querySelector("input").checked ? "on" : "off";
    document.cookie = `slash_key=${kept}; path=/; max-age=31536000; samesite=lax${secure}`;
  }, 50);
};
for (const sign of ["click", "keyup"]) addEventListener(sign, keepSlash, true);
// Streamlit would run the screen again at each ‘r’, and forget its answers at ‘c’, with no way to turn that off.
document.addEventListener("keydown", event => {
  if (/^[rc]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopImmediatePropagation();
});
