// One question with its answer, from the first event to the last.

import { button, h, isolated } from "./dom.js";
import { count, t } from "./texts.js";
import { after, refusal, sentence } from "./answer.js";

export class Turn {
  // `view.open` and `view.peek` as in answer.js; `view.tools(turn)` gives what stands under a finished answer.
  constructor(question, view) {
    this.question = question;
    this.response = null;
    this.cited = new Map();
    this.texts = [];
    this.view = {
      ...view,
      open: (citation, from) => view.open(citation, [...this.cited.values()], from),
      judge: view.judge ? (citation) => view.judge(this, citation) : undefined,
    };
    this.standalone = h("p", { class: "standalone", hidden: true });
    this.state = h("p", { class: "state" }, t("turn.searching"));
    this.answer = h("div", { class: "answer" });
    this.rest = h("div", { class: "rest" });
    this.tools = h("div", { class: "under" });
    this.heading = h("h2", { class: "question", tabindex: "-1" }, isolated(question));
    this.element = h("article", { class: "turn busy" },
      h("div", { class: "asked" }, this.heading, view.edit ? button(t("ask.edit"), () => view.edit(this), { class: "link edit" }) : null),
      this.standalone, this.state, this.answer, this.rest, this.tools);
  }

  take(event, data) {
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
    this.answer.append(sentence(said, this.cited, this.view));
  }

  done(response) {
    this.response = response;
    this.cited = new Map(response.citations.map((citation) => [citation.number, citation]));
    this.element.classList.remove("busy");
    this.state.remove();
    if (response.standalone_question !== response.question) {
      this.standalone.textContent = t("turn.standalone", { question: response.standalone_question });
      this.standalone.hidden = false;
    }
    if (!response.answered) this.answer.replaceChildren(...refusal(response, this.view));
    else if (!this.same(response)) {
      this.answer.replaceChildren(...response.sentences.map((said) => sentence(said, this.cited, this.view)));
    }
    this.rest.replaceChildren(...(response.answered ? after(response, this.cited, this.view) : []));
    this.tools.replaceChildren(...(this.view.tools?.(this) ?? []));
  }

  // What was streamed is what the final answer says: it stays as it stands, and nothing on the page moves.
  same(response) {
    const texts = response.sentences.map((said) => said.text);
    return texts.length === this.texts.length && texts.every((text, i) => text === this.texts[i]);
  }

  // The answer ended early: what came stays, `message` says why, `again` asks once more.
  broken(message, again) {
    this.element.classList.remove("busy");
    this.state.remove();
    this.tools.replaceChildren(h("p", { class: "problem" }, message, " ", button(t("turn.retry"), again, { class: "link retry" })));
  }
}
