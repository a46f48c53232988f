// Tables: sorted by the button in a heading, narrowed by a choice and by a search.

const MISSING = new Set(["", "–", "-"]);

function sortKey(text) {
  const value = text.replace("−", "-").replace("∞", "Infinity");
  return MISSING.has(text) || value === "" ? NaN : Number(value);
}

function compareTexts(a, b, sign) {
  if (MISSING.has(a) || MISSING.has(b)) return MISSING.has(a) - MISSING.has(b); // missing ones stay last
  const [x, y] = [sortKey(a), sortKey(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return sign * (x === y ? 0 : x < y ? -1 : 1);
  return sign * a.localeCompare(b, "en", { numeric: true });
}

function sortableTable(block) {
  const table = block.querySelector("table.sortable");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const texts = rows.map((row) => [...row.cells].map((cell) => cell.textContent));
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.querySelector("button").addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const order = rows.map((_, k) => k);
      order.sort((a, b) => compareTexts(texts[a][column], texts[b][column], descending ? -1 : 1) || a - b);
      body.append(...order.map((k) => rows[k]));
    });
  });
  const selects = [...block.querySelectorAll("select[data-column]")];
  const search = block.querySelector('input[type="search"]');
  const count = block.querySelector("output");
  function narrow() {
    const words = search ? search.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    let shown = 0;
    rows.forEach((row, k) => {
      const chosen = selects.every((select) => select.value === "" || texts[k][Number(select.dataset.column)] === select.value);
      const line = texts[k].join(" ").toLowerCase();
      row.hidden = !(chosen && words.every((word) => line.includes(word)));
      shown += !row.hidden;
    });
    if (count) count.textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`;
  }
  for (const select of selects) select.addEventListener("change", narrow);
  if (search) search.addEventListener("input", narrow);
  narrow();
}
