// What keys do in Streamlit's tables. Tab leaves a table, where Streamlit has it go through every cell, and Escape the dialog around it.
//
// Where rows open something (pages/ui/tables.py), a click on any cell chooses its row, and so does Enter; the arrow keys only go about.
// Streamlit would open what the first arrow key came to, or ask for a click on a box of 16 pixels.
(() => {
  const OPENS = '[class*="_opens_on_paper"] + * [data-testid=stDataFrame]';
  const [HEAD, BOX] = [36, 36]; // pixels: the row of headings, and the boxes at the left
  const SCROLLS = ".dvn-scroller";
  const frameOf = target => target.closest?.(OPENS);

  /** Choose the row of the cell that is marked, as Shift and the space bar do. */
  const choose = frame => frame.querySelector("canvas[data-testid=data-grid-canvas]").dispatchEvent(
    new KeyboardEvent("keydown", { key: " ", code: "Space", keyCode: 32, shiftKey: true, bubbles: true }),
  );

  /** What scrolls in front of the table is no stop of its own. */
  function passBy(scroller) {
    if (scroller) scroller.tabIndex = -1;
  }

  addEventListener("focusin", event => {
    if (!event.target.matches?.(SCROLLS)) return;
    passBy(event.target);
    event.target.closest("[data-testid=stDataFrame]")?.querySelector("canvas[data-testid=data-grid-canvas]")?.focus();
  });

  addEventListener("keydown", event => {
    const canvas = event.target.closest?.("canvas[data-testid=data-grid-canvas]");
    if (!canvas || event.ctrlKey || event.metaKey || event.altKey) return;
    const frame = frameOf(canvas);
    if (event.key === "Tab") { // the browser's own, from the table: from a cell in it, it would go round within a fold
      canvas.focus({ preventScroll: true });
      passBy(canvas.closest("[data-testid=stDataFrame]")?.querySelector(SCROLLS));
    } else if (event.key === "Escape") { // of the table itself it would take a tick off, which is a choice
      event.preventDefault();
      canvas.closest("[role=dialog]")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", code: "Escape", bubbles: true }));
    } else if (event.key === "Enter" && frame && !event.shiftKey) {
      event.preventDefault();
      choose(frame);
    } else return;
    event.stopPropagation();
  }, true);

  addEventListener("click", event => {
    const frame = frameOf(event.target);
    const canvas = frame?.querySelector("canvas[data-testid=data-grid-canvas]");
    if (!canvas || event.target.closest("button, input")) return;
    const { top, bottom, left, right } = canvas.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top + HEAD || y > bottom) return;
    if (x > left + BOX) setTimeout(choose, 0, frame); // when the table has marked the cell; a box chooses by itself
  });
})();
