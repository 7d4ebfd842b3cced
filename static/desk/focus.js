// The focus of a photograph, by click or by arrow keys; the numbers beside it say the same.
"use strict";

document.addEventListener("click", (event) => {
  const frame = event.target.closest(".frame");
  if (!frame || event.detail === 0) return; // 0: Enter or Space, which point nowhere
  const box = frame.querySelector("img").getBoundingClientRect();
  setFocus(frame, (100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }[event.key];
  if (!step || !event.target.matches(".frame")) return;
  event.preventDefault();
  const [x, y] = focusInputs(event.target).map((input) => Number(input.value || 50));
  setFocus(event.target, x + step[0], y + step[1]);
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[name$=focal_x], [name$=focal_y]")) showFocus(event.target.closest("[data-focus]").querySelector(".frame"));
});

function focusInputs(frame) {
  const around = frame.closest("[data-focus]");
  return ["x", "y"].map((axis) => around.querySelector(`[name$=focal_${axis}]:not([name^=initial])`));
}

function setFocus(frame, ...point) {
  focusInputs(frame).forEach((input, index) => (input.value = Math.round(Math.min(100, Math.max(0, point[index])))));
  showFocus(frame);
  frame.dispatchEvent(new Event("change", { bubbles: true }));
}

function showFocus(frame) {
  const [x, y] = focusInputs(frame).map((input) => Number(input.value || 50));
  const dot = frame.querySelector(".dot");
  const picture = frame.querySelector("img");
  dot.hidden = false;
  dot.style.left = `${picture.offsetLeft + (x / 100) * picture.offsetWidth}px`;
  dot.style.top = `${picture.offsetTop + (y / 100) * picture.offsetHeight}px`;
}

// The dot is drawn when it is looked for, so that a long form need not wait for its pictures.
for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    const frame = event.target.closest?.(".frame");
    if (frame) showFocus(frame);
  });
}
