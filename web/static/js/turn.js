// One question with its answer, from the first event to the last.

import { button, folded, h, isolated } from "./dom.js";
import { count, t } from "./texts.js";
import { after, counted, refusal, sentence, stand } from "./answer.js";
import { described } from "./filters.js";

const LONG = 280; // characters of a question from which on it is folded

export class Turn {
  // `view` has peek as in answer.js, open(citation, turn, from), edit(turn) and tools(turn).
  constructor(question, filters, view) {
    Object.assign(this, { question, filters, response: null, begun: false, cited: new Map(), texts: [] });
    this.view = {
      peek: view.peek, tools: view.tools,
      open: (citation, from) => view.open(citation, this, from),
    };
    this.open = this.view.open;
    this.state = h("p", { class: "state" }, t("turn.searching"));
    this.answer = h("div", { class: "answer" });
    this.rest = h("div", { class: "rest" });
    const long = question.length > LONG;
    this.heading = h("h2", { class: long ? "question long" : "question", tabindex: "-1" }, isolated(question));
    const limits = described(filters);
    this.element = h("article", { class: "turn busy" },
      h("div", { class: "asked" }, this.heading, button(t("ask.edit"), () => view.edit(this), { class: "link edit", "aria-label": t("ask.edit.label") })),
      long ? folded(t("ask.whole"), h("p", {}, isolated(question)), { class: "whole" }) : null,
      limits ? h("p", { class: "note limits" }, isolated(limits)) : null, this.state, this.answer, this.rest);
  }

  take(event, data) {
    this.begun = true;
    if (event === "retrieved") this.retrieved(data);
    else if (event === "sentence") this.sentence(data);
    else if (event === "done") this.done(data);
  }

  retrieved(data) {
    const articles = new Set(data.passages.map((passage) => passage.article_id)).size;
    if (articles) this.state.textContent = count("turn.reading", articles);
  }

  sentence({ sentence: said, citations }) {
    for (const citation of citations) this.cited.set(citation.number, citation);
    this.texts.push(said.text);
    stand(this.answer, sentence(said, this.cited, this.view));
  }

  done(response) {
    this.response = response;
    this.cited = new Map(response.citations.map((citation) => [citation.number, citation]));
    this.element.classList.remove("busy");
    this.state.replaceChildren(...this.summary(response));
    if (!response.answered) this.answer.replaceChildren(...refusal(response, this.view, described(this.filters)));
    else if (!this.same(response) || (response.form ?? "fact") !== "fact") {
      this.answer.dataset.form = response.form ?? "fact";
      this.answer.replaceChildren();
      for (const said of response.sentences) stand(this.answer, sentence(said, this.cited, this.view));
    }
    this.answer.dataset.form = response.form ?? "fact";
    const number = response.answered ? counted(response) : null;
    if (number) this.answer.prepend(number);
    this.rest.replaceChildren(...(response.answered ? after(response, this.cited, this.view) : []), ...this.view.tools(this));
  }

  // Takes the place of the line that said what was being done, so that nothing moves.
  summary(response) {
    if (response.standalone_question !== response.question) {
      return [t("turn.standalone", { question: "" }), isolated(response.standalone_question)];
    }
    if (!response.answered) return [];
    return [t(response.generator === "extractive" ? "quote.verbatim" : "quote.checked")];
  }

  // What was streamed is what the final answer says: it stays as it stands, and nothing on the page moves.
  same(response) {
    const texts = response.sentences.map((said) => said.text);
    return texts.length === this.texts.length && texts.every((text, i) => text === this.texts[i]);
  }

  // The answer ended early: what came stays, `message` says why, `again` asks once more, `id` finds the request in the log.
  broken(message, again, id = "") {
    this.element.classList.remove("busy");
    this.state.textContent = "";
    this.rest.replaceChildren(h("p", { class: "problem" }, message, " ", button(t("turn.retry"), again, { class: "link retry" }),
      id ? h("span", { class: "note" }, " ", t("error.request", { id })) : null));
  }
}
