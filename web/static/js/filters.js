// Filters: what the form says, the address says too, and removable chips show.

import { button, h, isolated } from "./dom.js";
import { count, day, t } from "./texts.js";

export class Filters {
  constructor(form, chips) {
    this.form = form;
    this.chips = chips;
    form.addEventListener("change", () => this.show());
    this.show();
  }

  // As the API takes them.
  get value() {
    const data = new FormData(this.form);
    return { published_from: data.get("from") || null, published_to: data.get("to") || null, source: data.getAll("source"),
      article_ids: data.getAll("only"), tags: data.getAll("tag") };
  }

  // As the address says them.
  get parameters() {
    const { published_from: from, published_to: to, source, article_ids: only, tags } = this.value;
    const found = new URLSearchParams();
    if (from) found.set("from", from);
    if (to) found.set("to", to);
    for (const [key, names] of [["source", source], ["only", only], ["tag", tags]]) for (const name of names) found.append(key, name);
    return found;
  }

  show() {
    const { published_from: from, published_to: to, source, article_ids: only, tags } = this.value;
    this.chips.replaceChildren(
      ...(from ? [this.chip(t("filter.chip.from", { day: day(from) }), () => { this.form.elements.from.value = ""; })] : []),
      ...(to ? [this.chip(t("filter.chip.to", { day: day(to) }), () => { this.form.elements.to.value = ""; })] : []),
      ...source.map((name) => this.chip(name, () => { this.box(name).checked = false; })),
      ...tags.map((name) => this.chip(name, () => this.drop("tag", name))),
      ...(only.length ? [this.chip(count("filter.only", only.length), () => this.drop("only"))] : []));
    const query = this.parameters.toString();
    history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  }

  // Hidden fields of the form: what was chosen on the list of articles.
  drop(key, value) {
    for (const field of this.form.querySelectorAll(`input[name=${key}]`)) if (value === undefined || field.value === value) field.remove();
  }

  box(name) {
    return [...this.form.querySelectorAll("input[name=source]")].find((box) => box.value === name);
  }

  chip(label, remove) {
    const act = () => {
      remove();
      this.show();
      (this.chips.querySelector("button") ?? this.form.elements.question).focus();
    };
    return button([isolated(label), h("span", { "aria-hidden": "true" }, " ×")], act,
      { class: "chip", "aria-label": t("filter.remove", { name: label }) });
  }
}

// A line that says under which filters an answer was found.
export function described({ published_from: from, published_to: to, source = [], article_ids: only = [], tags = [] } = {}) {
  return [from && t("filter.chip.from", { day: day(from) }), to && t("filter.chip.to", { day: day(to) }), ...source, ...tags,
    only.length ? count("filter.only", only.length) : null]
    .filter(Boolean).join(" · ");
}
