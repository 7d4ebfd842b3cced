// Files that have arrived in the library stand first in its grid.
"use strict";

document.addEventListener("desk:arrived", ({ detail: { answer, line } }) => {
  const grid = document.querySelector(".grid");
  const template = document.createElement("template");
  template.innerHTML = answer.tile.trim();
  const tile = template.content.firstElementChild;
  const number = tile.querySelector("input").value;
  grid.querySelector(`input[value="${number}"]`)?.closest(".tile").remove();
  for (const note of answer.notes) {
    const words = document.createElement("p");
    words.className = "signs";
    words.textContent = note;
    tile.append(words);
  }
  grid.prepend(tile);
  document.querySelector(".empty")?.remove();
  line.remove();
});
