// Where the keyboard goes on, and what a screen reader is told, where Streamlit leaves both to chance.
//
// A popover takes the focus when it is opened by key, and keeps Tab to itself until Escape: it lies at the end of the page, behind all
// that is on the screen. After each run: who has lost the control that they were at goes on at the answer, at what took its place, or at
// the heading; and a change of the screen, of its date or of how many rows match is said. Enter takes a date that was typed.
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const REACHED = 'a[href], button:not(:disabled), input:not(:disabled):not([type=file]), textarea:not(:disabled), summary, '
    + '[role=spinbutton], [tabindex="0"]';
  const POPOVER = "[data-testid=stPopoverBody]";
  const OPENER = "[data-testid=stPopoverButton]";
  const MATCHES = '[class*="_matches"] [data-testid=stMarkdown] p';
  const reached = within => [...within.querySelectorAll(REACHED)].filter(each => each.tabIndex >= 0 && each.checkVisibility());
  let byKey = false;
  let opener = null; // of the popover that is open

  // Popovers ------------------------------------------------------------------------------------

  /** Call `then` with what a selector finds, now or as soon as it is there; not for ever. */
  function when(selector, then) {
    if ($(selector)) return then($(selector));
    const watch = new MutationObserver(() => { if ($(selector)) { watch.disconnect(); then($(selector)); } });
    watch.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 5000);
  }

  function enter(body) {
    if (body.contains(document.activeElement)) return;
    body.tabIndex = reached(body).length ? -1 : 0; // words alone are scrolled by key
    body.focus(); // and not the first control: some come a moment later, and what they stand below would be passed over
  }

  function within(event) {
    const body = event.target.closest?.(POPOVER);
    if (event.key !== "Tab" || !body) return;
    const stops = reached(body);
    const at = stops.indexOf(document.activeElement);
    if (stops.length && at >= 0 && at !== (event.shiftKey ? 0 : stops.length - 1)) return;
    event.preventDefault();
    (stops.at(event.shiftKey ? -1 : 0) ?? body).focus();
  }

  addEventListener("pointerdown", () => { byKey = false; }, true);
  addEventListener("keydown", event => {
    byKey = true;
    within(event);
    const button = event.target.closest?.(OPENER);
    if (button && (event.key === "Enter" || event.key === " ") && button.getAttribute("aria-expanded") !== "true") {
      opener = button;
      setTimeout(when, 0, POPOVER, enter);
    } else if (event.key === "Escape" && event.target.closest?.(POPOVER)) {
      setTimeout(() => { if (document.activeElement === document.body && opener?.isConnected) opener.focus(); }, 100);
    } else if (event.key === "Enter" && event.target.closest?.("[data-testid=stDateInputField] [role=spinbutton]")) {
      $("[data-testid=stMain]").focus({ preventScroll: true }); // Streamlit takes what was typed when the reader goes elsewhere
      setTimeout(() => event.target.focus(), 50);
    }
  }, true);

  // After a run ---------------------------------------------------------------------------------

  const live = document.createElement("div");
  live.id = "said";
  live.setAttribute("role", "status");
  let title, path, matches, alerts = new Set();
  let last; // { element, key }: what had the focus, and the key of Streamlit's that it has

  const keyOf = element => /\bst-key-\S+/.exec(element.closest?.("[class*=st-key-]")?.className ?? "")?.[0];
  addEventListener("focusin", event => { last = { element: event.target, key: keyOf(event.target) }; });

  function goOn(hasMoved, answer) {
    const { element, key } = last ?? {};
    const isLost = element && document.activeElement === document.body && (!element.isConnected || element.disabled);
    if (!isLost) return;
    const beside = !hasMoved && key ? document.getElementsByClassName(key)[0] : null;
    const near = beside && (reached(beside)[0] ?? reached(beside.parentElement)[0]);
    const to = answer ?? near ?? $("[data-testid=stMain] h1");
    if (!to) return;
    if (to.tabIndex < 0) to.tabIndex = -1;
    to.focus({ preventScroll: !byKey });
  }

  function settled() {
    if (!live.isConnected) document.body.append(live);
    const hasMoved = path !== undefined && path !== location.pathname;
    const now = [...document.querySelectorAll("[data-testid=stMain] [data-testid=stAlert]")];
    const answer = now.find(each => !alerts.has(each.textContent));
    goOn(hasMoved, hasMoved ? undefined : answer);
    const many = [...document.querySelectorAll(MATCHES)].map(each => each.textContent.trim()).join(" ");
    if (title !== undefined && title !== document.title) {
      live.textContent = `${document.title.split(":")[0]}. ${$("[data-testid=stMain] h2")?.textContent ?? ""}`;
    } else if (matches !== undefined && matches !== many) live.textContent = many;
    [title, path, matches, alerts] = [document.title, location.pathname, many, new Set(now.map(each => each.textContent))];
  }

  addEventListener("runended", () => setTimeout(settled, 150)); // when what has come is drawn
})();
