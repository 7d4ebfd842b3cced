// One caption or credit for many photographs.
"use strict";

document.addEventListener("click", (event) => {
  const where = event.target.dataset?.where;
  if (!where) return;
  const section = event.target.closest(".cards");
  for (const source of section.querySelectorAll("[data-fill]")) {
    if (!source.value.trim()) continue;
    for (const field of section.querySelectorAll(`.card:not(.out) [name$="-${source.dataset.fill}"]:not([name^=initial])`)) {
      if (where === "empty" && field.value.trim()) continue;
      field.value = source.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
});
