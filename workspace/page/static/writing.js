// Writing: completion of commands, files that are dropped, and what is not sent yet. `page.js` calls it.
"use strict";

// --- writing -------------------------------------------------------------------------------------------------------------

let commands = null;
const commandsAt = () => `${location.pathname.split("/").slice(0, 3).join("/")}/commands`;

async function completions(text) {
  if (!/^\/\S*( \S*)?$/.test(text)) return [];
  commands ??= fetch(commandsAt()).then((answer) => answer.json()).catch(() => []);
  const typed = text.replace(/^\/kam ?|^\/.*$/, "");
  if (!"/kam ".startsWith(text) && !text.startsWith("/kam ")) return [];
  return (await commands).filter((one) => one.word.startsWith(typed) || one.use.startsWith(typed));
}

function writes(area) {
  const list = $(".completions", area.form);
  area.setAttribute("role", "combobox");
  area.setAttribute("aria-expanded", "false");
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  let at = -1;
  const shut = () => { list.hidden = true; at = -1; area.setAttribute("aria-expanded", "false"); area.removeAttribute("aria-activedescendant"); };
  const select = (to) => {
    at = to;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) { area.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); }
  };
  const take = () => { area.value = `/kam ${list.children[at].dataset.word} `; shut(); area.focus(); };
  const offer = async () => {
    const text = area.value, found = list.id === "text-list" ? await completions(text) : [];  // in a thread there are none
    if (area.value !== text) return;  // sent, or written on, meanwhile
    list.replaceChildren(...found.map((one, n) => {
      const made = document.createElement("li");
      Object.assign(made, { id: `${list.id}-${n}`, role: "option" });
      made.dataset.word = one.word;
      made.append(Object.assign(document.createElement("span"), { textContent: `/kam ${one.use}` }));
      made.append(Object.assign(document.createElement("small"), { textContent: one.does }));
      made.addEventListener("mousedown", (event) => { event.preventDefault(); select(n); take(); });
      return made;
    }));
    if (!found.length) return shut();
    list.hidden = false;
    area.setAttribute("aria-expanded", "true");
    select(area.value.startsWith("/kam ") && area.value.length > 5 ? 0 : -1);
  };
  area.addEventListener("input", offer);
  area.addEventListener("blur", shut);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const whole = area.value.trim() === `/kam ${list.children[at]?.dataset.word}`;
    if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      select((at + (event.key === "ArrowDown" ? 1 : -1) + list.children.length) % list.children.length);
    } else if (!list.hidden && event.key === "Escape") { event.stopPropagation(); shut(); }
    else if (!list.hidden && at >= 0 && !whole && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) { event.preventDefault(); take(); }
    else if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); shut(); area.form.requestSubmit(); }
  });
}

// --- files ---------------------------------------------------------------------------------------------------------------

const drops = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
addEventListener("dragover", (event) => { if (drops(event)) { event.preventDefault(); body.classList.add("dropping"); } });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) body.classList.remove("dropping"); });
addEventListener("drop", (event) => {
  body.classList.remove("dropping");
  if (!drops(event)) return;
  event.preventDefault();
  const form = $(".thread .composer") || $(".composer");
  const field = form && $("[type=file]", form);
  if (field) { field.files = event.dataTransfer.files; form.requestSubmit(); }
});

// --- what is not sent yet ------------------------------------------------------------------------------------------------

/** The fields that are here, with the name by which this window remembers what stands in them. */
const drafts = () => [["text", location.pathname], ["thread-text", location.pathname + location.search]]
  .map(([id, at]) => [document.getElementById(id), `${id} ${at}`]).filter(([area]) => area);

addEventListener("pagehide", () => {
  drafts().forEach(([area, name]) => area.value ? sessionStorage.setItem(name, area.value) : sessionStorage.removeItem(name));
  sessionStorage.setItem("at", document.activeElement.value ? document.activeElement.id : "");
});

/** Puts back what was written here; gives the field in which one was just writing, unless the thread covers it. */
function putBack() {
  const held = drafts().map(([area, name]) => [area, sessionStorage.getItem(name)]).filter(([area, text]) => text && !area.value);
  held.forEach(([area, text]) => { area.value = text; });
  const covered = $("#thread-text") && matchMedia("(max-width: 760px)").matches;
  return covered ? null : held.find(([area]) => area.id === sessionStorage.getItem("at"))?.[0];
}
