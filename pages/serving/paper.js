// Keeps the rows of a table for paper and lays them out when the page is printed: the table on screen is a picture of the rows in
// view, and laying out a second one for each would cost a reader as much as a chart.
//
// What comes in (pages/ui/tables.py): `head` and `rows`, texts; `numeric`, whether a column holds numbers; `more`, a last line.

const kept = new Map(); // element → what it shows on paper

function row(cells, kind, numeric) {
  const line = document.createElement("tr");
  cells.forEach((text, place) => {
    const cell = line.appendChild(document.createElement(kind));
    cell.textContent = text;
    cell.classList.toggle("number", numeric[place]);
  });
  return line;
}

function lay(root, { head, rows, numeric, more }) {
  const table = document.createElement("table");
  table.createTHead().append(row(head, "th", numeric));
  table.createTBody().append(...rows.map(cells => row(cells, "td", numeric)));
  const last = document.createElement("p");
  last.textContent = more;
  root.replaceChildren(table, ...(more ? [last] : []));
}

const onto = () => kept.forEach((data, root) => lay(root, data));
const off = () => kept.forEach((_, root) => root.replaceChildren());
const print = matchMedia("print");
print.addEventListener("change", () => (print.matches ? onto() : off()));
addEventListener("beforeprint", onto);
addEventListener("afterprint", off);

/** Streamlit calls this whenever the rows have changed. */
export default function keep({ data, parentElement }) {
  let root = parentElement.querySelector(".on-paper");
  if (!root) {
    root = document.createElement("div");
    root.className = "on-paper";
    parentElement.append(root);
  }
  for (const each of kept.keys()) if (!each.isConnected) kept.delete(each); // of a screen that the reader has left
  kept.set(root, data);
  if (print.matches) lay(root, data);
}
