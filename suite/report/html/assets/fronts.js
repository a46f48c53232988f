// The front browser: the exact front, what each method found, the architecture under the pointer or the arrow keys.

function frontBrowser(figure, data) {
  const place = figure.querySelector(".drawing");
  const panel = figure.querySelector(".cell");
  const select = figure.querySelector('select[data-role="problem"]');
  const legend = html("ul", { class: "legend" });
  const help = html("p", { class: "cursor" },
    "Point at a mark, or use the arrow keys in the chart, to see the architecture. A fuller mark was found by more of the runs.");
  place.parentElement.after(help, legend);
  const hidden = new Set();
  let chosen = null;
  const problem = () => data.problems[select.value];

  function draw(width) {
    const found = problem();
    const height = Math.round(Math.min(440, Math.max(280, width * 0.62)));
    const label = `${select.selectedOptions[0].textContent}: ${found.y} against ${found.x}`;
    const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, tabindex: 0, role: "img", "aria-label": label });
    const shown = data.series.filter((each) => found.sets[each.name] && !hidden.has(each.name));
    const used = new Set([...found.exact, ...shown.flatMap((each) => found.sets[each.name][0])]);
    const positions = [...used].sort((a, b) => found.values[a][0] - found.values[b][0] || found.values[a][1] - found.values[b][1]);
    const values = positions.map((position) => found.values[position]);
    const box = frame(root, width, height,
      { range: extent(values.map(([x]) => x), false), log: false, title: found.x },
      { range: extent(values.map(([, y]) => y), false), log: false, title: found.y });
    const at = (position) => [box.xs(found.values[position][0]), box.ys(found.values[position][1])];
    for (const each of shown) {
      const [positions_, counts] = found.sets[each.name];
      positions_.forEach((position, k) => {
        const share = counts[k] / found.runs[each.name];
        root.append(marker(each.marker, ...at(position), 4.2,
          { fill: ink(each.color), "fill-opacity": (0.15 + 0.85 * share).toFixed(2), stroke: ink(each.color), "data-series": each.name }));
      });
    }
    const steps = found.exact.map((position, k) => {
      const [x, y] = at(position);
      return k ? `H${x.toFixed(1)}V${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    root.append(svg("path", { d: steps.join(""), class: "exact" }));
    for (const position of found.exact) root.append(marker("o", ...at(position), 2.6, { class: "exact-point" }));
    const ring = svg("circle", { r: 8, class: "ring", visibility: "hidden" });
    root.append(ring);
    const show = (position) => {
      chosen = position;
      const [x, y] = at(position);
      ring.setAttribute("cx", x);
      ring.setAttribute("cy", y);
      ring.setAttribute("visibility", "visible");
      panel.replaceChildren(...describeCell(data.cells, found.cells[position], facts(found, position)));
    };
    root.addEventListener("pointermove", (event) => {
      const rectangle = root.getBoundingClientRect();
      const [px, py] = [event.clientX - rectangle.left, event.clientY - rectangle.top];
      let best = null;
      let nearest = 16 ** 2;
      for (const position of positions) {
        const [x, y] = at(position);
        const distance = (x - px) ** 2 + (y - py) ** 2;
        if (distance < nearest) [best, nearest] = [position, distance];
      }
      if (best !== null && best !== chosen) show(best);
    });
    root.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      show(positions[Math.max(0, Math.min(positions.length - 1, positions.indexOf(chosen) + step))]);
    });
    place.replaceChildren(root);
    if (chosen === null || !used.has(chosen)) chosen = found.exact[Math.floor(found.exact.length / 2)] ?? positions[0];
    if (chosen !== undefined) show(chosen);
    drawLegend(found);
  }

  function facts(found, position) {
    const said = [`${found.x}: ${number(found.values[position][0])}; ${found.y}: ${number(found.values[position][1])}`];
    if (found.exact.includes(position)) said.push("On the exact front.");
    const by = data.series.filter((each) => found.sets[each.name]?.[0].includes(position)).map((each) => {
      const [positions, counts] = found.sets[each.name];
      return `${each.label} (${counts[positions.indexOf(position)]} of ${found.runs[each.name]} runs)`;
    });
    said.push(by.length ? `On the front of ${by.join(", ")}.` : "On the front of no run.");
    return said;
  }

  function drawLegend(found) {
    const exact = html("li", {}, svg("svg", { width: 36, height: 14, class: "sample" }, svg("path", { d: "M1 2H18V12H35", class: "exact" })), html("em", {}, "exact front"));
    legend.replaceChildren(exact, ...data.series.filter((each) => found.sets[each.name]).map((each) => {
      const button = html("button", { type: "button", "aria-pressed": String(!hidden.has(each.name)) }, sample(each, false), each.label);
      button.addEventListener("click", () => {
        if (!hidden.delete(each.name)) hidden.add(each.name);
        again();
        [...legend.querySelectorAll("button")].find((other) => other.textContent === each.label)?.focus();
      });
      return html("li", {}, button);
    }));
  }

  const again = drawInto(place, draw);
  select.addEventListener("change", () => { chosen = null; again(); });
  figure.rows = () => {
    const found = problem();
    const rows = [["exact front", found.exact, null], ...Object.entries(found.sets).map(([name, [positions, counts]]) => [name, positions, counts])]
      .flatMap(([name, positions, counts]) => positions.map((position, k) =>
        [name, data.cells.indices[found.cells[position]], cellString(data.cells, found.cells[position]), ...found.values[position],
          counts ? counts[k] : null, counts ? found.runs[name] : null]));
    return { columns: ["set", "index", "architecture", found.x, found.y, "found_by_runs", "runs"], rows };
  };
  figure.choice = () => [select.value];
}
