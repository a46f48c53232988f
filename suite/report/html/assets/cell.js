// An architecture: its cell as a drawing, told apart in grey by width and dashes, and everything that is known of it.

const LOOKS = {
  none: { stroke: "#909090", "stroke-width": 1, "stroke-dasharray": "1 4" },
  skip_connect: { stroke: "#8C8C8C", "stroke-width": 1.6, "stroke-dasharray": "6 4" },
  nor_conv_1x1: { stroke: "#56B4E9", "stroke-width": 2 },
  nor_conv_3x3: { stroke: "#0072B2", "stroke-width": 4 },
  avg_pool_3x3: { stroke: "#E69F00", "stroke-width": 2, "stroke-dasharray": "8 3 2 3" },
};

const SHORT = { skip_connect: "skip", nor_conv_1x1: "conv 1x1", nor_conv_3x3: "conv 3x3", avg_pool_3x3: "avg pool" };

function drawCell(operations, edges, label) {
  const last = Math.max(...edges.map(([target]) => target));
  const gap = 92;
  const width = 2 * 24 + last * gap;
  const base = 108;
  const root = svg("svg", { viewBox: `0 0 ${width} 186`, class: "cell-drawing", role: "img", "aria-label": label });
  edges.forEach(([target, source], k) => {
    const span = target - source;
    const side = span === 2 && source % 2 ? -1 : 1; // arcs of length 2 alternate, so that they do not cross
    const rise = span === 1 ? 0 : side * gap * (span === 2 ? 0.62 : 0.98);
    const [x1, x2] = [24 + source * gap, 24 + target * gap];
    const middle = (x1 + x2) / 2;
    const look = LOOKS[operations[k]] ?? { stroke: "currentColor", "stroke-width": 1.6 };
    const nodes = span === 1 ? [x1 + 13, base, middle, base, x2 - 15, base]
      : [x1 + 8, base - Math.sign(rise) * 11, middle, base - rise * 2 + Math.sign(rise) * 22, x2 - 9, base - Math.sign(rise) * 13];
    const [ax, ay, bx, by, cx, cy] = nodes;
    root.append(svg("path", { d: `M${ax} ${ay}Q${bx} ${by} ${cx} ${cy}`, fill: "none", ...look }));
    const turn = Math.atan2(cy - by, cx - bx);
    const tip = (angle) => `${(cx - 9 * Math.cos(turn + angle)).toFixed(1)} ${(cy - 9 * Math.sin(turn + angle)).toFixed(1)}`;
    root.append(svg("path", { d: `M${tip(0.45)}L${cx} ${cy}L${tip(-0.45)}`, fill: "none", stroke: look.stroke, "stroke-width": 1.6 }));
    const at = span === 1 ? base - 7 : (ay + by) / 2 / 2 + (cy + by) / 2 / 2 - Math.sign(rise) * 6;
    root.append(svg("text", { x: middle, y: rise < 0 ? at + 8 : at, "text-anchor": "middle" }, SHORT[operations[k]] ?? operations[k]));
  });
  for (let node = 0; node <= last; node += 1) {
    root.append(svg("circle", { cx: 24 + node * gap, cy: base, r: 12, class: "node" }));
    root.append(svg("text", { x: 24 + node * gap, y: base + 4, "text-anchor": "middle" },
      node === 0 ? "in" : node === last ? "out" : String(node)));
  }
  return root;
}

// the string of NAS-Bench-201, which names each operation with the node that it comes from, target by target
function cellString(cells, position) {
  if (cells.strings.length) return cells.strings[position];
  const parts = new Map();
  cells.edges.forEach(([target, source], k) => {
    const operation = cells.operations[Number(cells.digits[position][k])];
    parts.set(target, `${parts.get(target) ?? "|"}${operation}~${source}|`);
  });
  return [...parts.values()].join("+");
}

function describeCell(cells, position, facts) {
  const string = cellString(cells, position);
  const rows = cells.columns.map((title, k) => [title, cells.values[k][position]])
    .filter(([, value]) => value !== null)
    .map(([title, value]) => html("tr", {}, html("th", { scope: "row" }, title), html("td", { class: "number" }, number(value))));
  const digits = cells.digits[position];
  const drawing = digits
    ? drawCell([...digits].map((digit) => cells.operations[Number(digit)]), cells.edges, `Cell ${string}`) : null;
  return [
    html("h3", {}, `Architecture ${cells.indices[position]}`),
    ...(drawing ? [drawing] : []),
    html("p", { class: "string" }, string),
    ...facts.map((fact) => html("p", {}, fact)),
    html("div", { class: "scroll" }, html("table", {}, html("tbody", {}, ...rows))),
  ];
}
