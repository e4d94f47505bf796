// Draws an answer: the same functions for a streamed, a finished and a reloaded one.

import { folded, h, isolated, readerUrl } from "./dom.js";
import { closest } from "./followups.js";
import { age, count, day, t } from "./texts.js";
import { cut } from "./codepoints.js";

const levels = Object.entries(JSON.parse(document.getElementById("desk").dataset.levels)); // highest first
const level = (support) => levels.find(([, least]) => support >= least)?.[0] ?? "weak";

const SURE = levels[0][0], ALSO = 2; // the highest level; further sentences that are shown unfolded
const RECENT = 60; // days: how long ago a thing was is said only of what is as new as that

function recently(iso) {
  const said = age(iso, RECENT);
  return said ? h("span", { class: "age" }, said) : null;
}

export const origin = (item) => h("span", { class: "origin" },
  item.source ? isolated(item.source, { class: "publisher" }) : null, " ",
  item.published_at
    ? [h("time", { datetime: item.published_at }, day(item.published_at)), " ", recently(item.published_at)]
    : h("span", { class: "age" }, t("date.unknown")),
  item.quality === "opening only" ? [" ", h("span", { class: "age" }, t("origin.opening"))] : null);

export const pageOf = (citation) => (citation.page ? h("span", { class: "age" }, t("origin.page", { n: citation.page })) : null);

// `view.open(citation, from)` shows a citation; `view.peek(chip, citation, support)` prepares its hover card.
const plainClick = (open) => (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return; // the browser's own ways to open a link stay
  event.preventDefault();
  open(event.currentTarget);
};

export function chip(citation, view, support = null) {
  const link = h("a", {
    class: "cite", href: readerUrl(citation), "data-number": citation.number,
    "aria-label": t("sources.open", { number: citation.number, title: citation.title ?? "" }),
    on: { click: plainClick((from) => view.open(citation, from)) },
  }, String(citation.number));
  view.peek(link, citation, support);
  return link;
}

export function sentence(data, cited, view) {
  const spans = data.highlight && level(data.support) === SURE ? [data.highlight] : []; // bold only where the reader is sure
  const words = cut(data.text, spans).map(([text, marks]) => (marks.length ? h("b", { class: "key" }, text) : text));
  const numbers = data.citations.filter((number) => cited.has(number));
  const chips = numbers.map((number) => [chip(cited.get(number), view, data.support), " "]).flat();
  const publishers = [...new Set(numbers.map((number) => cited.get(number).source).filter(Boolean))];
  const label = ["earlier", "otherwise"].includes(data.role) ? h("span", { class: "role" }, t(`role.${data.role}`)) : null;
  return h("div", { class: "claim", "data-role": data.role ?? "answer" }, label, when(data),
    h("p", { class: "sentence" }, h("bdi", {}, words), " ", chips),
    h("p", { class: "proof" }, meter(data.support), h("span", { class: "odds" }, ": ", odds(data.support)),
      data.speaker ? [" · ", t("sentence.speaker", { speaker: "" }), isolated(data.speaker)] : null,
      publishers.map((name) => [" · ", isolated(name)]).flat(),
      data.date ? h("span", { class: "of" }, " · ", h("time", { datetime: data.date }, day(data.date))) : null));
}

const odds = (support) => t("support.odds", { n: Math.min(9, Math.max(1, Math.round(support * 10))) });

// The sentence that answers stands first and large; what goes with it below, folded beyond two. Answers of other forms than
// a fact are a list: nothing stands above the rest.
export function stand(answer, claim) {
  if ((answer.dataset.form ?? "fact") !== "fact") return void answer.append(claim);
  if (!answer.querySelector(".claim")) claim.classList.add("main");
  const also = answer.querySelector(".also");
  if (claim.matches(".main, [data-role=answer]")) return void (also ? also.before(claim) : answer.append(claim));
  if (!also) return void answer.append(h("section", { class: "also" }, h("h3", {}, t("also.title")), claim));
  const more = also.querySelector("details");
  if (!more && also.querySelectorAll(".claim").length < ALSO) return void also.append(claim);
  const folds = more ?? also.appendChild(folded("", null, { class: "more" }));
  folds.append(claim);
  folds.querySelector("summary").textContent = count("also.more", folds.querySelectorAll(".claim").length);
}

// The day of a sentence, above it in a timeline and in a comparison; elsewhere it stands below.
const when = (data) => (data.date ? h("p", { class: "when" }, h("time", { datetime: data.date }, day(data.date))) : null);

export const counted = (response) => (response.counted ? h("p", { class: "counted" }, isolated(response.counted)) : null);

export const meter = (support) => h("span", { class: `support ${level(support)}` },
  h("span", { class: "bars", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
  h("span", { class: "word" }, t(`support.${level(support)}`)));

// What a disagreement below says side by side need not be said twice.
const notes = ({ notes: all = [], disagreements = [] }) => all
  .filter((note) => !disagreements.some((item) => item.values.every((value) => note.includes(value))))
  .map((note) => h("p", { class: "note" }, note));

export function after(response, cited, view) {
  return [
    response.as_of ? h("p", { class: "note" }, t("asof", { day: day(response.as_of), age: age(response.as_of) })) : null,
    notes(response),
    (response.disagreements ?? []).map((item) => disagreement(item, cited, view)),
    response.citations.length ? sources(response, view) : null,
    response.form === "timeline" ? null : timeline(response.citations, view),
  ].flat().filter(Boolean);
}

// One line an article, with the numbers of all citations that quote it.
function sources(response, view) {
  const articles = new Map();
  for (const citation of response.citations) {
    articles.set(citation.article_id, [...(articles.get(citation.article_id) ?? []), citation]);
  }
  const independent = response.independent_sources;
  return h("section", { class: "sources" },
    h("h3", {}, t("sources.title"), independent ? h("span", { class: "aside" }, count("sources.independent", independent)) : null),
    h("ul", {}, [...articles.values()].map((citations) => h("li", {},
      title(citations[0], view), h("span", { class: "numbers" }, citations.map((citation) => [chip(citation, view), pageOf(citation)])),
      origin(citations[0]), copies(citations[0])))));
}

const title = (item, view) => h("a", {
  class: "source", href: readerUrl(item), on: { click: plainClick((from) => view.open(item, from)) },
}, isolated(item.title, { class: "title" }));

function copies(citation) {
  const all = citation.copies ?? [];
  if (!all.length) return null;
  return h("details", { class: "copies" }, h("summary", {}, count("sources.copies", all.length)),
    h("ul", {}, all.map((copy) => h("li", {}, isolated(copy.source ?? copy.title), copy.published_at ? ` ${day(copy.published_at)}` : ""))));
}

function disagreement(item, cited, view) {
  return h("section", { class: "disagreement" },
    h("h3", {}, t("disagree.title")), h("p", {}, t("disagree.about", { about: item.about })),
    h("ul", { class: "sides" }, item.values.map((value, i) => {
      const citation = cited.get(item.citations[i]);
      return h("li", {}, h("p", { class: "value" }, h("b", {}, isolated(value)), " ", citation ? chip(citation, view) : null),
        citation ? [h("q", {}, isolated(citation.quote)), origin(citation)] : null);
    })));
}

function timeline(citations, view) {
  const days = new Map();
  for (const citation of citations) {
    const when = (citation.published_at ?? "").slice(0, 10);
    if (when) days.set(when, [...(days.get(when) ?? []), citation]);
  }
  if (days.size < 2) return null;
  return h("section", { class: "timeline" }, h("h3", {}, t("timeline.title")),
    h("ol", {}, [...days.keys()].sort().map((when) => h("li", {},
      h("time", { datetime: when }, day(when)), " ", days.get(when).map((citation) => chip(citation, view))))));
}

const offered = (question) => (question ? h("p", { class: "note offered" }, t("refusal.closest"), " ",
  h("a", { class: "suggestion", href: `/?${new URLSearchParams({ q: question })}` }, isolated(question))) : null);

// What the server says at length stands here part by part. `limits` names the filters the question was asked under, if any.
export function refusal(response, view, limits = "") {
  const { index } = response;
  const missing = response.missing_terms ?? [];
  if (response.form === "talk") return [h("p", { class: "sentence" }, isolated(response.answer))];
  return [
    h("p", { class: "sentence refusal" }, t("refusal.title")),
    notes(response),
    limits ? h("p", { class: "note" }, t("refusal.filtered"), " ",
      h("a", { href: `/?${new URLSearchParams({ q: response.question })}` }, t("refusal.unfiltered"))) : null,
    missing.length ? h("p", { class: "note" }, t("refusal.missing", { terms: missing.join(", ") })) : null,
    response.related.length ? h("section", { class: "sources" }, h("h3", {}, t("refusal.related")),
      h("ul", {}, response.related.map((item) => h("li", {}, title(item, view), origin(item))))) : null,
    offered(closest(response)),
    index ? h("p", { class: "note coverage" }, count("refusal.coverage", index.articles),
      index.published_from ? ` ${t("refusal.span", { from: day(index.published_from), to: day(index.published_to) })}` : "", ". ",
      h("a", { href: "/articles" }, t("refusal.browse"))) : null,
  ].flat().filter(Boolean);
}
