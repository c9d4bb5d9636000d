// Draws the grid of the monthly return as a table: a head of dates, a row for each dataset, its template as a link.
const made = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });

const line = ({ title, cells, last, since, template, file }) => {
  const row = document.createElement("tr");
  row.append(made("th", title, { scope: "row" }));
  cells.forEach(({ state, shape, word }, at) => {
    const cell = made("td", "", { className: `${state}${at === cells.length - 1 ? " latest" : " earlier"}` });
    const mark = made("span", shape, { className: "shape" });
    mark.setAttribute("aria-hidden", "true");
    cell.append(mark, made("span", ` ${word}`));
    if (since && at === cells.length - 1) cell.append(made("span", since, { className: "since" }));
    row.append(cell);
  });
  row.append(made("td", last, { className: "last", title: last }));
  const link = made("a", "Template", { download: file });
  link.href = URL.createObjectURL(new Blob([template], { type: "text/csv" }));
  link.append(made("span", ` for ${title.toLowerCase()}`, { className: "heard" }));
  const cell = document.createElement("td");
  cell.append(link);
  row.append(cell);
  return row;
};

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".grid");
  const table = document.createElement("table");
  table.append(made("caption", "What came for each reporting date", { className: "heard" }));
  const head = document.createElement("tr");
  head.append(made("th", "Dataset", { scope: "col" }));
  data.dates.forEach((date, at) => {
    const className = at === data.dates.length - 1 ? "latest" : "earlier";
    head.append(made("th", date, { scope: "col", className }));
  });
  head.append(made("th", "Last file", { scope: "col", className: "last" }), made("th", "To fill in", { scope: "col" }));
  const top = document.createElement("thead");
  top.append(head);
  const body = document.createElement("tbody");
  body.append(...data.lines.map(line));
  table.append(top, body);
  place.replaceChildren(table);
  return () => place.querySelectorAll("a").forEach((link) => URL.revokeObjectURL(link.href));
}
