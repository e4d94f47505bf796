// Single-key shortcuts, off while a person writes, and the sheet that lists them.

import { h } from "./dom.js";
import { t } from "./texts.js";
import { told } from "./dialog.js";
import { recall, remember } from "./store.js";

const SHEET = [["/", "keys.ask"], ["n", "keys.new"], ["1 … 9", "keys.open"], ["j  k", "keys.step"], ["a", "keys.articles"],
  ["Esc", "keys.escape"], ["?", "keys.help"]];
const enabled = () => recall("keys") !== "off";

export function sheet() {
  const box = h("input", { type: "checkbox", checked: enabled(), on: { change: () => remember("keys", box.checked ? "on" : "off") } });
  return told(t("keys.title"), [
    h("dl", { class: "keys" }, SHEET.map(([keys, text]) => [
      h("dt", {}, keys.split("  ").map((key) => [h("kbd", {}, key), " "]).flat()), h("dd", {}, t(text))]).flat()),
    h("label", { class: "choice" }, box, t("keys.enabled"))]);
}

// `actions` maps a key to what it does; a digit calls `actions.digit(n)`.
export function listen(actions) {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "Escape") return void (document.querySelector("dialog[open]") ?? actions.Escape());
    if (target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    // After a question the focus rests on it: what is no shortcut of an answer begins the next question.
    if (target.matches(".question") && key.length === 1 && key !== " " && !(enabled() && actions.rests(key))) return void actions.type();
    if (!enabled()) return;
    const action = /^[1-9]$/.test(key) ? () => actions.digit(Number(key)) : actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
