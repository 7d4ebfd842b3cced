// Rows of photographs and documents move up and down by button; their numbers follow.
"use strict";

function rowsOf(group) {
  return [...group.querySelectorAll(".inline-related:not(.empty-form)")];
}

function renumber(group) {
  rowsOf(group).forEach((row, index) => {
    const position = row.querySelector("input[name$='-position']");
    if (position) position.value = index;
  });
}

function move(row, step) {
  const group = row.closest(".inline-group");
  const rows = rowsOf(group);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  renumber(group);
}

function addButtons(row) {
  if (row.querySelector(".move")) return;
  const heading = row.querySelector("h3");
  for (const [step, sign, words] of [[-1, "↑", "Move up"], [1, "↓", "Move down"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "move";
    button.textContent = sign;
    button.setAttribute("aria-label", words);
    button.addEventListener("click", () => {
      move(row, step);
      button.focus();
    });
    heading.append(button);
  }
}

document.querySelectorAll(".inline-group .inline-related:not(.empty-form)").forEach(addButtons);
document.addEventListener("formset:added", (event) => {
  addButtons(event.target);
  renumber(event.target.closest(".inline-group"));
});
