// Whoever leaves with words that are not saved is asked first.
"use strict";

(() => {
  const form = document.querySelector("#article_form");
  const sign = form.querySelector(".unsaved");
  let unsaved = Boolean(form.querySelector(".errornote"));
  sign.hidden = !unsaved;

  function mark() {
    unsaved = true;
    sign.hidden = false;
  }

  for (const kind of ["input", "change"]) form.addEventListener(kind, mark);
  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => editor.on("update", mark));
  form.addEventListener("submit", (event) => (unsaved = event.defaultPrevented));
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
})();
