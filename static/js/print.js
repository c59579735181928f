// Show the print button where the browser can print from a script; without scripts there is the browser's own menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
