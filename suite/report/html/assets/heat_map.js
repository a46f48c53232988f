// Heat maps: which measure is shown, and whether rank or value shades the cells.

function heatMap(block) {
  const measure = block.querySelector('select[data-role="measure"]');
  const shade = block.querySelector('select[data-role="shade"]');
  const maps = [...block.querySelectorAll(".map")];
  function show() {
    const part = shade.value === "rank" ? 0 : 1;
    for (const map of maps) {
      map.hidden = map.dataset.measure !== measure.value;
      for (const cell of map.querySelectorAll("td[data-shades]")) cell.className = `h${cell.dataset.shades.split(" ")[part]}`;
    }
  }
  measure.addEventListener("change", show);
  shade.addEventListener("change", show);
  show();
}
