// Downloads: files that the page holds, and CSV, JSON and SVG made from its data.

const TYPES = { csv: "text/csv", json: "application/json", svg: "image/svg+xml", pdf: "application/pdf", tex: "application/x-tex" };

function csvCell(value) {
  const text = value === null || value === undefined ? "" : typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvText({ columns, rows }) {
  return [columns, ...rows].map((row) => row.map(csvCell).join(",")).join("\n") + "\n";
}

function jsonText({ columns, rows }) {
  const records = rows.map((row) => Object.fromEntries(columns.map((column, k) => [column, row[k]])));
  return JSON.stringify(records, null, 1) + "\n";
}

// the drawing as a file of its own: what the page's style says is written into it
function svgText(drawing) {
  const copy = drawing.cloneNode(true);
  const originals = [drawing, ...drawing.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, k) => {
    const style = getComputedStyle(originals[k]);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "font-size", "font-family", "visibility"]) {
      const value = style.getPropertyValue(name);
      if (value) node.setAttribute(name, value.replaceAll('"', "'"));
    }
  });
  copy.setAttribute("xmlns", SVG);
  return new XMLSerializer().serializeToString(copy) + "\n";
}

function content(key, kind) {
  const data = DATA[key];
  const held = data.files?.[kind];
  if (held !== undefined) {
    return typeof held === "string" ? held : Uint8Array.from(atob(held.base64), (character) => character.charCodeAt(0));
  }
  const block = document.getElementById(key);
  if (kind === "svg") return svgText(block.querySelector(".drawing svg"));
  const rows = block.rows ? block.rows() : data;
  return kind === "csv" ? csvText(rows) : jsonText(rows);
}

function downloadName(key, kind) {
  const block = document.getElementById(key);
  const choice = kind in (DATA[key].files ?? {}) ? [] : (block.choice ? block.choice() : []);
  return `${[key, ...choice].join("-").replace(/[^A-Za-z0-9.+-]+/g, "-")}.${kind}`;
}

function startDownloads(root) {
  for (const button of root.querySelectorAll("button[data-get]")) {
    const key = button.closest("[data-of]").dataset.of;
    button.addEventListener("click", () => {
      const kind = button.dataset.get;
      const url = URL.createObjectURL(new Blob([content(key, kind)], { type: TYPES[kind] ?? "application/octet-stream" }));
      const link = html("a", { href: url, download: downloadName(key, kind) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60000);
    });
  }
}
