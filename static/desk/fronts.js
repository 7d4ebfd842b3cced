// The stories that lead a page: chosen with the picker, ordered by drag and by buttons, and shown beside.
"use strict";

{
  const form = document.querySelector(".front-form");
  const list = form.querySelector(".leads");
  const field = form.querySelector("[data-front]");
  const frame = document.querySelector(".preview iframe");
  const may = form.querySelector("[type=submit]");

  function changed() {
    const stories = [...list.children].map((row) => row.dataset.id);
    field.value = stories.join(",");
    const address = new URL(frame.src);
    address.searchParams.set("stories", field.value);
    if (address.href !== frame.src) frame.src = address.href;
  }

  function button(sign, words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.title = words;
    made.setAttribute("aria-label", words);
    made.addEventListener("click", () => {
      act();
      changed();
      if (made.isConnected) made.focus();
    });
    return made;
  }

  function equip(row) {
    const name = row.querySelector(".name").textContent;
    const tools = document.createElement("span");
    tools.className = "tools";
    tools.append(
      button("↑", `Move up: ${name}`, () => row.previousElementSibling?.before(row)),
      button("↓", `Move down: ${name}`, () => row.nextElementSibling?.after(row)),
      button("×", `Take out: ${name}`, () => {
        (row.nextElementSibling || row.previousElementSibling || add).querySelector?.("button")?.focus();
        row.remove();
      }),
    );
    row.querySelector(".order")?.remove();
    row.append(tools);
    row.draggable = true;
    row.addEventListener("dragstart", () => row.classList.add("dragged"));
    row.addEventListener("dragend", () => {
      row.classList.remove("dragged");
      changed();
    });
  }

  function made({ id, label, html }) {
    const row = document.createElement("li");
    row.dataset.id = id;
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = label;
    const meta = document.createElement("span");
    meta.className = "meta";
    meta.innerHTML = html;
    meta.replaceChildren(...(meta.querySelector(".meta")?.childNodes ?? []));
    row.append(name, meta);
    equip(row);
    return row;
  }

  const add = document.createElement("button");
  add.type = "button";
  add.className = "button";
  add.textContent = "Add stories…";
  add.addEventListener("click", async () => {
    const here = new Set([...list.children].map((row) => row.dataset.id));
    for (const item of await window.pick("story", { many: true })) {
      if (!here.has(String(item.id))) list.append(made(item));
    }
    changed();
  });

  list.addEventListener("dragover", (event) => {
    const dragged = list.querySelector(".dragged");
    const over = event.target.closest(".leads > li");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    if (event.clientY < middle) over.before(dragged);
    else over.after(dragged);
  });

  if (may) {
    for (const part of form.querySelectorAll(".without-script")) part.hidden = true;
    list.classList.add("moving");
    for (const row of list.children) equip(row);
    list.after(add);
  }
}
