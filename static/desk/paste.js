// Text pasted from Word, Google Docs or a web page arrives as plain copy: paragraphs, headings, lists, tables,
// links and the few marks that the desk uses. Everything else is left behind before the editor sees it.
import { Extension, Plugin } from "django-prose-editor/editor";

const LEFT_BEHIND =
  "head, title, meta, link, xml, template, noscript, img, svg, picture, video, audio, iframe, object, canvas, " +
  "button, input, select, textarea";
const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h3", H5: "h3", H6: "h3" };
const MARKS = {
  ...{ B: "strong", STRONG: "strong", I: "em", EM: "em" },
  ...{ S: "s", STRIKE: "s", DEL: "s", SUB: "sub", SUP: "sup" },
};
const BLOCKS = new Set(
  "P DIV SECTION ARTICLE MAIN HEADER FOOTER ASIDE NAV FIGURE FIGCAPTION ADDRESS CENTER DL DT DD FORM".split(" "),
);
const BULLET = /^[\s\u00a0]*(?:([·•●○o▪■§–-])|(\d{1,3}|[a-z])[.)])[\s\u00a0]+/i;

// A strict policy forbids styles and scripts also in a document that nobody sees, and complains aloud.
const quiet = (html) =>
  html
    .replace(/<(\/?)(style|script)\b/gi, "<$1textarea")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(\s)(style|on\w+)\s*=/gi, "$1data-$2="));
const styleOf = (element) => element.getAttribute("data-style") ?? "";

export function plain(html) {
  const source = new DOMParser().parseFromString(quiet(html), "text/html");
  source.querySelectorAll(LEFT_BEHIND).forEach((element) => element.remove());
  const result = document.createElement("div");
  const writer = written(result);
  walk(source.body, [], writer);
  writer.cut();
  return result.innerHTML;
}

// Puts what it is given into `container`: words into a paragraph, which `cut` ends, and blocks between paragraphs.
// `inline` writes the words into the container itself.
function written(container, { inline = false } = {}) {
  let line = null;
  let spaced = true; // true where another space would be one too many
  let levels = []; // the open lists of Word, the outermost first
  return {
    words(text, marks) {
      let plainer = text.replace(/[\u00ad\u200b\ufeff]/g, "").replace(/[\s\u00a0]+/g, " ");
      if (spaced) plainer = plainer.trimStart();
      if (!plainer) return;
      if (!line) levels = [];
      line ??= inline ? container : container.appendChild(document.createElement("p"));
      spaced = plainer.endsWith(" ");
      let into = line;
      for (const { tag, href } of marks) {
        into = into.appendChild(document.createElement(tag));
        if (href) into.setAttribute("href", href);
      }
      into.append(plainer);
    },
    cut() {
      if (inline) {
        if (!spaced) container.append(" ");
      } else if (line) {
        trimEnd(line);
        line = null;
      }
      spaced = true;
    },
    block(element) {
      this.cut();
      levels = [];
      container.append(element);
      return element;
    },
    // An item of a list that Word wrote as paragraphs.
    item({ level, tag, start }) {
      this.cut();
      levels = levels.slice(0, level);
      if (levels.length === level && levels.at(-1).tagName !== tag.toUpperCase()) levels.pop();
      while (levels.length < level) {
        const list = document.createElement(tag);
        if (start > 1) list.setAttribute("start", start);
        const above = levels.at(-1);
        if (above) (above.lastElementChild ?? above.appendChild(document.createElement("li"))).append(list);
        else container.append(list);
        levels.push(list);
      }
      return levels.at(-1).appendChild(document.createElement("li"));
    },
  };
}

function trimEnd(line) {
  const last = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let text = null;
  while (last.nextNode()) text = last.currentNode;
  if (text) text.data = text.data.trimEnd();
}

function walk(parent, marks, writer) {
  for (const node of parent.childNodes) {
    if (node.nodeType === 3) writer.words(node.data, marks);
    else if (node.nodeType === 1) element(node, marks, writer);
  }
}

function element(node, marks, writer) {
  const name = node.nodeName;
  const style = styleOf(node);
  if (/display:\s*none|mso-hide:\s*all|mso-list:\s*ignore/i.test(style)) return;
  const item = name === "P" && wordItem(node);
  if (item) within(writer.item(item), node, marks);
  else if (name === "BR") writer.cut();
  else if (name === "HR") writer.block(document.createElement("hr"));
  else if (name in HEADINGS) heading(node, writer);
  else if (name === "UL" || name === "OL") list(node, marks, writer);
  else if (name === "TABLE") table(node, marks, writer);
  else if (name === "BLOCKQUOTE") within(writer.block(document.createElement("blockquote")), node, marks);
  else if (name === "PRE") preformatted(node, marks, writer);
  else if (BLOCKS.has(name)) {
    writer.cut();
    walk(node, marked(node, marks), writer);
    writer.cut();
  } else walk(node, marked(node, marks), writer);
}

// Fills `container`, and takes it away again if there was nothing to fill it with.
function within(container, node, marks, options) {
  const writer = written(container, options);
  walk(node, marks, writer);
  writer.cut();
  trimEnd(container);
  if (!container.textContent && !container.querySelector("hr")) container.remove();
}

function heading(node, writer) {
  within(writer.block(document.createElement(HEADINGS[node.nodeName])), node, [], { inline: true });
}

function list(node, marks, writer) {
  const made = writer.block(document.createElement(node.nodeName.toLowerCase()));
  const start = Number(node.getAttribute("start"));
  if (made.tagName === "OL" && start > 1) made.setAttribute("start", start);
  for (const child of node.children) {
    if (child.nodeName === "LI") {
      within(made.appendChild(document.createElement("li")), child, marks);
      continue;
    }
    // A list in a list without an item around it: it belongs to the item above.
    const inner = written(made.lastElementChild ?? made.appendChild(document.createElement("li")));
    element(child, marks, inner);
    inner.cut();
  }
  if (!made.children.length) made.remove();
}

function table(node, marks, writer) {
  const rows = [...node.rows];
  if (rows.length === 1 && rows[0].cells.length === 1) return walk(rows[0].cells[0], marks, writer); // a frame
  const body = writer.block(document.createElement("table")).appendChild(document.createElement("tbody"));
  for (const row of rows) {
    const made = body.appendChild(document.createElement("tr"));
    for (const cell of row.cells) {
      const copy = made.appendChild(document.createElement(cell.nodeName.toLowerCase()));
      for (const span of ["colspan", "rowspan"]) {
        if (cell[span.replace("s", "S")] > 1) copy.setAttribute(span, cell.getAttribute(span));
      }
      const inner = written(copy);
      walk(cell, marks, inner);
      inner.cut();
      if (!copy.children.length) copy.append(document.createElement("p"));
    }
  }
}

function preformatted(node, marks, writer) {
  for (const line of node.textContent.split("\n")) {
    writer.cut();
    writer.words(line, marks);
  }
  writer.cut();
}

// The marks of what is inside: by the name of the element, or by its style, which is all that Google Docs gives.
function marked(node, marks) {
  const style = styleOf(node);
  const weight = /(?<![-\w])font-weight:\s*(\w+)/i.exec(style)?.[1];
  const wanted = new Map(marks.map((mark) => [mark.tag, mark]));
  const tag = MARKS[node.nodeName];
  if (tag) wanted.set(tag, { tag });
  if (weight) /bold|[6-9]00/i.test(weight) ? wanted.set("strong", { tag: "strong" }) : wanted.delete("strong");
  const slant = /(?<![-\w])font-style:\s*(\w+)/i.exec(style)?.[1];
  if (slant) /italic|oblique/i.test(slant) ? wanted.set("em", { tag: "em" }) : wanted.delete("em");
  const shifted = /(?<![-\w])vertical-align:\s*(sub|sup)/i.exec(style)?.[1].toLowerCase();
  if (shifted) wanted.set(shifted, { tag: shifted });
  if (/text-decoration(-line)?:[^;]*line-through/i.test(style)) wanted.set("s", { tag: "s" });
  const href = (node.nodeName === "A" && node.getAttribute("href")) || "";
  if (/^(https?:|mailto:)/i.test(href)) wanted.set("a", { tag: "a", href });
  return [...wanted.values()];
}

// What a paragraph of Word's says of itself if it is an item of a list; the sign before its words is taken off.
function wordItem(paragraph) {
  const style = styleOf(paragraph);
  const told = /mso-list:\s*l\d+\s+level(\d+)/i.exec(style);
  if (!told && !/\bMsoListParagraph/.test(paragraph.className)) return null;
  const styledParts = [...paragraph.querySelectorAll("[data-style]")];
  const sign = styledParts.find((part) => /mso-list:\s*ignore/i.test(styleOf(part)));
  const found = BULLET.exec(sign ? `${sign.textContent} ` : paragraph.textContent);
  if (!found && !told) return null;
  if (!sign && found) takeOff(paragraph, found[0].length);
  const number = found?.[2];
  return { level: Math.min(Number(told?.[1] ?? 1), 9), tag: number ? "ol" : "ul", start: Number(number) || 1 };
}

function takeOff(paragraph, length) {
  const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  while (length && texts.nextNode()) {
    const text = texts.currentNode;
    const gone = Math.min(length, text.data.length);
    text.data = text.data.slice(gone);
    length -= gone;
  }
}

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins() {
    // What was copied in an editor of ours is clean, and holds places that nothing else could.
    const own = (html) => html.includes("data-pm-slice");
    return [new Plugin({ props: { transformPastedHTML: (html) => (own(html) ? html : plain(html)) } })];
  },
});
