// Builds elements from data. Strings become text nodes and nothing else: no markup is ever parsed.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const button = (label, action, attributes = {}) =>
  h("button", { type: "button", on: { click: action }, ...attributes }, label);

// A stretch that can be unfolded.
export const folded = (summary, content, attributes = {}) => h("details", attributes, h("summary", {}, summary), content);

// Isolates text whose direction is not known, so that it cannot reorder its neighbours.
export const isolated = (text, attributes = {}) => h("bdi", attributes, text ?? "");

// The address if a person may be sent there: http or https, a named host, no credentials. Else null.
export function safeUrl(url) {
  if (typeof url !== "string" || /[\u0000-\u0020\u007f\\]/.test(url) || !/^https?:\/\/[^/]/i.test(url)) return null;
  try {
    const parsed = new URL(url);
    return parsed.username || parsed.password ? null : parsed.href;
  } catch {
    return null;
  }
}

// A link away from here, or the bare text where the address is not safe.
export function outside(url, text) {
  const href = safeUrl(url);
  return href ? h("a", { href, rel: "noopener noreferrer nofollow", target: "_blank" }, text) : null;
}

// Only addresses of our own reader may be followed inside the page.
export const readerUrl = (citation) => {
  const start = Number(citation.start), end = Number(citation.end);
  const span = Number.isInteger(start) && Number.isInteger(end) ? `?start=${start}&end=${end}` : "";
  return `/articles/${encodeURIComponent(citation.article_id).replaceAll("%2F", "/")}${span}`;
};

const live = () => document.getElementById("live");

// Tells a screen reader, once, politely.
export function announce(text) {
  const region = live();
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}
