// One conversation: its turns, the question that is being answered, and its place in the store.

import { announce } from "./dom.js";
import { t } from "./texts.js";
import { ask, Refused } from "./stream.js";
import { peek } from "./peek.js";
import { tools } from "./tools.js";
import { Turn } from "./turn.js";
import * as store from "./store.js";

const HISTORY = 6, REMEMBERED = 1000; // turns and characters an answer is cut to: the body limit is 64 KiB
const $ = (id) => document.getElementById(id);

export class Talk {
  // `page` has reader, filters, canJudge and the callbacks kept(id), edit(turn), busy(on), ask(question).
  constructor(page) {
    this.page = page;
    this.turns = [];
    this.id = "";
    this.running = null;
    this.view = {
      peek, edit: page.edit,
      open: (citation, turn, from) => page.reader.open(citation, turn, from),
      tools: (turn) => tools(turn, { ask: page.ask, canJudge: page.canJudge, parameters: () => page.filters.parameters }),
    };
  }

  get isBusy() {
    return this.running !== null;
  }

  ask(question) {
    const turn = this.add(question, this.page.filters.value);
    turn.element.scrollIntoView({ block: "start" });
    turn.heading.focus({ preventScroll: true }); // out of the field: the shortcuts work, and what is typed goes back there
    return this.run(turn);
  }

  add(question, filters) {
    const turn = new Turn(question, filters, this.view);
    this.turns.push(turn);
    $("welcome").hidden = true;
    $("turns").append(turn.element);
    return turn;
  }

  async run(turn) {
    this.stop();
    const control = (this.running = new AbortController());
    this.page.busy(true);
    try {
      const body = { question: turn.question, history: this.history(turn), filters: turn.filters };
      for await (const [event, data] of ask(body, control.signal)) turn.take(event, data);
      announce(`${t("turn.finished")} ${turn.response.answer}`);
    } catch (error) {
      this.failed(turn, error);
    } finally {
      if (this.running === control) {
        this.running = null;
        this.page.busy(false);
      }
    }
    if (this.turns.includes(turn)) await this.keep();
  }

  failed(turn, error) {
    const message = error.name === "AbortError" ? t("turn.stopped")
      : error instanceof Refused ? error.message || t("error.server")
      : t(turn.begun ? "turn.lost" : "error.unreachable");
    turn.broken(message, () => this.again(turn), error.id);
    announce(message);
  }

  // Asks the question of `turn` once more, in its place.
  again(turn) {
    const fresh = new Turn(turn.question, turn.filters, this.view);
    this.turns[this.turns.indexOf(turn)] = fresh;
    turn.element.replaceWith(fresh.element);
    fresh.heading.focus();
    return this.run(fresh);
  }

  stop() {
    this.running?.abort();
    this.running = null;
  }

  history(turn) {
    return this.turns.slice(0, this.turns.indexOf(turn)).filter((earlier) => earlier.response).slice(-HISTORY)
      .map(({ response }) => ({ question: response.question, answer: response.answer.slice(0, REMEMBERED) }));
  }

  // Takes `turn` and all after it away.
  cut(turn) {
    this.stop();
    for (const gone of this.turns.splice(this.turns.indexOf(turn))) gone.element.remove();
  }

  clear() {
    this.stop();
    this.turns = [];
    this.page.reader.hide();
    $("turns").replaceChildren();
    $("welcome").hidden = false;
    this.place("");
  }

  place(id) {
    this.id = id;
    document.title = this.turns.length ? `${this.turns[0].question} · Quoth` : "Quoth";
    const query = this.page.filters.parameters.toString();
    history.replaceState(this.page.reader.isOpen ? history.state : null, "", `/${query ? `?${query}` : ""}${id ? `#${id}` : ""}`);
    return this.page.kept(id);
  }

  async keep() {
    const id = this.id || store.newId();
    const before = (await store.load(id)) ?? { id, title: this.turns[0].question };
    const turns = this.turns.map(({ question, filters, response }) => ({ question, filters, response }));
    await store.save({ ...before, turns, updated: Date.now() });
    await this.place(id);
  }

  async load(id) {
    const kept = await store.load(id);
    this.clear();
    if (!kept) return;
    for (const { question, filters, response } of kept.turns) {
      const turn = this.add(question, filters);
      if (response) turn.done(response);
      else turn.broken(t("turn.stopped"), () => this.again(turn));
    }
    await this.place(id);
    this.page.busy(false);
  }

  openCitation(number) {
    const turn = this.turns.findLast((earlier) => earlier.cited.has(number));
    if (turn) turn.open(turn.cited.get(number), turn.element.querySelector(`.cite[data-number="${number}"]`));
  }
}
