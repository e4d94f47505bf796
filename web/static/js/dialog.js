// Small questions to the person, in a dialog that holds the focus and gives it back.

import { button, h } from "./dom.js";
import { t } from "./texts.js";

function show(title, content, ...actions) {
  const dialog = h("dialog", { "aria-label": title }, content, h("p", { class: "actions" }, actions));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(""); });
  });
}

const closing = (label, value, attributes) => button(label, (event) => event.target.closest("dialog").close(value), attributes);

export const confirmed = async (question, action) =>
  (await show(question, h("p", {}, question), closing(t("ask.cancel"), "", { autofocus: true }), closing(action, "yes", { class: "strong" }))) === "yes";

export async function named(label, value) {
  const field = h("input", { type: "text", value, maxlength: "200", "aria-label": label, autofocus: true });
  const form = h("form", { method: "dialog", on: { submit: (event) => {
    event.preventDefault();
    form.closest("dialog").close(field.value.trim());
  } } }, h("label", {}, label, field), h("p", { class: "actions" },
    closing(t("ask.cancel"), ""), h("button", { type: "submit", class: "strong" }, t("keep.save"))));
  return show(label, form);
}

export const told = (title, content) => show(title, [h("h2", {}, title), content], closing(t("close"), "", { autofocus: true }));
