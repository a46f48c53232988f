// Everything that stands on the page is made to work; a link to a part that is folded away opens it.

for (const figure of document.querySelectorAll('figure[data-kind="lines"]')) lineChart(figure, DATA[figure.id]);
for (const figure of document.querySelectorAll('figure[data-kind="ranks"]')) rankDiagram(figure, DATA[figure.id]);
for (const figure of document.querySelectorAll('figure[data-kind="fronts"]')) frontBrowser(figure, DATA[figure.id]);
for (const block of document.querySelectorAll(".block.table")) sortableTable(block);
for (const block of document.querySelectorAll(".block.heat")) heatMap(block);
startDownloads(document);

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();
document.documentElement.dataset.ready = "yes";
