// The navigation's groups lie in one row, the screens of the reader's own group in a second one (page.css). A group leads to
// its first screen, by click and by key; Streamlit's own, in its sidebar, would only fold it.
(() => {
  const GROUP = "[data-testid=stNavSectionHeader]";
  const inRows = matchMedia("(min-width: 768px)"); // as in page.css; below it the sidebar is Streamlit's own
  function lead(event) {
    const group = inRows.matches && event.target.closest?.(GROUP);
    if (!group || event.type === "keydown" && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    group.parentElement.querySelector("a").click();
  }
  addEventListener("click", lead, true);
  addEventListener("keydown", lead, true);
  /** Streamlit's list holds groups, and the groups items without a list: for a screen reader a list of groups, with links in each. */
  function order(list) {
    list.setAttribute("role", "list");
    for (const group of list.children) {
      if (group.localName === "div") group.setAttribute("role", "listitem");
      group.querySelector("header")?.setAttribute("role", "none"); // of a group, not of the page
      for (const item of group.localName === "div" ? group.children : []) if (item.localName === "li") item.setAttribute("role", "none");
    }
  }
  function mark() {
    const list = document.querySelector("[data-testid=stSidebarNavItems]");
    if (list) order(list);
    for (const name of document.querySelectorAll(`${GROUP} > span:first-child`)) {
      if (inRows.matches) {
        if (!name.hasAttribute("role")) { name.setAttribute("role", "link"); name.tabIndex = 0; }
      } else if (name.hasAttribute("role")) { name.removeAttribute("role"); name.removeAttribute("tabindex"); }
    }
  }
  new MutationObserver(mark).observe(document, { childList: true, subtree: true });
  inRows.addEventListener("change", mark);
})();
