// Files that are dropped, chosen or pasted go to the library one by one, each with its own progress.
"use strict";

(() => {
  const AT_ONCE = 2;
  const waiting = [];
  let running = 0;

  document.querySelectorAll("[data-upload]").forEach((section) => {
    const input = section.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      send([...input.files], section);
      input.value = ""; // what has been sent by itself must not come a second time with the form
    });
    section.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      section.classList.add("over");
    });
    section.addEventListener("dragleave", (event) => {
      if (!section.contains(event.relatedTarget)) section.classList.remove("over");
    });
    section.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      section.classList.remove("over");
      send([...event.dataTransfer.files], section);
    });
  });

  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    // A text that was copied with its picture is a text.
    if (!files.length || event.clipboardData.types.includes("text/html")) return;
    event.preventDefault();
    send(files, document.querySelector("[data-upload]"));
  });

  function send(files, section) {
    for (const file of files) waiting.push({ file, section, line: arriving(file, section) });
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      const { file, section, line } = waiting.shift();
      post(file, section, line)
        .catch((error) => failed(line, file, error.message))
        .finally(() => {
          running -= 1;
          next();
        });
    }
  }

  function post(file, section, line) {
    const request = new XMLHttpRequest();
    const bar = line.querySelector("progress");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      line.querySelector(".doing").textContent = "being read";
    });
    const form = new FormData();
    form.append("file", file);
    request.open("POST", section.dataset.upload);
    request.setRequestHeader("X-CSRFToken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    return new Promise((resolve, reject) => {
      request.addEventListener("error", () => reject(new Error("The connection broke. Choose the file again.")));
      request.addEventListener("load", () => arrived(request, line).then(resolve, reject));
      request.send(form);
    });
  }

  async function arrived(request, line) {
    let answer;
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      throw new Error(
        request.status === 403 || request.responseURL.includes("/login/")
          ? "You are not logged in any more, or may not do this. Log in in another tab and choose the file again."
          : "The server could not take it. Choose the file again; if it fails again, tell whoever runs this site.",
      );
    }
    if (answer.refused) throw new Error(answer.refused);
    // Whoever shows the files on this page makes of the line what it becomes.
    document.dispatchEvent(new CustomEvent("desk:arrived", { detail: { answer, line } }));
  }

  function arriving(file, section) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const doing = document.createElement("span");
    doing.className = "doing";
    doing.textContent = "on its way";
    line.append(name, bar, doing);
    section.querySelector(".arriving").append(line);
    return line;
  }

  function failed(line, file, sentence) {
    line.classList.add("failed");
    line.replaceChildren();
    const words = document.createElement("span");
    words.textContent = `“${file.name}”: ${sentence}`;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "link";
    away.textContent = "Dismiss";
    away.addEventListener("click", () => line.remove());
    line.append(words, away);
  }

  // Leaving while files are under way would lose their cards.
  document.querySelector("#article_form")?.addEventListener("submit", (event) => {
    if (!running && !waiting.length) return;
    event.preventDefault();
    document.querySelector(".arriving li")?.scrollIntoView({ block: "center" });
    window.alert("Some files are still on their way. Save when they have arrived.");
  });
})();
