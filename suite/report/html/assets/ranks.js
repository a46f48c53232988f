// The critical-difference diagram: mean ranks on a line, labels on both sides, bars over what is not told apart.

function rankDiagram(figure, data) {
  const place = figure.querySelector(".drawing");
  const ordered = [...data.rows].sort((a, b) => a[1] - b[1]);
  const half = Math.ceil(ordered.length / 2);

  function draw(width) {
    const wide = Math.min(width, 760);
    const needed = 7 * Math.max(...ordered.map(([name]) => name.length + 6)) + 12;
    const side = Math.min(needed, wide * 0.4);
    const size = `${Math.max(7, Math.min(12, (12 * side) / needed)).toFixed(1)}px`;
    const low = 1;
    const high = Math.max(ordered.length, Math.ceil(ordered[ordered.length - 1][1]));
    const xs = scale(low, high, side, wide - side, false);
    const rank = new Map(data.rows);
    const bars = data.groups.filter((group) => group.length > 1)
      .map((group) => group.map((name) => rank.get(name))).map((ranks) => [Math.min(...ranks), Math.max(...ranks)])
      .sort((a, b) => a[0] - b[0]);
    const line = 52;
    const first = line + 16 + bars.length * 8;
    const height = first + half * 20 + 8;
    const root = svg("svg", { viewBox: `0 0 ${wide} ${height}`, width: wide, height, class: "ranks" });
    const add = (name, attributes, ...children) => root.append(svg(name, attributes, ...children));
    const stroke = { stroke: "currentColor", fill: "none" };
    add("line", { x1: xs(low), x2: xs(high), y1: line, y2: line, ...stroke });
    const every = Math.ceil((high - low) / 12);
    for (let value = low; value <= high; value += every) {
      add("line", { x1: xs(value), x2: xs(value), y1: line - 6, y2: line, ...stroke });
      add("text", { x: xs(value), y: line - 10, "text-anchor": "middle" }, String(value));
    }
    if (data.difference !== null) {
      const end = xs(Math.min(low + data.difference, high));
      add("path", { d: `M${xs(low)} 12V20M${xs(low)} 16H${end}M${end} 12V20`, ...stroke });
      add("text", { x: end + 6, y: 20 }, `critical difference ${number(data.difference)}`);
    }
    bars.forEach(([from, to], k) => {
      const y = line + 10 + k * 8;
      add("line", { x1: xs(from) - 4, x2: xs(to) + 4, y1: y, y2: y, stroke: "currentColor", "stroke-width": 4, class: "bar" });
    });
    ordered.forEach(([name, mean], k) => {
      const left = k < half;
      const y = first + (left ? k : ordered.length - 1 - k) * 20 + 8;
      const edge = left ? side - 8 : wide - side + 8;
      add("path", { d: `M${xs(mean).toFixed(1)} ${line}V${y}H${edge}`, ...stroke, "stroke-width": 0.8 });
      add("text", { x: left ? edge - 4 : edge + 4, y: y + 4, "font-size": size, class: "label", "text-anchor": left ? "end" : "start" },
        left ? `${name}  ${mean.toFixed(2)}` : `${mean.toFixed(2)}  ${name}`);
    });
    place.replaceChildren(root);
  }
  drawInto(place, draw);
}
