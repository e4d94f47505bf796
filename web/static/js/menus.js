// Menus open where there is room: on the screen, and not over the field one types in.

const GAP = 8; // pixels to the edges

function settle(menu) {
  const panel = menu.querySelector(".panel"), composer = document.getElementById("composer");
  panel.classList.remove("above", "start");
  panel.style.maxHeight = "";
  const own = composer.contains(menu), from = (own ? composer : menu).getBoundingClientRect();
  const field = composer.getBoundingClientRect(), top = document.querySelector(".masthead").getBoundingClientRect().bottom;
  const floor = own || field.top < from.bottom ? innerHeight : field.top;
  const below = floor - from.bottom - GAP, above = from.top - top - GAP;
  const up = below < panel.scrollHeight && above > below;
  panel.classList.toggle("above", up);
  panel.style.maxHeight = `${Math.max(96, up ? above : below)}px`;
  if (panel.getBoundingClientRect().left < 0) panel.classList.add("start");
}

export function settleMenus() {
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches("details.menu, details.filters") && target.open) settle(target);
  }, true); // toggle does not bubble
}
