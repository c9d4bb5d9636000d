// Shows slides one at a time, in a file and on the Briefing page alike.
// root: holds the slides and the controls. start: the key of the first slide. cycle: seconds per slide, 0 for none.
// moved(key): after a slide came up. closed(): Esc, or the button. Comes back with a function that ends it.
function present(root, { start, cycle, moved, closed }) {
  const slides = [...root.querySelectorAll(".slide")];
  let at = Math.max(0, slides.findIndex((slide) => slide.dataset.key === start));
  let clock = null;

  // Words are as large as their slide has room for: the last size at which nothing is cut off. Those of a table, or beside a chart, grow
  // no larger than a headline usually is; a slide of words alone has its headline grow with them (deck.css).
  const grow = () => {
    const main = slides[at] && slides[at].querySelector(".main");
    if (!main) return;
    const words = main.querySelector(".words") || main;
    const set = (size) => slides[at].style.setProperty("--grown", size);
    const isCut = () => words.scrollHeight > words.clientHeight + 1 || words.scrollWidth > words.clientWidth + 1;
    words.classList.remove("tight");
    let size = main.querySelector("table, figure") ? 1.8 : 3.2;
    do set(size); while (isCut() && (size -= 0.05) > 1);
    words.classList.toggle("tight", isCut());  // a word longer than its column
    if (slides[at].scrollHeight > slides[at].clientHeight + 1) slides[at].tabIndex = 0;  // on a phone it may scroll
    else slides[at].removeAttribute("tabindex");
  };
  // A slide that is longer than the window is read to its end, or its start, before the next key turns it.
  const scrolls = (key, isBack) => {
    const slide = slides[at];
    const left = isBack ? slide.scrollTop : slide.scrollHeight - slide.clientHeight - slide.scrollTop;
    if (!["ArrowDown", "ArrowUp", "PageDown", "PageUp", " "].includes(key) || left <= 1) return false;
    slide.scrollBy(0, (isBack ? -1 : 1) * (key.startsWith("Arrow") ? 80 : slide.clientHeight * 0.9));
    return true;
  };
  const show = (wanted) => {
    at = Math.min(Math.max(wanted, 0), slides.length - 1);
    slides.forEach((slide, place) => slide.classList.toggle("now", place === at));
    grow();
    const headline = slides[at] && slides[at].querySelector(".headline");
    if (headline) headline.focus({ preventScroll: true });  // so that a screen reader says it
    if (slides[at]) moved(slides[at].dataset.key);
  };
  const wind = () => {
    clearInterval(clock);
    if (cycle > 0) clock = setInterval(() => show((at + 1) % slides.length), cycle * 1000);
  };
  const go = (wanted) => { show(wanted); wind(); };

  const steps = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
  };
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;  // the browser's own
    if (event.key === "f") { document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(); return; }
    const onButton = event.composedPath()[0] instanceof HTMLButtonElement;
    if (onButton && (event.key === " " || event.key === "Enter")) return;  // the button's own
    if (event.key === "Home") go(0);
    else if (event.key === "End") go(slides.length - 1);
    else if (event.key === "Escape") closed();
    else if (event.key in steps) {
      const step = event.shiftKey && event.key === " " ? -1 : steps[event.key];
      if (!scrolls(event.key, step < 0)) go(at + step);
    }
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("keydown", pressed, true);
  window.addEventListener("resize", grow);
  const controls = root.querySelector(".controls");
  controls.querySelector("[data-step='-1']").onclick = () => go(at - 1);
  controls.querySelector("[data-step='1']").onclick = () => go(at + 1);
  controls.querySelector("[data-close]").onclick = () => closed();
  root.classList.add("showing");
  root.classList.remove("paper-form");
  show(at);
  wind();
  return () => {
    clearInterval(clock);
    document.removeEventListener("keydown", pressed, true);
    window.removeEventListener("resize", grow);
    root.classList.remove("showing");
    slides.forEach((slide) => slide.classList.remove("now"));
  };
}
