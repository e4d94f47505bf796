// What stands under an answer: copy, share, verdicts, questions to ask next.

import { announce, button, h, isolated } from "./dom.js";
import { t } from "./texts.js";
import { described } from "./filters.js";
import { followUps } from "./followups.js";
import { apa, bibtex, copy, csl, html, markdown, plainText, questionLink, ris } from "./sharing.js";

export function tools(turn, { ask, parameters, canJudge }) {
  const { response } = turn;
  return [
    h("div", { class: "under" }, sharing(response, parameters), canJudge ? verdicts(turn) : null),
    next(followUps(response), ask),
  ].filter(Boolean);
}

function sharing(response, parameters) {
  const act = (key, values, ...made) => button(t(key, values), async (event) => {
    const done = await copy(...made.map((make) => make(response)));
    event.target.closest("details").open = false;
    said.textContent = t(done ? "copy.done" : "copy.failed");
    announce(said.textContent);
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
  const said = h("span", { class: "note" });
  return [h("details", { class: "menu" }, h("summary", {}, t("copy.title")), h("div", { class: "panel" },
    act("copy.markdown", {}, markdown), act("copy.text", {}, plainText), act("copy.html", {}, plainText, html),
    ...(response.citations.length ? [["BibTeX", bibtex], ["RIS", ris], ["CSL-JSON", csl], ["APA", apa]].map(([form, make]) => act("cite.as", { form }, make)) : []),
    act("copy.link", {}, () => questionLink(response.standalone_question, parameters())),
    button(t("print"), () => print()))), said];
}

function next(questions, ask) {
  if (!questions.length) return null;
  return h("section", { class: "next" }, h("h3", {}, t("follow.title")),
    h("div", { class: "suggestions" }, questions.map((question) => button(isolated(question), () => ask(question), { class: "suggestion" }))));
}

// Thumbs for the whole answer, or for one citation of it.
export function verdicts(turn, citation = null) {
  const kind = citation ? "citation" : "answer";
  const box = h("span", { class: "verdicts" });
  const thumb = (verdict, sign) => button(sign, () => judge(box, verdict, turn, citation), {
    class: "thumb", "aria-pressed": "false", "data-verdict": verdict,
    "aria-label": t(`feedback.${kind}.${verdict}`, { number: citation?.number ?? "" }),
  });
  box.append(thumb("up", icon()), thumb("down", icon("turned")));
  return box;
}

async function judge(box, verdict, turn, citation, reason = "") {
  const { response } = turn;
  const body = {
    verdict, reason, question: response.standalone_question, answer: response.answer, receipt: response.receipt,
    filtered: described(turn.filters) !== "",
  };
  if (citation) Object.assign(body, { article_id: citation.article_id, start: citation.start, end: citation.end });
  const sent = await fetch("/feedback", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }).then((reply) => reply.ok, () => false);
  announce(t(sent ? "feedback.thanks" : "feedback.failed"));
  for (const thumb of box.querySelectorAll(".thumb")) thumb.setAttribute("aria-pressed", String(sent && thumb.dataset.verdict === verdict));
  box.querySelector("form, .note")?.remove();
  if (!sent || reason) return void box.append(h("span", { class: "note" }, t(sent ? "feedback.thanks" : "feedback.failed")));
  const field = h("input", { type: "text", maxlength: "1000", placeholder: t("feedback.reason"), "aria-label": t("feedback.reason") });
  box.append(h("form", { class: "reason", on: { submit: (event) => {
    event.preventDefault();
    if (field.value.trim()) judge(box, verdict, turn, citation, field.value.trim());
  } } }, field, h("button", { type: "submit" }, t("feedback.send"))));
  field.focus();
}

const SVG = "http://www.w3.org/2000/svg";
const THUMB = "M7 10v9H4v-9h3Zm2 9V10l3.5-6.5c1.6 0 2.5 1 2.2 2.6L14 9h4.6c1.1 0 1.9 1 1.6 2.1l-1.6 6.4c-.2.9-1 1.5-1.9 1.5H9Z";

function icon(turned = "") {
  const picture = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  for (const [name, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", `icon ${turned}`]]) picture.setAttribute(name, value);
  path.setAttribute("d", THUMB);
  picture.append(path);
  return picture;
}
