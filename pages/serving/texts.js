// Draws what stands beside the figures: headings, lines, links, chips and tiles, and of a change only what differs.
//
// What comes in (pages/ui/texts.py) are parts: `tag`; `text`, or `parts` within; `class`, `href`, `label`; `note`, what is said of it on
// demand, and `more`, a link in that; `does`, what a button tells; `open`, that details are open; `arrive`, that the screen scrolls to
// it. Text is only ever set as text.

const TAGS = new Set(["h2", "h3", "p", "a", "div", "span", "strong", "button", "details", "summary", "ul", "li"]);

const TEXTS = `
.texts { position: relative; display: flex; flex-direction: column; gap: 0.25rem; }
.texts:empty { display: none; }
.texts :is(h2, h3, p) { margin: 0; padding: 0; }
.texts :is(h2, h3, p, a, li, .text-note) { min-width: 0; overflow-wrap: anywhere; }
.texts h2 { font-size: var(--st-heading-font-size-2); font-weight: var(--st-heading-font-weight-2); line-height: 1.2; }
.texts h3 { font-size: var(--st-heading-font-size-3); font-weight: var(--st-heading-font-weight-3); line-height: 1.2; }
.texts > h2, .texts .text-leads > h2, .texts .text-head:has(> h2) { padding-bottom: 0.375rem; }
.texts > h3, .texts > .text-head:has(> h3) { padding: 0.5rem 0 1rem; }
.text-compact { display: flex; align-items: center; gap: 0.25rem; padding-bottom: 0.5rem; }
.text-compact h2 { font-size: 1rem; line-height: 1.3; }
.text-leads h2 { font-size: 1.125rem; line-height: 1.2; }
.text-leads > .text-compact { padding-bottom: 0.375rem; }
@media (max-width: 640px) { .text-leads > .text-compact { padding-bottom: 0.125rem; } }
.texts a { color: var(--st-link-color); text-decoration: underline; text-underline-offset: 0.15em; overflow-wrap: anywhere; }
.text-row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1rem; }
.text-head { display: flex; align-items: center; gap: 0.5rem; }
.text-head > .text-noted { flex: none; }
.text-noted { position: relative; display: inline-flex; align-items: center; min-width: 0; max-width: 100%; }
.text-note { display: none; position: absolute; z-index: 99; top: 100%; left: 0; width: max-content; max-width: min(22rem, 80vw);
  padding: 0.5rem 0.75rem; font: 400 14px/1.4 var(--st-font, sans-serif); text-align: left; color: var(--st-text-color);
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius, 4px); }
.text-noted:is(:hover, :focus-within):not(.text-left) > .text-note { display: block; }
.text-chip { padding: 0.0625rem 0.375rem; border-radius: var(--st-base-radius, 4px); font-size: 0.875rem; width: fit-content; }
${["green", "orange", "red", "gray", "blue"].map(each => `.text-${each}.text-chip { color: var(--st-${each}-text-color);
  background: var(--st-${each}-background-color); }`).join("\n")}
.text-about { flex: none; width: 24px; height: 24px; padding: 0; border: 0; border-radius: var(--st-button-radius, 4px); background: none;
  color: var(--st-text-color); cursor: pointer; }
.text-about::before { content: "i" / ""; display: inline-block; width: 16px; height: 16px; border: 1.5px solid; border-radius: 50%;
  font: 700 12px/14px serif; text-align: center; box-sizing: border-box; }
.texts summary { padding: 0.5rem 0; border-bottom: 1px solid var(--st-border-color); cursor: pointer; }
.texts summary h2 { display: inline; font-size: 1.125rem; }
.texts details > p { max-width: 48rem; padding: 0.5rem 0 0 1rem; }
.texts ul { margin: 0; padding-left: 1.25rem; }
.text-asked { border-left: 4px solid var(--st-primary-color); }
.text-tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(160px, 100% / (var(--across) + 1) + 1px), 1fr)); gap: 1rem; }
.text-tile { display: flex; flex-direction: column; align-items: flex-start; gap: 0.25rem; padding: calc(1rem - 1px);
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius, 4px); }
.text-tile > .text-value { font-size: 1.5rem; font-weight: 650; line-height: 1.5; }
`;

let notes = 0;

/** The attribute of an element, or none where there is nothing to say. */
function attribute(made, name, value) {
  if (value === undefined) made.removeAttribute(name);
  else if (made.getAttribute(name) !== value) made.setAttribute(name, value);
}

/** The element of a part: `was`, where that is one of the same kind, and otherwise a new one. */
function shaped(part, was) {
  const { note, more, ...bare } = part;
  if (note) {
    const words = more ? { parts: [{ tag: "span", text: `${note} ` }, more] } : { text: note, role: "tooltip" };
    const told = { tag: "span", class: "text-note", ...words };
    const made = shaped({ tag: "span", class: "text-noted", parts: [bare, told] }, was);
    made.lastChild.id ||= `text-note-${++notes}`;
    made.firstChild.setAttribute("aria-describedby", made.lastChild.id);
    return made;
  }
  if (!TAGS.has(part.tag)) throw new Error(`A text has no part ${part.tag}.`);
  const made = was?.localName === part.tag ? was : document.createElement(part.tag);
  if (part.tag === "button") made.type = "button";
  attribute(made, "class", part.class);
  attribute(made, "role", part.role);
  attribute(made, "aria-label", part.label);
  attribute(made, "data-does", part.does);
  attribute(made, "href", part.href === undefined ? undefined : new URL(part.href, document.baseURI).href);
  attribute(made, "style", part.across && `--across: ${Number(part.across)}`);
  if (made.firstChild?.nodeType === Node.TEXT_NODE !== !part.parts) made.replaceChildren();
  if (part.parts) fill(made, part.parts);
  else if (made.textContent !== part.text) made.textContent = part.text ?? "";
  if (part.open) made.open = true; // what the reader has opened stays open
  if (part.arrive) requestAnimationFrame(() => made.scrollIntoView({ block: "center" }));
  return made;
}

function fill(parent, parts) {
  parts.forEach((part, at) => {
    const was = parent.children[at];
    const made = shaped(part, was);
    if (!was) parent.append(made);
    else if (made !== was) was.replaceWith(made);
  });
  while (parent.children.length > parts.length) parent.lastElementChild.remove();
}

/** To another screen, or other choices on this one: as the browser's own back and forward go, which Streamlit follows without loading the
 * page again. */
function follow(event) {
  const link = event.target.closest("a[href]");
  if (!link || link.origin !== location.origin || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.pathname !== location.pathname) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  history.pushState(null, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** A note stays within the window, and goes away on Escape until the reader comes back to it. */
function place(event) {
  const noted = event.target.closest(".text-noted");
  if (!noted) return;
  noted.classList.remove("text-left");
  const note = noted.lastChild;
  note.style.translate = "";
  const { right } = note.getBoundingClientRect();
  const room = document.documentElement.clientWidth - 8;
  if (right > room) note.style.translate = `${room - right}px 0`;
}

/** Wherever the keyboard is: who points at something with the mouse may be elsewhere with the focus. */
addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  document.querySelectorAll(".text-noted:is(:hover, :focus-within)").forEach(each => each.classList.add("text-left"));
});

/** What is folded is opened for paper. */
const paper = matchMedia("print");
function unfold() {
  document.querySelectorAll(".texts details:not([open])").forEach(each => { each.open = true; each.dataset.folded = ""; });
}
function foldAgain() {
  document.querySelectorAll(".texts details[data-folded]").forEach(each => { each.open = false; delete each.dataset.folded; });
}
paper.addEventListener("change", () => (paper.matches ? unfold() : foldAgain()));
addEventListener("beforeprint", unfold);
addEventListener("afterprint", foldAgain);

/** A place for texts in an element, which begins empty. `tell`: called with what a button does. */
function textsIn(parent, tell) {
  if (!document.getElementById("texts-style")) {
    const style = document.createElement("style");
    style.id = "texts-style";
    style.textContent = TEXTS;
    document.head.append(style);
  }
  const root = document.createElement("div");
  root.className = "texts";
  root.addEventListener("click", follow);
  root.addEventListener("click", event => {
    const button = event.target.closest("[data-does]");
    if (button) tell(button.dataset.does);
  });
  root.addEventListener("pointerover", place);
  root.addEventListener("focusin", place);
  parent.append(root);
  return root;
}
