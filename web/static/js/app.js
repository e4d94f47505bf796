// The chat page: wires the form, the conversation, the reader and what is kept.

import { Filters } from "./filters.js";
import { Rail } from "./rail.js";
import { Reader } from "./reader.js";
import { Talk } from "./talk.js";
import { listen, sheet } from "./keys.js";
import { settleMenus } from "./menus.js";
import { t } from "./texts.js";
import { verdicts } from "./tools.js";

const $ = (id) => document.getElementById(id);
const form = $("composer"), field = $("question");

const canJudge = "feedback" in $("desk").dataset;
const reader = new Reader($("reader"), (turn, citation) => (canJudge && turn.response && citation.number ? verdicts(turn, citation) : null));
const filters = new Filters(form, $("chips"));
const talk = new Talk({
  reader, filters, canJudge,
  kept: (id) => rail.mark(id), edit, busy, ask: (question) => talk.ask(question),
});
const rail = new Rail($("rail"), $("show-rail"), {
  open: async (id) => { await talk.load(id); leaveEditing(); narrow(); },
  fresh,
  gone: (id) => { if (id === talk.id) fresh(); },
});

let editing = null;

function edit(turn) {
  editing = turn;
  field.value = turn.question;
  $("editing").hidden = false;
  field.focus();
}

function leaveEditing() {
  editing = null;
  $("editing").hidden = true;
}

function busy(on) {
  $("send").hidden = on;
  $("stop").hidden = !on;
  $("turns").setAttribute("aria-busy", String(on));
  field.placeholder = t(talk.turns.length ? "ask.placeholder.more" : "ask.placeholder");
}

function fresh() {
  talk.clear();
  leaveEditing();
  narrow();
  busy(false);
  field.focus();
}

// On a small screen the list of conversations lies over the page and leaves when it has been used.
function narrow() {
  if (!matchMedia("(min-width: 75rem)").matches) $("rail").hidden = true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = field.value.trim();
  if (!question) return;
  field.value = "";
  $("filters").open = false;
  if (editing) talk.cut(editing);
  leaveEditing();
  talk.ask(question);
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
if (!CSS.supports("field-sizing", "content")) {
  field.addEventListener("input", () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  });
}
$("stop").addEventListener("click", () => { talk.stop(); field.focus(); });
$("cancel-edit").addEventListener("click", () => { leaveEditing(); field.value = ""; field.focus(); });
$("show-keys").hidden = false;
$("show-keys").addEventListener("click", sheet);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], details.filters[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const language = event.target.closest(".languages a");
  if (language) language.hash = location.hash; // the other language opens the same conversation
});
for (const link of document.querySelectorAll("#suggestions a")) {
  link.addEventListener("click", (event) => { event.preventDefault(); talk.ask(link.textContent); });
}

settleMenus();
listen({
  rests: (key) => /^[1-9/?]$/.test(key) || (reader.isOpen && /^[jk]$/.test(key)), type: () => field.focus(),
  "/": () => field.focus(), n: fresh, a: () => location.assign("/articles"), "?": sheet,
  j: () => reader.step(1), k: () => reader.step(-1), digit: (number) => talk.openCitation(number),
  Escape: () => {
    const menu = document.querySelector("details.menu[open], details.filters[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    else if (reader.isOpen) reader.close();
    else if (talk.isBusy) talk.stop();
    else if (editing) $("cancel-edit").click();
  },
});
if (history.state?.reader) history.replaceState(null, ""); // left open when the page was left
addEventListener("popstate", () => {
  if (reader.isOpen && !history.state?.reader) {
    reader.hide();
    talk.place(talk.id);
  } else if (!reader.isOpen && history.state?.reader) history.replaceState(null, "");
});
addEventListener("hashchange", () => { if (location.hash.slice(1) !== talk.id) talk.load(location.hash.slice(1)); });

// What the server answered, for a page without scripts, is asked again here: it comes from the cache.
const answered = document.querySelector("#turns .question");
const asked = (answered ?? field).textContent.trim() || field.value.trim();
if (location.hash.length > 1) talk.load(location.hash.slice(1));
else if (asked && document.body.dataset.ask !== undefined) { field.value = ""; $("turns").replaceChildren(); talk.ask(asked); }
