// Menus behind three dots, and what a button asks before it does anything. `page.js` calls it.
"use strict";

/** Asks back where a button wants that. */
function sure(button) {
  const { askTitle, askText, askConfirm, askDeny } = button.dataset;
  if (askTitle === undefined) return Promise.resolve(true);
  const dialog = document.createElement("dialog");
  dialog.className = "asks";
  dialog.innerHTML = '<form method="dialog"><div class="head"><h2 id="asks" tabindex="-1"></h2></div><div class="inside"><p></p></div>'
    + '<div class="foot"><button class="button" value="no"></button><button class="button primary" value="yes"></button></div></form>';
  dialog.setAttribute("aria-labelledby", "asks");
  $("h2", dialog).textContent = askTitle;
  $("p", dialog).textContent = askText;
  const [no, yes] = $$("button", dialog);
  [no.textContent, yes.textContent] = [askDeny, askConfirm];
  body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); done(dialog.returnValue === "yes"); });
  });
}

document.addEventListener("click", (event) => {
  $$("details.overflow[open]").filter((one) => !one.contains(event.target)).forEach((one) => one.removeAttribute("open"));
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.overflow[open]");
  if (!menu) return;
  const items = $$("[role=menuitem]", menu), at = items.indexOf(document.activeElement);
  if (event.key === "Escape") { menu.removeAttribute("open"); $("summary", menu).focus(); }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); items[(at + step + items.length) % items.length].focus(); }
});
