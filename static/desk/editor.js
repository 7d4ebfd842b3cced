// What the text of a story refers to: photographs and documents of the library, and other stories.
// The text holds their numbers alone; articles.public.render makes pictures and addresses of them.
import { Mark, Node } from "django-prose-editor/editor";

const GONE = {
  photo: "This photograph is no longer in the library. Delete this place.",
  document: "This document is no longer in the library. Delete this place.",
};
const HIDDEN = { photo: "A photograph", document: "A document" };
// The window that picks is a script of the page, which may run after this one.
const ready = document.readyState === "complete" ? null : new Promise((go) => addEventListener("load", go));

// Asked of the page: its script may run after this one.
function maySee(kind) {
  return document.querySelector("[data-sees]").dataset.sees.split(" ").includes(kind);
}

// How the place looks in the editor: as it does in the picker.
async function show(kind, number, figure) {
  figure.textContent = maySee(kind) ? "Loading…" : HIDDEN[kind];
  if (!maySee(kind)) return;
  await ready;
  try {
    const rows = document.createElement("template");
    rows.innerHTML = await window.picks(kind, { id: number });
    const found = rows.content.querySelector(".pick");
    if (found) figure.replaceChildren(...found.childNodes);
    else figure.textContent = GONE[kind];
  } catch (error) {
    figure.textContent = error instanceof TypeError ? "The desk cannot be reached." : error.message;
  }
}

// Below the block where the caret is, so that no paragraph is torn in two; an empty paragraph gives its place.
function place(editor, nodes) {
  const { $from, to } = editor.state.selection;
  const block = $from.depth ? { from: $from.before(1), to: $from.after(1) } : { from: to, to };
  const empty = $from.depth === 1 && $from.parent.isTextblock && !$from.parent.content.size;
  const after = block.to >= editor.state.doc.content.size ? [{ type: "paragraph" }] : [];
  const start = empty ? block.from : block.to;
  editor
    .chain()
    .insertContentAt(empty ? block : block.to, [...nodes, ...after])
    .setTextSelection(start + nodes.length + 1) // each takes one position; then into what follows
    .focus()
    .run();
}

function reference(kind, name, label, title) {
  return Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addAttributes() {
      return {
        number: {
          default: null,
          parseHTML: (figure) => figure.getAttribute(`data-${kind}`),
          renderHTML: ({ number }) => ({ [`data-${kind}`]: number }),
        },
      };
    },
    parseHTML() {
      return [{ tag: `figure[data-${kind}]` }];
    },
    renderHTML({ HTMLAttributes }) {
      return ["figure", HTMLAttributes];
    },
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement("figure");
        dom.className = `placed ${kind}`;
        show(kind, node.attrs.number, dom);
        return { dom };
      };
    },
    addMenuItems({ buttons, menu }) {
      menu.defineItem({
        name,
        groups: "desk",
        button: buttons.text(label, title),
        hidden: () => !maySee(kind),
        async command(editor) {
          const chosen = await window.pick(kind, { many: true });
          if (!chosen.length) return;
          place(editor, chosen.map(({ id }) => ({ type: name, attrs: { number: String(id) } })));
          for (const { id } of chosen) {
            document.dispatchEvent(new CustomEvent("desk:placed", { detail: { kind, id } }));
          }
        },
      });
    },
  });
}

// Not "Document", which is the editor's word for the whole text.
export const PlacedPhoto = reference("photo", "placedPhoto", "Photo", "Put a photograph here");
export const PlacedDocument = reference("document", "placedDocument", "Document", "Put a document here");

// With a space where a word stands beside it.
function apart(editor, words) {
  const { parent, parentOffset: at } = editor.state.selection.$from;
  const [before, after] = [parent.textBetween(0, at, "", " "), parent.textBetween(at, parent.content.size, "", " ")];
  const space = { type: "text", text: " " };
  return [...(/\S$/.test(before) ? [space] : []), words, ...(/^[\p{L}\p{N}]/u.test(after) ? [space] : [])];
}

export const StoryLink = Mark.create({
  name: "storyLink",
  inclusive: false,
  excludes: "storyLink link",
  addAttributes() {
    return {
      number: {
        default: null,
        parseHTML: (link) => link.getAttribute("data-story"),
        renderHTML: ({ number }) => ({ "data-story": number }),
      },
    };
  },
  parseHTML() {
    return [{ tag: "a[data-story]", priority: 60 }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["a", HTMLAttributes, 0];
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "storyLink",
      groups: "desk",
      button: buttons.text("Story", "Link to a story"),
      active: (editor) => editor.isActive("storyLink"),
      async command(editor) {
        const own = location.pathname.match(/article\/(\d+)\/change\//)?.[1] ?? null;
        const [story] = await window.pick("story", { not: own });
        if (!story) return;
        const attrs = { number: String(story.id) };
        const words = { type: "text", text: story.label, marks: [{ type: "storyLink", attrs }] };
        const chain = editor.chain().focus();
        if (editor.isActive("storyLink")) chain.extendMarkRange("storyLink").setMark("storyLink", attrs).run();
        else if (editor.state.selection.empty) chain.insertContent(apart(editor, words)).run();
        else chain.setMark("storyLink", attrs).run();
      },
    });
    menu.defineItem({
      name: "storyUnlink",
      groups: "desk",
      button: buttons.text("No story", "Remove the link to the story"),
      hidden: (editor) => !editor.isActive("storyLink"),
      command: (editor) => editor.chain().focus().extendMarkRange("storyLink").unsetMark("storyLink").run(),
    });
  },
});

// The buttons say aloud what their colours show. The bar comes with the first transaction.
document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  const tell = () => {
    const bar = editor.view.dom.parentElement.querySelector(".prose-menubar");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Tools for the text");
    for (const button of bar.querySelectorAll("button")) {
      const active = button.classList.contains("active");
      button.setAttribute("aria-disabled", button.classList.contains("disabled"));
      if (active || button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", active);
    }
  };
  editor.on("transaction", tell);
});
