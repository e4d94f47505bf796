// The card that shows a quote when its number is hovered or focused.

import { h, isolated } from "./dom.js";
import { t } from "./texts.js";
import { origin, pageOf } from "./answer.js";

const card = h("div", { class: "peek", id: "peek", role: "tooltip", hidden: true });
let timer = 0;
document.body.append(card);

export function peek(link, citation, support) {
  link.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "touch") timer = setTimeout(() => show(link, citation, support), 120);
  });
  link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link, citation, support); });
  link.addEventListener("pointerleave", () => { clearTimeout(timer); timer = setTimeout(hide, 200); });
  for (const event of ["blur", "click"]) link.addEventListener(event, hide);
}

card.addEventListener("pointerenter", () => clearTimeout(timer));
card.addEventListener("pointerleave", hide);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

export function hide() {
  clearTimeout(timer);
  card.hidden = true;
  document.querySelector("[aria-describedby=peek]")?.removeAttribute("aria-describedby");
}

function show(link, citation, support) {
  hide();
  card.replaceChildren(
    citation.headings ? h("p", { class: "explain" }, isolated(citation.headings)) : "",
    h("blockquote", {}, isolated(citation.quote)),
    h("p", { class: "title" }, isolated(citation.title)), h("p", {}, origin(citation), " ", pageOf(citation) ?? ""),
    support === null ? "" : h("p", { class: "explain" }, t("support.explain", { percent: Math.round(support * 100) })));
  card.hidden = false;
  link.setAttribute("aria-describedby", "peek");
  const at = link.getBoundingClientRect(), size = card.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - size.width / 2), document.documentElement.clientWidth - size.width - 8);
  const above = at.top - size.height - 8;
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(above > 8 ? above : at.bottom + 8) + scrollY}px`;
}
