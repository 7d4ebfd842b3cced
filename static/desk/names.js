// The editor that takes the place of the text area takes its name too.
"use strict";

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  editor.view.dom.setAttribute("aria-label", textarea.labels[0]?.textContent.replace(/:$/, "") || "Text");
});
