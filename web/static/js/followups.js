// Questions that an answer invites: about the names its sources speak of and the question did not.

const NAME = /(?<=[\p{Ll}\p{N},;:] )\p{Lu}[\p{L}\p{N}&'’-]+(?: \p{Lu}[\p{L}\p{N}&'’-]+){0,3}/gu;
const COMMON = new Set(("Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July " +
  "August September October November December The A An He She It They We Mr Mrs Ms Dr In On At I").split(" "));
const DULL = "what when where which that this with from have does reported about said".split(" ");
const MOST = 3;

// Of the questions that the index is known to answer the one that shares most words with what was asked and what is nearest.
export function closest(response) {
  const words = (text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu));
  const near = words([response.standalone_question, ...response.related.map((item) => item.title)].join(" "));
  for (const dull of DULL) near.delete(dull);
  const shared = (question) => [...words(question)].filter((word) => near.has(word)).length;
  const known = [...document.querySelectorAll("#suggestions a")].map((link) => [shared(link.textContent), link.textContent.trim()]);
  return known.filter(([n]) => n > 0).sort((a, b) => b[0] - a[0])[0]?.[1];
}

// In the language of the articles, as they are what is asked. At most three.
export function followUps(response) {
  const asked = `${response.question} ${response.standalone_question}`.toLowerCase();
  const seen = new Map();
  for (const text of [...response.citations.map((citation) => citation.quote), ...response.related.map((item) => item.title)]) {
    for (const [name] of (text ?? "").matchAll(NAME)) {
      const fresh = !COMMON.has(name) && !name.toLowerCase().split(" ").some((word) => asked.includes(word));
      if (fresh) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  return [...seen].sort((a, b) => b[1] - a[1]).slice(0, MOST).map(([name]) => `What about ${name}?`);
}
