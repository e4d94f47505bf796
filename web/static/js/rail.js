// The list of kept conversations: open, rename, export, delete.

import { announce, button, h, isolated } from "./dom.js";
import { age, t } from "./texts.js";
import { confirmed, named } from "./dialog.js";
import { conversationMarkdown, download } from "./sharing.js";
import * as store from "./store.js";

export class Rail {
  // `open(id)` shows a conversation, `fresh()` starts one, `gone(id)` hears of a deleted one.
  constructor(panel, toggle, { open, fresh, gone }) {
    Object.assign(this, { panel, toggle, open, fresh, gone, current: null });
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      panel.hidden = !panel.hidden;
      toggle.setAttribute("aria-expanded", String(!panel.hidden));
      store.remember("rail", panel.hidden ? "closed" : "open");
    });
    const wanted = store.recall("rail");
    this.draw().then((any) => {
      panel.hidden = !(matchMedia("(min-width: 75rem)").matches && (wanted ? wanted === "open" : any));
      toggle.setAttribute("aria-expanded", String(!panel.hidden));
    });
  }

  async draw() {
    const all = await store.list();
    const empty = (await store.available) ? "keep.empty" : "keep.unavailable";
    this.panel.replaceChildren(
      button(t("ask.new"), () => this.fresh(), { class: "fresh" }),
      h("h2", { class: "unseen" }, t("keep.title")),
      all.length ? h("ul", {}, all.map((kept) => this.entry(kept))) : h("p", { class: "note" }, t(empty)),
      all.length ? h("p", { class: "note" }, t("keep.local")) : "");
    return all.length > 0;
  }

  entry(kept) {
    const link = h("a", { href: `#${kept.id}`, "aria-current": kept.id === this.current ? "page" : null, on: { click: (event) => {
      event.preventDefault();
      this.open(kept.id);
    } } }, isolated(kept.title, { class: "title" }), h("span", { class: "age" }, age(new Date(kept.updated).toISOString())));
    const menu = h("details", { class: "menu" },
      h("summary", { "aria-label": t("keep.more", { title: kept.title }) }, "⋯"),
      h("div", { class: "panel" },
        button(t("keep.rename"), () => this.rename(kept)),
        button(t("keep.export"), () => download(`${kept.title.slice(0, 60)}.md`, conversationMarkdown(kept))),
        button(t("keep.delete"), () => this.remove(kept))));
    return h("li", {}, link, menu);
  }

  async rename(kept) {
    const title = await named(t("keep.newname"), kept.title);
    if (title) await store.save({ ...(await store.load(kept.id)), title });
    await this.draw();
    this.find(kept.id)?.focus();
  }

  async remove(kept) {
    if (!(await confirmed(t("keep.confirm", { title: kept.title }), t("keep.delete")))) return;
    await store.remove(kept.id);
    this.gone(kept.id);
    await this.draw();
    this.panel.querySelector("button").focus();
    announce(t("keep.deleted"));
  }

  mark(id) {
    this.current = id;
    return this.draw();
  }

  find(id) {
    return [...this.panel.querySelectorAll("a")].find((link) => link.hash === `#${id}`);
  }
}
