// How long the headline and the text are, while they are written.
"use strict";

(() => {
  const WORDS_A_MINUTE = 230;
  const headline = document.querySelector("#id_headline");
  const help = document.querySelector("#id_headline_helptext > div");
  const line = document.querySelector("[data-length-of]");

  function headlineLength() {
    const many = [...headline.value.trim()].length;
    const judged = many > 110 ? "too long for a phone" : many > 90 ? "rather long" : many < 40 ? "rather short" : "a good length";
    help.textContent = many ? `${many} characters: ${judged}. 40 to 90 read best.` : "40 to 90 characters read best.";
    help.classList.toggle("warns", many > 90);
  }

  function textLength(words) {
    // Chinese and Japanese have no spaces: a character counts as half a word.
    const dense = (words.match(/[\u3040-\u30ff\u3400-\u9fff]/g) || []).length;
    const many = (words.replace(/[\u3040-\u30ff\u3400-\u9fff]/g, " ").match(/\S+/g) || []).length + Math.round(dense / 2);
    line.textContent = `${many} word${many === 1 ? "" : "s"}, ${Math.max(1, Math.round(many / WORDS_A_MINUTE))} min to read`;
  }

  if (headline && help) {
    headline.addEventListener("input", headlineLength);
    headlineLength();
  }
  document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
    const count = () => textLength(editor.state.doc.textBetween(0, editor.state.doc.content.size, " "));
    editor.on("update", count);
    count();
  });
})();
