"use strict";
/* The preview at the widths of a phone, a tablet and a desktop; what is wider than its column is scaled down. */
for (const preview of document.querySelectorAll(".preview")) {
  const frame = preview.querySelector("iframe");
  const screen = preview.querySelector(".screen");
  const choice = preview.querySelector(".widths");

  const fit = () => {
    const width = Number(choice.querySelector(":checked").value);
    const scale = Math.min(1, screen.clientWidth / width);
    frame.style.inlineSize = `${width}px`;
    frame.style.blockSize = "0";
    const text = frame.contentDocument?.documentElement?.scrollHeight || 900;
    const shown = Math.min(text * scale, Math.max(420, innerHeight * 0.8));
    frame.style.blockSize = `${shown / scale}px`;
    frame.style.transform = `scale(${scale})`;
    screen.style.blockSize = `${shown}px`;
  };
  if (screen.clientWidth < 700) choice.querySelector("input").checked = true;
  choice.hidden = false;
  choice.addEventListener("change", fit);
  frame.addEventListener("load", fit);
  addEventListener("resize", fit);
  fit();
}
/* A link to one of the forms opens it. */
const open = () => {
  const form = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (form instanceof HTMLDetailsElement) form.open = true;
};
addEventListener("hashchange", open);
open();
