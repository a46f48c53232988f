// Line charts: choices, legend with the values at the cursor, a cursor by pointer and by arrow keys.

function lineChart(figure, data) {
  const place = figure.querySelector(".drawing");
  const selects = [...figure.querySelectorAll("select[data-choice]")];
  const hidden = new Set();
  let cursor = null;
  const bands = html("input", { type: "checkbox" });
  if (Object.values(data.views).some((view) => view.lines.some((line) => line.low))) {
    bands.checked = data.series.length <= 5; // more of them hide each other
    const controls = figure.querySelector(".controls") ?? html("div", { class: "controls" });
    controls.append(html("label", {}, bands, "bands"));
    place.before(controls);
    bands.addEventListener("change", () => again());
  }
  const legend = html("ul", { class: "legend" });
  const said = html("p", { class: "cursor", "aria-live": "polite" });
  const note = html("p", { class: "note" });
  place.after(said, legend, note);
  const series = new Map(data.series.map((each) => [each.name, each]));
  const view = () => data.views[selects.map((select) => select.value).join("|")];

  function draw(width) {
    const shown = view();
    place.replaceChildren();
    if (!shown) {
      place.append(html("p", {}, "Nothing was recorded for this choice."));
      legend.replaceChildren();
      said.textContent = "";
      return;
    }
    const lines = shown.lines.filter((line) => !hidden.has(line.series));
    const xr = extent(shown.lines.flatMap((line) => line.x), shown.x_log);
    const all = lines.flatMap((line) => (bands.checked ? [...line.y, ...(line.low ?? []), ...(line.high ?? [])] : line.y));
    let yr = extent(all, shown.y_log);
    if (xr === null || yr === null) {
      place.append(html("p", {}, "No finite value to draw."));
      yr = yr ?? [0.1, 1];
    }
    if (xr !== null) drawLines(shown, lines, xr, yr, width);
    note.textContent = [shown.note, shown.y_log && all.some((value) => value === 0)
      ? "A value of 0 has no place on a logarithmic axis and is drawn at its lower end." : ""].join(" ").trim();
  }

  function drawLines(shown, lines, xr, yr, width) {
    const height = Math.round(Math.min(380, Math.max(240, width * 0.5)));
    const label = `${data.caption} ${shown.y} against ${shown.x}. Arrow keys move the cursor.`;
    const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, tabindex: 0, role: "img", "aria-label": label });
    const linear = !shown.x_log && xr[0] < 0 && Math.min(...shown.lines.flatMap((line) => line.x)) >= 0;
    const box = frame(root, width, height,
      { range: linear ? [0, xr[1]] : xr, log: shown.x_log, title: shown.x }, { range: yr, log: shown.y_log, title: shown.y });
    const clampY = (value) => Math.min(box.bottom, Math.max(box.top, box.ys(shown.y_log ? Math.max(value, yr[0]) : value)));
    const points = (line, values) => {
      const found = [];
      line.x.forEach((x, k) => {
        if (values[k] === null || (shown.x_log && x <= 0)) return;
        const px = box.xs(x);
        if (shown.step && found.length) found.push([px, found[found.length - 1][1]]);
        found.push([px, clampY(values[k])]);
      });
      return found;
    };
    const path = (pairs) => pairs.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
    for (const line of lines.filter((each) => each.low && bands.checked)) {
      const outline = [...points(line, line.high), ...points(line, line.low).reverse()];
      root.append(svg("path", { d: `${path(outline)}Z`, fill: ink(series.get(line.series).color), class: "band" }));
    }
    for (const line of lines) {
      const look = series.get(line.series);
      const pairs = points(line, line.y);
      root.append(svg("path", { d: path(pairs), fill: "none", stroke: ink(look.color), "stroke-width": 2,
        "stroke-dasharray": look.dash, "data-series": line.series }));
      for (const part of [0.15, 0.5, 0.85]) {
        const at = pairs[Math.floor((pairs.length - 1) * part)];
        if (at) root.append(marker(look.marker, at[0], at[1], 3.6, { fill: ink(look.color) }));
      }
    }
    const rule = svg("line", { class: "rule", y1: box.top, y2: box.bottom });
    root.append(rule);
    place.append(root);
    const grid = [...new Set(shown.lines.flatMap((line) => line.x))].filter((x) => !shown.x_log || x > 0).sort((a, b) => a - b);
    const move = (position) => {
      cursor = Math.max(0, Math.min(grid.length - 1, position));
      const at = box.xs(grid[cursor]).toFixed(1);
      rule.setAttribute("x1", at);
      rule.setAttribute("x2", at);
      readOut(shown, grid[cursor]);
    };
    root.addEventListener("pointermove", (event) => {
      const x = ((event.clientX - root.getBoundingClientRect().left) / root.getBoundingClientRect().width) * width;
      let best = 0;
      grid.forEach((value, k) => { if (Math.abs(box.xs(value) - x) < Math.abs(box.xs(grid[best]) - x)) best = k; });
      move(best);
    });
    root.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
      if (!(event.key in steps)) return;
      event.preventDefault();
      move(cursor + steps[event.key]);
    });
    move(cursor ?? Math.round((grid.length - 1) * shown.cursor));
  }

  function readOut(shown, x) {
    said.textContent = `At ${number(x)} (${shown.x})${data.band ? `: ${data.band}` : ""}`;
    legend.replaceChildren(...shown.lines.map((line) => {
      const look = series.get(line.series);
      let k = -1;
      line.x.forEach((value, position) => { if (value <= x * (1 + 1e-12)) k = position; });
      if (!shown.step) k = line.x.indexOf(x);
      const band = k >= 0 && line.low ? ` [${number(line.low[k])}, ${number(line.high[k])}]` : "";
      const button = html("button", { type: "button", "aria-pressed": String(!hidden.has(line.series)) },
        sample(look), look.label);
      button.addEventListener("click", () => {
        if (!hidden.delete(line.series)) hidden.add(line.series);
        again();
        figure.querySelectorAll(".legend button")[shown.lines.indexOf(line)].focus();
      });
      return html("li", {}, button, html("span", {}, `${k >= 0 ? number(line.y[k]) : "–"}${band}${x > line.x[line.x.length - 1] * (1 + 1e-9) ? " (ended)" : ""}`));
    }));
  }

  const again = drawInto(place, draw);
  for (const select of selects) select.addEventListener("change", () => { cursor = null; again(); });
  // what the downloads give: the view that is shown
  figure.rows = () => {
    const shown = view();
    const rows = (shown ? shown.lines : []).flatMap((line) =>
      line.x.map((x, k) => [line.series, x, line.y[k], line.low ? line.low[k] : null, line.high ? line.high[k] : null]));
    return { columns: ["series", shown ? shown.x : "x", shown ? shown.y : "y", "low", "high"], rows };
  };
  figure.choice = () => selects.map((select) => select.value);
}
