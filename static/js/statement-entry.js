// Live sums on the page on which a statement is typed: beside each total stands what its rows add up to, and by how
// much it differs. It tells only; what counts is checked again on the server. Numbers are summed as whole
// millionths of the unit, so that nothing is lost to fractions.

const SUMS = {
  vehicle: ["vehicle_purchase", "vehicle_running"],
  total: ["abroad", "vehicle", "reception"],
};
const PLACES = 6;
const AMOUNT = /^[-+]?¥?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;

for (const form of document.querySelectorAll("[data-statement-entry]")) start(form);

function start(form) {
  form.addEventListener("input", () => showAll(form));
  showAll(form);
}

function showAll(form) {
  const columns = new Set([...form.querySelectorAll("td[data-column]")].map((cell) => cell.dataset.column));
  for (const column of columns) {
    for (const [total, parts] of Object.entries(SUMS)) show(form, column, total, parts);
  }
}

function show(form, column, total, parts) {
  const cellOf = (row) => form.querySelector(`td[data-row="${row}"][data-column="${column}"]`);
  const output = cellOf(total).querySelector("output");
  const amounts = parts.map((row) => amountOf(cellOf(row)));
  const printed = amountOf(cellOf(total));
  output.classList.remove("differs");
  output.textContent = "";
  if (amounts.every((amount) => amount === null)) return;
  const sum = amounts.reduce((all, amount) => all + (amount ?? 0n), 0n);
  const words = `${form.dataset.sumWords} ${write(sum)}`;
  const differs = printed !== null && printed !== sum;
  output.classList.toggle("differs", differs);
  output.textContent = differs ? `${words}；${form.dataset.differsWords} ${write(printed - sum)}` : words;
}

// The amount of a cell as a whole number of the smallest part; null where it holds none, or one only the server reads.
function amountOf(cell) {
  const text = narrow(cell.querySelector("input").value).replace(/\s/g, "");
  if (cell.querySelector("select").value || !AMOUNT.test(text)) return null;
  const [whole, places = ""] = text.replace(/[¥,+]/g, "").split(".");
  if (places.length > PLACES) return null;
  const digits = BigInt(whole.replace("-", "") + places.padEnd(PLACES, "0"));
  return text.startsWith("-") ? -digits : digits;
}

function narrow(text) {
  return text.replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/￥/g, "¥");
}

function write(amount) {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(PLACES + 1, "0");
  const places = digits.slice(-PLACES).replace(/0{1,4}$/, "");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -PLACES)}.${places}`;
}
