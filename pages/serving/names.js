// What Streamlit leaves without a name or a role gets one when it has come: the buttons of a field, which are called alike in all fields;
// the frame of a table that scrolls; and the place where files are dropped, which has a name and no role that could carry it.
(() => {
  const all = selector => document.querySelectorAll(selector);
  const FIELD = ["Selectbox", "MultiSelect", "DateInput", "NumberInput"].map(each => `[data-testid=st${each}]`).join();
  const BUTTONS = ["Open", "Choose date", "Increment", "Decrement", "Clear value"];
  function name() {
    for (const button of all(BUTTONS.map(each => `button[aria-label="${each}"]`).join())) {
      const field = button.closest(FIELD);
      const label = field?.querySelector("[data-testid=stWidgetLabel] p")?.textContent
        ?? field?.querySelector("[role=group][aria-label], input[aria-label]")?.getAttribute("aria-label");
      if (label) button.setAttribute("aria-label", `${button.getAttribute("aria-label")}: ${label.trim()}`);
    }
    for (const button of all('button[aria-label="Help"]')) { // beside words that are no field's label
      const words = button.closest("[data-testid=stElementContainer]")?.querySelector("p")?.textContent.trim();
      if (words) button.setAttribute("aria-label", `Help: ${words}`);
    }
    for (const table of all("[data-testid=stTableStyledTable]")) {
      const frame = table.parentElement;
      const doesScroll = frame.scrollWidth > frame.clientWidth + 1;
      const given = { role: "region", tabindex: "0", "aria-label": table.getAttribute("aria-label") ?? "Table" };
      for (const [key, value] of Object.entries(given)) doesScroll ? frame.setAttribute(key, value) : frame.removeAttribute(key);
    }
    for (const zone of all("[data-testid=stFileUploaderDropzone][role=presentation]")) zone.setAttribute("role", "group");
  }
  let waits;
  const soon = () => { waits ??= setTimeout(() => { waits = undefined; name(); }, 200); }; // once for all that a run brings
  new MutationObserver(soon).observe(document, { childList: true, subtree: true });
  addEventListener("resize", soon);
})();
