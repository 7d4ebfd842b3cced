// A field of numbers shown as what they stand for, with a picker to add more.
"use strict";

document.querySelectorAll("input[data-pick]").forEach((input) => {
  const labels = JSON.parse(input.dataset.labels || "{}");
  const list = document.createElement("ul");
  list.className = "chips";
  const add = document.createElement("button");
  add.type = "button";
  add.className = "button";
  add.textContent = "Add…";
  add.setAttribute("aria-label", `Add: ${input.labels[0].textContent.replace(/:$/, "")}`);
  const numbers = () => input.value.split(",").map((number) => number.trim()).filter(Boolean);

  function keep(chosen) {
    input.value = chosen.join(",");
    input.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  }

  function show() {
    list.replaceChildren(
      ...numbers().map((number) => {
        const chip = document.createElement("li");
        const away = document.createElement("button");
        away.type = "button";
        away.textContent = "×";
        away.setAttribute("aria-label", `Take out: ${labels[number] || number}`);
        away.addEventListener("click", () => {
          keep(numbers().filter((other) => other !== number));
          add.focus();
        });
        chip.append(labels[number] || number, away);
        return chip;
      }),
    );
  }

  add.addEventListener("click", async () => {
    const chosen = await window.pick(input.dataset.pick, { many: true, not: input.dataset.not || null });
    for (const { id, label } of chosen) labels[id] = label;
    if (chosen.length) keep([...new Set([...numbers(), ...chosen.map(({ id }) => String(id))])]);
  });

  input.type = "hidden";
  input.parentElement.querySelector(".related-lookup")?.remove();
  input.after(list, add);
  show();
});
