// The reader beside the answer: an article with its quotes marked, scrolled to one of them.

import { button, h, isolated, outside, readerUrl } from "./dom.js";
import { t } from "./texts.js";
import { cut } from "./codepoints.js";
import { origin } from "./answer.js";
import { hide as hidePeek } from "./peek.js";

const kept = new Map(); // articles already fetched, most recent last
const KEPT = 12;

async function fetched(id) {
  if (!kept.has(id)) {
    const response = await fetch(`/api/articles/${encodeURIComponent(id).replaceAll("%2F", "/")}`);
    if (!response.ok) throw new Error(String(response.status));
    kept.set(id, await response.json());
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(id);
}

const publisher = (...urls) => urls.map((url) => outside(url, t("reader.publisher"))).find(Boolean);

// Paragraphs of `text`; the spans are marked, the one at index `current` most.
export function body(text, spans, current) {
  const lines = [h("p", { dir: "auto" })];
  for (const [piece, marks] of cut(text, spans)) {
    piece.split("\n").forEach((part, i) => {
      if (i > 0 && lines.at(-1).hasChildNodes()) lines.push(h("p", { dir: "auto" }));
      if (!part) return;
      const now = marks.includes(current);
      lines.at(-1).append(marks.length ? h("mark", { class: now ? "now" : "other" }, part) : part);
    });
  }
  return lines.filter((line) => line.textContent.trim());
}

export class Reader {
  // `judge(turn, citation)` gives the thumbs for a citation, or null.
  constructor(panel, judge) {
    this.panel = panel;
    this.judge = judge;
    this.opener = null;
    this.shown = null;
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  // Shows `citation` of `turn`; `from` gets the focus back on closing.
  async open(citation, turn, from) {
    this.opener = from ?? this.opener;
    const ticket = (this.shown = { citation, turn, all: [...turn.cited.values()] });
    if (!this.isOpen) history.pushState({ reader: true }, ""); // Back closes it
    this.panel.hidden = false;
    document.body.classList.add("reading");
    point(citation, turn);
    this.draw(h("p", { class: "note" }, t("reader.loading")));
    let article;
    try {
      article = await fetched(citation.article_id);
    } catch {
      if (this.shown === ticket) this.draw(h("p", { class: "problem", role: "alert" }, t("reader.failed")));
      return;
    }
    if (this.shown !== ticket) return; // another was asked for meanwhile
    this.draw(this.story(article));
    const mark = this.panel.querySelector("mark.now");
    if (mark) centre(this.panel.querySelector(".scroll"), mark);
    this.panel.querySelector("h2").focus({ preventScroll: true });
  }

  step(by) {
    if (!this.shown) return;
    const { citation, turn, all } = this.shown;
    const next = all[all.findIndex((other) => other.number === citation.number) + by];
    if (next) this.open(next, turn);
  }

  close() {
    this.hide();
    if (history.state?.reader) history.back();
  }

  // Closes it and leaves the history as it is.
  hide() {
    this.panel.hidden = true;
    this.shown = null;
    document.body.classList.remove("reading");
    point(null, null);
    if (this.opener?.isConnected) this.opener.focus();
    hidePeek(); // what was read needs no card
    this.opener = null;
  }

  draw(content) {
    this.panel.replaceChildren(this.bar(), content);
  }

  bar() {
    const { citation, all } = this.shown;
    const at = all.findIndex((other) => other.number === citation.number);
    const arrow = (label, key, by, off) => button(label, () => this.step(by), { "aria-label": t(key), title: t(key), disabled: off });
    return h("div", { class: "bar" },
      all.length > 1 && at >= 0 ? h("div", { class: "steps" },
        arrow("‹", "reader.previous", -1, at === 0),
        h("span", {}, t("reader.position", { number: at + 1, total: all.length })),
        arrow("›", "reader.next", 1, at === all.length - 1)) : h("span"),
      button("×", () => this.close(), { class: "shut", "aria-label": t("reader.close"), title: t("reader.close") }));
  }

  story(article) {
    const { citation, turn, all } = this.shown;
    const here = all.filter((other) => other.article_id === citation.article_id && Number.isInteger(other.start) && other.end > other.start);
    return h("article", { class: "story", "aria-label": article.title, lang: article.language },
      h("header", {}, h("p", {}, origin(article)), h("h2", { tabindex: "-1" }, isolated(article.title)),
        h("p", { class: "ways" }, publisher(citation.link, article.url), " ",
          h("a", { href: readerUrl(citation) }, t("reader.page")), this.judge(turn, citation))),
      h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("reader.text") },
        article.author ? h("p", { class: "byline" }, t("reader.by", { author: article.author })) : null,
        h("div", { class: "body" }, body(article.text, here, here.findIndex((other) => other.number === citation.number)))));
  }
}

// Marks the numbers in the answer that the reader shows.
function point(citation, turn) {
  for (const chip of document.querySelectorAll(".cite[aria-current]")) chip.removeAttribute("aria-current");
  if (!citation?.number) return;
  for (const chip of turn.element.querySelectorAll(`.cite[data-number="${Number(citation.number)}"]`)) chip.setAttribute("aria-current", "true");
}

function centre(scroller, mark) {
  const box = scroller.getBoundingClientRect(), place = mark.getBoundingClientRect();
  const top = scroller.scrollTop + place.top - box.top - Math.max(40, (box.height - place.height) / 3);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollTo({ top, behavior: calm ? "instant" : "smooth" });
}
