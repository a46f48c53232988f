"use strict";
// What all parts of the page share: elements, numbers, the embedded data.

const SVG = "http://www.w3.org/2000/svg";
const DATA = JSON.parse(document.getElementById("report-data").textContent);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// texts are appended as text nodes: nothing that the data say becomes markup
const html = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

function number(value) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(2).replace("e+", "e");
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

// black has to be light on a dark page
const ink = (color) => (color === "#000000" ? "currentColor" : color);

// corners of a regular polygon, or of a star with an inner radius
function star(corners, outer, inner) {
  const count = inner ? 2 * corners : corners;
  return Array.from({ length: count }, (_, k) => {
    const radius = inner && k % 2 ? inner : outer;
    const angle = (2 * Math.PI * k) / count - Math.PI / 2;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function marker(shape, x, y, size, attributes) {
  const at = (points) => points.map(([dx, dy]) => `${(x + dx * size).toFixed(1)},${(y + dy * size).toFixed(1)}`).join(" ");
  const polygon = (points) => svg("polygon", { points: at(points), ...attributes });
  switch (shape) {
    case "s": return polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
    case "D": return polygon([[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]);
    case "^": return polygon([[0, -1.2], [1.1, 0.9], [-1.1, 0.9]]);
    case "v": return polygon([[0, 1.2], [1.1, -0.9], [-1.1, -0.9]]);
    case "<": return polygon([[-1.2, 0], [0.9, -1.1], [0.9, 1.1]]);
    case ">": return polygon([[1.2, 0], [-0.9, -1.1], [-0.9, 1.1]]);
    case "P": return polygon([[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2],
      [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]]);
    case "X": return svg("path", { d: `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`,
      ...attributes, stroke: attributes.fill, "stroke-width": 2.4 });
    case "d": return polygon([[0, -1.3], [0.8, 0], [0, 1.3], [-0.8, 0]]);
    case "8": return polygon(star(8, 1.1));
    case "*": return polygon(star(5, 1.5, 0.6));
    case "p": return polygon(star(5, 1.15));
    case "h": case "H": return polygon(star(6, 1.15));
    default: return svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: size, ...attributes });
  }
}

// a sample of a series for legends: line and marker
function sample(series, withLine = true) {
  const color = ink(series.color);
  const line = withLine
    ? svg("line", { x1: 1, x2: 35, y1: 7, y2: 7, stroke: color, "stroke-width": 2, "stroke-dasharray": series.dash })
    : null;
  const mark = marker(series.marker, 18, 7, 4, { fill: color });
  return svg("svg", { width: 36, height: 14, class: "sample", "aria-hidden": "true" }, line, mark);
}

// drawings follow the width of the page; returns what draws anew after another choice
function drawInto(place, draw) {
  let width = 0;
  const watch = new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (now > 0 && now !== width) {
      width = now;
      draw(Math.max(now, 260));
    }
  });
  watch.observe(place);
  return () => draw(Math.max(Math.round(place.getBoundingClientRect().width), 260));
}
