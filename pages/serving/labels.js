// Measures what a figure or its key is labelled with in one layout of the page. Plotly measures one label after the other, each in a copy
// that it puts into a picture beside the page, which lays the page out each time.
//
// bundle.py puts this into the served bundle, behind the boxes that Plotly keeps (`drawing.savedBBoxes`, label → box), and has it called:
// while a graph has `_labelsDue`, a list, what Plotly does with a label when its text is made waits there, as [text, what to do].
(drawing => {
  const MOST = 10_000; // boxes, as Plotly keeps
  let filled = 0;

  /** What Plotly keeps the box of a text under; null for what it keeps none of. */
  const keyOf = text => {
    const [words, ...rest] = ["data-unformatted", "data-math", "text-anchor", "style"].map(name => text.getAttribute(name));
    return words === null ? null : words + rest.map(String).join("");
  };

  /** A copy as Plotly measures it. */
  const atOrigin = text => {
    const copy = text.cloneNode(true);
    copy.removeAttribute("transform");
    for (const line of [copy, ...copy.querySelectorAll("tspan.line")]) {
      line.setAttribute("x", 0);
      line.setAttribute("y", 0);
    }
    return copy;
  };

  /** Keeps the boxes of copies, by key. */
  const measure = copies => {
    filled += copies.size;
    if (filled > MOST) [drawing.savedBBoxes, filled] = [{}, copies.size];
    drawing.tester.node().append(...copies.values());
    const from = drawing.testref.node().getBoundingClientRect();
    for (const [key, copy] of copies) {
      const { height, width, left, right, top, bottom } = copy.getBoundingClientRect();
      drawing.savedBBoxes[key] = {
        height, width, left: left - from.left, top: top - from.top, right: right - from.left, bottom: bottom - from.top,
      };
    }
    for (const copy of copies.values()) copy.remove();
  };

  /** Goes on with all labels that wait. */
  globalThis.labelsTogether = graph => {
    const waiting = graph._labelsDue;
    delete graph._labelsDue;
    const copies = new Map();
    for (const [text] of waiting) {
      const key = keyOf(text);
      if (key && !drawing.savedBBoxes[key] && !copies.has(key)) copies.set(key, atOrigin(text));
    }
    if (copies.size) measure(copies);
    for (const [, goOn] of waiting) goOn();
  };
})
