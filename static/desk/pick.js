// The picker: a window with a search, in which photographs, documents, stories or topics are chosen.
// pick("photo", {many: true, not: 7}) promises [{id, label, html}], and [] if the window was closed.
"use strict";

{
  const TITLES = {
    photo: ["Choose a photograph", "Choose photographs"],
    document: ["Choose a document", "Choose documents"],
    story: ["Choose a story", "Choose stories"],
    topic: ["Choose a topic", "Choose topics"],
  };
  const DESK = location.pathname.match(/^.*?\/admin\//)[0];
  const PAUSE = 250; // milliseconds without a key before the search starts

  const SEES = document.currentScript.dataset.sees.split(" ");

  window.maySee = (kind) => SEES.includes(kind);

  window.picks = async (kind, query, signal) => {
    const address = `${DESK}articles/article/pick/${kind}/?${new URLSearchParams(query)}`;
    const response = await fetch(address, { signal });
    if (response.redirected) throw new Error("You have been logged out. Log in in another window and search again.");
    if (response.status === 403) throw new Error("You may not see these. Ask whoever gives out the rights.");
    if (!response.ok) throw new Error("The list did not load. Wait a moment and search again.");
    return response.text();
  };

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function chosen(button) {
    return { id: Number(button.dataset.id), label: button.dataset.label, html: button.innerHTML };
  }

  // The button that an arrow key leads to: on a line the next, between lines the nearest.
  function neighbour(buttons, from, key) {
    const at = buttons.indexOf(from);
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const onward = (key === "ArrowRight") === (getComputedStyle(from).direction === "ltr");
      return buttons[at + (onward ? 1 : -1)];
    }
    const down = key === "ArrowDown";
    const here = from.getBoundingClientRect();
    const beyond = buttons.filter((button) => {
      const there = button.getBoundingClientRect();
      return down ? there.top >= here.bottom : there.bottom <= here.top;
    });
    const distance = (button) => {
      const there = button.getBoundingClientRect();
      return Math.abs(there.top - here.top) * 100 + Math.abs(there.left - here.left);
    };
    return beyond.sort((one, other) => distance(one) - distance(other))[0];
  }

  window.pick = (kind, { many = false, not = null } = {}) => {
    const opener = document.activeElement;
    const taken = new Map();
    const title = element("h2", { id: "picker-title", textContent: TITLES[kind][many ? 1 : 0] });
    const close = element("button", { type: "button", className: "close", textContent: "Cancel" });
    const search = element("input", { type: "search", id: "picker-search", autocomplete: "off" });
    const label = element("label", { htmlFor: search.id, textContent: "Search" });
    const list = element("ul", { className: `picks ${kind}` });
    const status = element("p", { className: "status" });
    const use = element("button", { type: "button", className: "use", hidden: !many });
    const dialog = element(
      "dialog",
      { className: "picker" },
      element("div", { className: "top" }, title, close),
      element("div", { className: "search" }, label, search),
      status,
      list,
      element("div", { className: "bottom", hidden: !many }, use),
    );
    dialog.setAttribute("aria-labelledby", title.id);
    status.setAttribute("role", "status");
    let asked = new AbortController();
    let waiting = null;

    async function fill(before = null) {
      asked.abort();
      asked = new AbortController();
      const query = { q: search.value.trim(), ...(not ? { not } : {}), ...(before ? { before } : {}) };
      status.textContent = "Loading…";
      try {
        const rows = element("template", { innerHTML: await window.picks(kind, query, asked.signal) }).content;
        const first = rows.querySelector(".pick");
        if (before) list.querySelector(".further").replaceWith(rows);
        else list.replaceChildren(rows);
        status.textContent = list.querySelector(".nothing")?.textContent ?? "";
        list.querySelector(".nothing")?.remove();
        mark();
        if (before) first?.focus();
      } catch (error) {
        if (error.name === "AbortError") return; // a newer search is on its way
        const unreachable = "The desk cannot be reached. Check your connection and search again.";
        status.textContent = error instanceof TypeError ? unreachable : error.message;
      }
    }

    function mark() {
      if (!many) return;
      for (const button of list.querySelectorAll(".pick")) {
        button.setAttribute("aria-pressed", taken.has(Number(button.dataset.id)));
      }
      use.textContent = taken.size ? `Use ${taken.size}` : "Use";
      use.disabled = !taken.size;
    }

    function take(button) {
      const item = chosen(button);
      if (!many) return finish([item]);
      if (!taken.delete(item.id)) taken.set(item.id, item);
      mark();
    }

    function arrows(event) {
      if (!event.key.startsWith("Arrow")) return;
      const buttons = [...list.querySelectorAll("button")];
      const inList = buttons.includes(event.target);
      if (event.target === search ? event.key !== "ArrowDown" : !inList) return;
      const next = inList ? neighbour(buttons, event.target, event.key) : buttons[0];
      event.preventDefault();
      if (next) next.focus();
      else if (event.key === "ArrowUp") search.focus();
    }

    let settle;
    const promise = new Promise((resolve) => (settle = resolve));
    let result = [];
    function finish(items) {
      result = items;
      dialog.close();
    }

    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(fill, PAUSE);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would send the form around the window
      clearTimeout(waiting);
      fill();
    });
    dialog.addEventListener("keydown", arrows);
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.matches(".pick")) take(button);
      else if (button) fill(button.dataset.before);
    });
    use.addEventListener("click", () => finish([...taken.values()]));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      clearTimeout(waiting);
      asked.abort();
      dialog.remove();
      opener?.focus();
      settle(result); // after the focus has gone back, so that whoever waits can move it
    });
    document.body.append(dialog);
    dialog.showModal();
    search.focus();
    mark();
    fill();
    return promise;
  };
}
