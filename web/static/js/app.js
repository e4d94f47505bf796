// The chat page: wires the form, the conversation and the reader together.

import { announce } from "./dom.js";
import { t } from "./texts.js";
import { ask, Refused } from "./stream.js";
import { Reader } from "./reader.js";
import { Turn } from "./turn.js";
import { peek } from "./peek.js";

const $ = (id) => document.getElementById(id);
const form = $("composer"), field = $("question"), send = $("send"), stop = $("stop");
const HISTORY = 6, REMEMBERED = 2000; // turns and characters an answer is cut to: the body limit is 64 KiB

const reader = new Reader($("reader"));
const view = { peek, open: (citation, all, from) => reader.open(citation, all, from) };
const turns = [];
let running = null;

function filters() {
  const data = new FormData(form);
  return {
    published_from: data.get("from") || null,
    published_to: data.get("to") || null,
    source: data.getAll("source"),
  };
}

const history = (before) => turns.slice(0, before).filter((turn) => turn.response).slice(-HISTORY)
  .map(({ response }) => ({ question: response.question, answer: response.answer.slice(0, REMEMBERED) }));

function begin(question) {
  const turn = new Turn(question, view);
  turns.push(turn);
  $("welcome").hidden = true;
  $("turns").append(turn.element);
  turn.element.scrollIntoView({ block: "start" });
  return run(turn);
}

async function run(turn) {
  running?.abort();
  const control = (running = new AbortController());
  busy(true);
  try {
    const body = { question: turn.question, history: history(turns.indexOf(turn)), filters: filters() };
    for await (const [event, data] of ask(body, control.signal)) turn.take(event, data);
    announce(`${t("turn.finished")} ${turn.response.answer}`);
  } catch (error) {
    const message = error.name === "AbortError" ? t("turn.stopped")
      : error instanceof Refused && error.message ? error.message : t("turn.lost");
    turn.broken(message, () => again(turn));
    announce(message);
  } finally {
    if (running === control) { running = null; busy(false); }
  }
}

function again(turn) {
  const fresh = new Turn(turn.question, view);
  turns[turns.indexOf(turn)] = fresh;
  turn.element.replaceWith(fresh.element);
  return run(fresh);
}

function busy(on) {
  send.hidden = on;
  stop.hidden = !on;
  $("turns").setAttribute("aria-busy", String(on));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = field.value.trim();
  if (!question) return;
  field.value = "";
  field.placeholder = t("ask.placeholder.more");
  begin(question);
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
stop.addEventListener("click", () => running?.abort());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (reader.isOpen) reader.close();
  else running?.abort();
});
if (new URLSearchParams(location.search).get("q") && field.value.trim()) form.requestSubmit();
