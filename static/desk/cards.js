// The cards of photographs and documents: added, put in order by drag or button, one of them the lead.
"use strict";

(() => {
  const decks = new Map();

  document.querySelectorAll(".cards").forEach((section) => {
    const deck = section.querySelector(".deck");
    decks.set(section.dataset.kind, { section, deck });
    [...deck.children].forEach(equip);
    const library = section.querySelector(".from-library");
    library.hidden = !window.maySee(section.dataset.kind);
    library.addEventListener("click", async () => {
      for (const chosen of await window.pick(section.dataset.kind, { many: true })) {
        await add(section.dataset.kind, chosen.id);
      }
    });
    deck.addEventListener("dragover", (event) => dragOver(event, deck));
    renumber(deck);
  });

  // A card for a file of the library. `markup` is its HTML if the caller has it already.
  async function add(kind, id, { markup = null, role = null } = {}) {
    const { section, deck } = decks.get(kind);
    const here = [...deck.children].find((card) => card.dataset.id === String(id));
    if (here) {
      take(here, false);
      const place = here.querySelector("[name$=-role]");
      if (place && role && place.value !== "lead") place.value = role;
      here.classList.add("again");
      here.scrollIntoView({ block: "nearest" });
      return here;
    }
    if (!markup) {
      const answer = await fetch(section.dataset.card.replace("/0/", `/${id}/`));
      if (!answer.ok) throw new Error("This file could not be added. Save the story and try again.");
      markup = await answer.text();
    }
    const total = section.querySelector("[name$=-TOTAL_FORMS]");
    const template = document.createElement("template");
    template.innerHTML = markup.replaceAll("__prefix__", total.value).trim();
    const card = template.content.firstElementChild;
    total.value = Number(total.value) + 1;
    deck.append(card);
    equip(card);
    const choice = card.querySelector("[name$=-role]");
    if (choice) choice.value = role || (leads(deck).length ? "gallery" : "lead");
    renumber(deck);
    changed(section);
    return card;
  }

  function leads(deck) {
    return [...deck.children].filter(
      (card) => card.querySelector("[name$=-role]")?.value === "lead" && !card.querySelector("[name$=-DELETE]")?.checked,
    );
  }

  function equip(card) {
    const tools = card.querySelector(".tools");
    card.querySelector(".place").hidden = true;
    const name = card.querySelector(".facts strong").textContent;
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.setAttribute("aria-hidden", "true");
    handle.addEventListener("mousedown", () => (card.draggable = true));
    handle.addEventListener("mouseup", () => (card.draggable = false));
    card.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/x-card", name);
      event.dataTransfer.effectAllowed = "move";
      card.classList.add("dragged");
    });
    card.addEventListener("dragend", () => {
      card.draggable = false;
      card.classList.remove("dragged");
      renumber(card.parentElement);
      changed(card);
    });
    tools.prepend(handle, button("↑", `Move ${name} up`, () => move(card, -1)), button("↓", `Move ${name} down`, () => move(card, 1)));
    card.querySelector("[name$=-role]")?.addEventListener("change", (event) => {
      if (event.target.value !== "lead") return;
      for (const other of leads(card.parentElement)) {
        if (other !== card) other.querySelector("[name$=-role]").value = "gallery";
      }
      markLead(card.parentElement);
    });
    const box = card.querySelector("[name$=-DELETE]");
    box?.addEventListener("change", () => take(card, box.checked));
    if (box) card.classList.toggle("out", box.checked);
  }

  function button(sign, words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "move";
    made.textContent = sign;
    made.setAttribute("aria-label", words);
    made.title = words;
    made.addEventListener("click", () => {
      act();
      made.focus();
    });
    return made;
  }

  function move(card, step) {
    const other = step < 0 ? card.previousElementSibling : card.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(card);
    else other.after(card);
    renumber(card.parentElement);
    changed(card);
  }

  function take(card, out) {
    const box = card.querySelector("[name$=-DELETE]");
    if (box) box.checked = out;
    card.classList.toggle("out", out);
    renumber(card.parentElement);
  }

  function dragOver(event, deck) {
    const dragged = deck.querySelector(".dragged");
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest(".card");
    if (!over || over === dragged || over.parentElement !== deck) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    if (event.clientY < middle) over.before(dragged);
    else over.after(dragged);
  }

  function renumber(deck) {
    [...deck.children].forEach((card, index) => (card.querySelector("[name$=-position]").value = index));
    const many = [...deck.children].filter((card) => !card.classList.contains("out")).length;
    deck.parentElement.querySelector(".many").textContent = many || "";
    const fill = deck.parentElement.querySelector(".fill");
    if (fill) fill.hidden = many < 2;
    markLead(deck);
  }

  function markLead(deck) {
    for (const card of deck.children) {
      card.classList.toggle("lead", card.querySelector("[name$=-role]")?.value === "lead");
    }
  }

  function changed(element) {
    element.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("desk:arrived", async ({ detail: { answer, line } }) => {
    const card = await add(answer.kind, answer.id, { markup: answer.card });
    line.remove();
    if (!answer.notes.length) return;
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = answer.notes.join(" ");
    card.querySelector(".words").prepend(note);
  });

  // A picture placed in the text belongs to the story.
  document.addEventListener("desk:placed", ({ detail }) => add(detail.kind, detail.id, { role: "inline" }));
})();
