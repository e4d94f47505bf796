// An answer with its sources as Markdown, plain text or HTML; a conversation as a file; a question as a link.

import { h, safeUrl } from "./dom.js";
import { day, t } from "./texts.js";

const escaped = (text) => String(text ?? "").replace(/[\\`*_{}[\]<>#|~]/g, "\\$&").replace(/\s+/g, " ");
const address = (citation) => safeUrl(citation.link) ?? safeUrl(citation.url);
const about = (citation) => [citation.source, day(citation.published_at)].filter(Boolean).join(", ");

const numbered = (sentence) => sentence.citations.map((number) => `[${number}]`).join("");

// What stands before a sentence and after it: its day where the answer goes by days, and who says it.
const byDay = (response, sentence) => sentence.date && (["timeline", "comparison"].includes(response.form) || sentence.role === "earlier");
const dated = (response, sentence) => (byDay(response, sentence) ? `${day(sentence.date)}: ` : "");
const spoken = (sentence) => (sentence.speaker ? ` (${t("sentence.speaker", { speaker: sentence.speaker })})` : "");
const line = (response, sentence) => `${dated(response, sentence)}${sentence.text}${spoken(sentence)}`;
const first = (response) => (response.counted ? [response.counted] : []);

export function markdown(response) {
  const lines = response.answered
    ? [...first(response).map(escaped), ...response.sentences.map((sentence) =>
      `${response.form === "fact" ? "" : "- "}${escaped(line(response, sentence))} ${numbered(sentence).replace(/[[\]]/g, "\\$&")}`)]
    : [escaped(response.answer)];
  const sources = response.citations.map((citation) => {
    const title = escaped(citation.title), url = address(citation);
    const named = url ? `[${title}](<${url.replace(/[<>]/g, encodeURIComponent)}>)` : title;
    return `${citation.number}. ${named}. ${escaped(about(citation))}\n   > ${escaped(citation.quote)}`;
  });
  return [`## ${escaped(response.question)}`, ...lines, ...(sources.length ? [sources.join("\n")] : [])].join("\n\n") + "\n";
}

export function plainText(response) {
  const lines = response.answered
    ? [...first(response), ...response.sentences.map((sentence) => `${line(response, sentence)} ${numbered(sentence)}`)] : [response.answer];
  const sources = response.citations.map((citation) =>
    [`[${citation.number}] ${citation.title}`, about(citation), address(citation)].filter(Boolean).join(". "));
  return [response.question, lines.join("\n"), sources.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

export function html(response) {
  const lines = response.answered
    ? [...first(response).map((text) => h("p", {}, text)),
      ...response.sentences.map((sentence) => h("p", {}, `${line(response, sentence)} ${numbered(sentence)}`))] : [h("p", {}, response.answer)];
  const sources = response.citations.map((citation) => {
    const url = address(citation);
    return h("li", { value: citation.number }, url ? h("a", { href: url }, citation.title) : citation.title,
      `. ${about(citation)}`, h("blockquote", {}, citation.quote));
  });
  return h("article", {}, h("h2", {}, response.question), lines, sources.length ? h("ol", {}, sources) : null).outerHTML;
}

export async function copy(text, markup = null) {
  try {
    if (markup === null) await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({
      "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([markup], { type: "text/html" }),
    })]);
    return true;
  } catch {
    return false;
  }
}

export const questionLink = (question, parameters) => {
  const query = new URLSearchParams(parameters);
  query.set("q", question);
  return `${location.origin}/?${query}`;
};

export const conversationMarkdown = (kept) =>
  [`# ${escaped(kept.title)}\n`, ...kept.turns.map((turn) => (turn.response ? markdown(turn.response) : `## ${escaped(turn.question)}\n`))].join("\n");

export function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const link = h("a", { href: url, download: name.replace(/[^\p{L}\p{N} ._-]+/gu, " ").trim() });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
