// Live updates, forms and focus. Without this script the page's forms work all the same.
"use strict";

const body = document.body;
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
body.classList.add("live");

// --- what changed --------------------------------------------------------------------------------------------------------

const parsed = (html) => {
  const held = document.createElement("template");
  held.innerHTML = html;
  return held.content;
};

/** Puts new content in place of old; what has a key and the same revision stays the same element. */
function merge(place, content) {
  const known = new Map($$(":scope > [data-key]", place).map((one) => [one.dataset.key, one]));
  const wanted = [...content.childNodes].map((one) => {
    const old = one.dataset && known.get(one.dataset.key);
    return old && old.dataset.rev === one.dataset.rev ? old : one;
  });
  if (wanted.some((one, at) => one !== place.childNodes[at]) || wanted.length !== place.childNodes.length) {
    const kept = new Set(wanted);
    [...place.childNodes].filter((one) => !kept.has(one)).forEach((one) => one.remove());
    wanted.forEach((one, at) => place.childNodes[at] !== one && place.insertBefore(one, place.childNodes[at] || null));
  }
}

/** Where the focus is, so that it can be put on what takes that element's place. */
function focusIn(place) {
  const at = document.activeElement;
  if (!at || !place.contains(at)) return () => {};
  const like = [...place.querySelectorAll("*")].filter((one) => one.tabIndex >= 0).indexOf(at);
  return () => {
    if (document.contains(at)) return;
    const found = at.id ? document.getElementById(at.id)
      : $$(at.tagName, place).find((one) => one.name === at.name && one.value === at.value)
        || [...place.querySelectorAll("*")].filter((one) => one.tabIndex >= 0)[like];
    (found || place).focus({ preventScroll: true });
  };
}

function change(name, rev, html) {
  const place = document.getElementById(name);
  if (!place) return;
  place.dataset.rev = rev;
  if (name === "modal") return changeModal(place, parsed(html));
  const log = place.closest(".log");
  const atEnd = log && (log.scrollHeight - log.scrollTop - log.clientHeight < 80 || Math.abs(log.scrollTop - ends.get(log)) < 4);
  const back = focusIn(place);
  merge(place, parsed(html));
  back();
  if (atEnd) toEnd(log);
}

/** The end of a log; the beginning of its last message where that is higher than what can be seen. */
function toEnd(log) {
  log.scrollTop = log.scrollHeight;
  const last = log.firstElementChild.lastElementChild;
  if (last && last.offsetHeight > log.clientHeight) log.scrollTop = last.offsetTop;
  ends.set(log, log.scrollTop);
}

/** Where each log was left by `toEnd`: one that is still there goes on to the next end. */
const ends = new WeakMap();

/** A form keeps what was typed into it, and the focus goes to what is wrong, to the field it was in, or to the title. */
function changeModal(place, content) {
  const old = $("dialog", place), next = $("dialog", content);
  if (!next) {
    old?.close();
    place.replaceChildren();
    opener?.isConnected ? opener.focus() : $("#text")?.focus();
    return;
  }
  const same = old && old.id === next.id;
  const held = same ? new FormData($("form", old)) : null;
  const focused = same && document.activeElement?.name;
  const scrolled = same ? $(".inside", old).scrollTop : 0;
  if (!old) opener = document.activeElement;
  old?.close();
  place.replaceChildren(content);
  const made = $("dialog", place);
  if (held) refill($("form", made), held);
  openModal(made);
  const wrong = $("[aria-invalid=true]", made);
  const first = wrong || (focused && $(`[name="${CSS.escape(focused)}"]`, made));
  $(".inside", made).scrollTop = scrolled;
  (first || $("h2", made)).focus();
  if (wrong) hear($$(".error", made).map((one) => one.textContent).join(" "));
}

let opener = null;

function openModal(dialog) {
  dialog.removeAttribute("open");
  dialog.showModal();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    const shut = $("button[formaction$='act/close']", dialog);
    send(shut.form, shut);
  });
}

function refill(form, held) {
  for (const one of $$("[name^='v:']", form)) {
    const values = held.getAll(one.name);
    if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
    else if (one.multiple) [...one.options].forEach((option) => { option.selected = values.includes(option.value); });
    else if (values.length && (one.tagName !== "SELECT" || [...one.options].some((option) => option.value === values[0]))) one.value = values[0];
  }
}

function hear(text) {
  const place = $("#heard");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 60);
}

/** What went wrong is no news any more once something went right. */
const unsay = () => $$(".said").forEach((one) => one.remove());

/** Says what went wrong in the form, the thread or the channel, wherever one is: a phone's thread covers the channel. */
function notice(text) {
  const form = $("dialog[open] .inside"), inMain = $("#main").contains(document.activeElement);
  unsay();
  const said = document.createElement("p");
  said.className = "error said";
  said.role = "alert";
  said.textContent = text;
  if (form) form.prepend(said);
  else ((!inMain && $(".thread > header")) || $("#banner")).after(said);
  setTimeout(() => said.remove(), 8000);
}

/** Says that nothing comes any more: for a while, or because this page's run is over and another one answers. */
async function tellLost() {
  const answer = await fetch(commandsAt()).catch(() => null);
  if (body.dataset.live === "yes") return;
  $("#banner").replaceChildren(parsed("<p class=lost></p>"));
  $("#banner .lost").textContent = answer?.status === 403 ? body.dataset.gone : body.dataset.lost;
}

let pause = 300, lost = 0;

function connect() {
  const has = $$("[data-region]").map((one) => `has=${one.id}.${one.dataset.rev}`).join("&");
  const path = location.pathname.replace(/^\/w\//, "/live/");
  const thread = new URLSearchParams(location.search).get("thread");
  const socket = new WebSocket(`ws://${location.host}${path}?${thread ? `thread=${encodeURIComponent(thread)}&` : ""}${has}`);
  socket.onopen = () => { pause = 300; clearTimeout(lost); if ($("#banner .lost")) $("#banner").replaceChildren(); body.dataset.live = "yes"; };
  socket.onmessage = (event) => Object.entries(JSON.parse(event.data)).forEach(([name, [rev, html]]) => change(name, rev, html));
  socket.onclose = () => {
    body.dataset.live = "no";
    clearTimeout(lost);
    lost = setTimeout(tellLost, 1500);
    setTimeout(connect, pause);
    pause = Math.min(pause * 2, 5000);
  };
}

// --- what one does -------------------------------------------------------------------------------------------------------

/** Milliseconds for which a button that was pressed takes no second click: until the app has answered, mostly. */
const CALM = 800;

async function send(form, submitter, extra = {}, to = submitter?.getAttribute("formaction") || form.getAttribute("action")) {
  const held = new FormData(form, submitter || undefined);
  Object.entries(extra).forEach(([name, value]) => held.set(name, value));
  const files = [...held.values()].some((one) => one instanceof File && one.name);
  const content = files ? held : new URLSearchParams([...held].filter(([, value]) => typeof value === "string"));
  let calm = 0;
  submitter?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(to, { method: "POST", body: content, headers: { "X-Live": "1", "X-Page": location.pathname + location.search } });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) unsay();
    if (said.error || !(answer.ok || said.to)) notice(said.error || (answer.status === 403 ? body.dataset.gone : body.dataset.lost));
    if (said.to) location.assign(said.to);
    if (answer.ok && ["act/press", "act/submit"].includes(to)) calm = CALM;
    return answer.ok;
  } catch {
    notice(body.dataset.lost);
    return false;
  } finally {
    setTimeout(() => submitter?.removeAttribute("aria-disabled"), calm);
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (button?.getAttribute("aria-disabled") || (button && !(await sure(button)))) return;
  const menu = button?.closest("details");
  menu?.removeAttribute("open");
  if (menu) $("summary", menu).focus();  // where one is again once a form that it opens is closed
  const text = $("textarea[data-completes]", form), typed = text?.value;
  if (text && !button?.value && !typed.trim() && !$("[type=file]", form).files.length) return;
  if (text) text.value = "";
  const went = await send(form, button, text && !button?.value ? { text: typed } : {});
  if (text && went) $("[type=file]", form).value = "";
  else if (text) text.value = text.value ? `${typed}\n${text.value}` : typed;  // before what was written meanwhile
});

document.addEventListener("change", (event) => {
  const one = event.target;
  if (one.dataset.act) send(one.form, null, { press: one.dataset.act }, "act/press");
  else if (one.type === "file" && one.files.length) one.form.requestSubmit();
});

/** What is missing is said in the reader's language. */
document.addEventListener("invalid", (event) => {
  if (event.target.validity.valueMissing) event.target.setCustomValidity(body.dataset.required);
}, true);
document.addEventListener("input", (event) => event.target.setCustomValidity?.(""), true);

// --- begin ---------------------------------------------------------------------------------------------------------------

$$("textarea[data-completes]").forEach(writes);
const was = putBack();
$$(".log").forEach(toEnd);
const standing = $("#modal dialog");
if (standing) { openModal(standing); $("h2", standing).focus(); }
else if (matchMedia("(hover: hover)").matches) (was || $("#thread-text") || $("#text"))?.focus({ preventScroll: true });
connect();
