// Axes of the charts: scales, ticks, frame and grid.

function scale(low, high, from, to, log) {
  const f = log ? Math.log10 : (v) => v;
  const a = f(low);
  const span = f(high) - a || 1;
  const map = (value) => from + ((f(value) - a) / span) * (to - from);
  map.log = log;
  map.low = low;
  map.high = high;
  return map;
}

function ticks(map, wanted) {
  if (map.log) {
    const decades = Math.log10(map.high / map.low);
    const factors = decades < 1.2 ? [1, 1.5, 2, 3, 5, 7] : decades < 2.5 ? [1, 2, 5] : [1];
    const every = Math.max(1, Math.ceil(decades / Math.max(wanted, 2)));
    const found = [];
    for (let power = Math.floor(Math.log10(map.low)); power <= Math.ceil(Math.log10(map.high)); power += 1) {
      if (factors.length === 1 && power % every !== 0) continue;
      for (const factor of factors) {
        const value = factor * 10 ** power;
        if (value >= map.low * 0.999 && value <= map.high * 1.001) found.push(Number(value.toPrecision(6)));
      }
    }
    return found;
  }
  const raw = (map.high - map.low) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * 0.999) * power;
  const found = [];
  for (let count = Math.ceil(map.low / step - 1e-9); count * step <= map.high + step * 1e-9; count += 1) {
    found.push(Number((count * step).toPrecision(8)));
  }
  return found;
}

// low and high of what is shown, with a little room; values that a logarithm has not are left out
function extent(values, log) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || (log && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return null;
  if (log) return low === high ? [low / 2, high * 2] : [low, high];
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  return [low - room, high + room];
}

// returns the scales and the group to draw in
function frame(root, width, height, x, y) {
  const margin = { left: 62, right: 14, top: 10, bottom: 44 };
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const xs = scale(x.range[0], x.range[1], margin.left, right, x.log);
  const ys = scale(y.range[0], y.range[1], bottom, margin.top, y.log);
  const grid = svg("g", { class: "grid" });
  for (const value of ticks(xs, Math.max(3, Math.round(width / 110)))) {
    const at = xs(value).toFixed(1);
    grid.append(svg("line", { x1: at, x2: at, y1: margin.top, y2: bottom }));
    grid.append(svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, number(value)));
  }
  for (const value of ticks(ys, 5)) {
    const at = ys(value).toFixed(1);
    grid.append(svg("line", { x1: margin.left, x2: right, y1: at, y2: at }));
    grid.append(svg("text", { x: margin.left - 6, y: Number(at) + 4, "text-anchor": "end" }, number(value)));
  }
  const middle = (margin.top + bottom) / 2;
  const titles = svg("g", { class: "titles" },
    svg("text", { x: (margin.left + right) / 2, y: height - 8, "text-anchor": "middle" }, x.title),
    svg("text", { transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle" }, y.title));
  root.append(grid, titles);
  return { xs, ys, left: margin.left, right, top: margin.top, bottom };
}
