// A box at the head of the list that ticks all lines; without script each line is ticked by itself.

for (const table of document.querySelectorAll("table[data-tick-all]")) {
  const boxes = [...table.querySelectorAll('tbody input[type="checkbox"]')];
  if (boxes.length < 2) continue;
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  const label = document.createElement("label");
  label.className = "tick-all";
  label.append(box, ` ${table.dataset.tickAll}`);
  table.querySelector("thead th").append(label);
  const show = () => {
    const ticked = boxes.filter((one) => one.checked).length;
    box.checked = ticked === boxes.length;
    box.indeterminate = ticked > 0 && !box.checked;
  };
  box.addEventListener("change", () => boxes.forEach((one) => (one.checked = box.checked)));
  boxes.forEach((one) => one.addEventListener("change", show));
  show();
}
