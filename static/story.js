// What a story can do more of where scripts run: a viewer for its photographs, PDFs read in place, a link to pass on.
"use strict";

{
  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const button = (sign, label, act) => {
    const made = element("button", { type: "button", textContent: sign, title: label });
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  // Wraps a story. Its pictures, links to their originals, open in a window in which they are turned by key, by
  // button and, as the strip scrolls by itself, by finger.
  customElements.define(
    "photo-gallery",
    class extends HTMLElement {
      connectedCallback() {
        this.addEventListener("click", (event) => {
          const link = event.target.closest("a.view");
          if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          this.open([...this.querySelectorAll("a.view")], link);
        });
      }

      open(links, link) {
        const { close, previous, next, label } = this.dataset;
        const { dir, lang } = link.closest("article");
        const count = element("span", { className: "count", role: "status" });
        const slides = links.map((link) => this.slide(link));
        const strip = element("div", { className: "strip", tabIndex: 0, dir, lang }, ...slides);
        const shut = button("×", close, () => dialog.close());
        const earlier = Object.assign(button("‹", previous, () => show(at() - 1)), { className: "earlier", dir });
        const later = Object.assign(button("›", next, () => show(at() + 1)), { className: "later", dir });
        const turns = links.length > 1 ? [earlier, later] : [];
        const dialog = element("dialog", { className: "viewer" }, element("div", { className: "bar" }, count, shut), strip, ...turns);
        dialog.setAttribute("aria-label", label);
        // From right to left the strip begins with the first picture, too, and counts its distance below nought.
        const onward = dir === "rtl" ? -1 : 1;
        const at = () => Math.round(Math.abs(strip.scrollLeft) / strip.clientWidth);
        const show = (index) => strip.scrollTo({ left: onward * index * strip.clientWidth });
        const tell = () => {
          const words = links.length > 1 ? `${at() + 1} / ${links.length}` : "";
          if (count.textContent !== words) count.textContent = words;
          earlier.disabled = at() === 0;
          later.disabled = at() === links.length - 1;
          if (document.activeElement.disabled) strip.focus();
        };
        strip.addEventListener("scroll", tell);
        addEventListener("resize", tell);
        dialog.addEventListener("keydown", (event) => {
          const keys = { ArrowRight: at() + onward, ArrowLeft: at() - onward, Home: 0, End: links.length - 1 };
          if (!(event.key in keys)) return;
          event.preventDefault();
          show(keys[event.key]);
        });
        // Beside the picture, and by the way back of a phone, one is where one was.
        strip.addEventListener("click", (event) => event.target.matches("figure, picture") && dialog.close());
        const back = () => dialog.close();
        dialog.addEventListener("close", () => {
          removeEventListener("resize", tell);
          removeEventListener("popstate", back);
          dialog.remove();
          if (history.state?.viewer) history.back();
          link.focus();
        });
        this.append(dialog);
        dialog.showModal();
        history.pushState({ viewer: true }, "");
        addEventListener("popstate", back);
        show(links.indexOf(link));
        tell();
        strip.focus();
      }

      slide(link) {
        const picture = link.querySelector("picture").cloneNode(true);
        for (const part of picture.children) part.sizes = "100vw";
        const image = picture.querySelector("img");
        image.loading = "lazy";
        // No larger than it is: a blown-up photograph shows less.
        image.style.maxInlineSize = `${image.getAttribute("width")}px`;
        image.style.maxBlockSize = `${image.getAttribute("height")}px`;
        const words = link.parentElement.querySelector("figcaption").cloneNode(true);
        return element("figure", {}, picture, words);
      }
    },
  );

  // A PDF, opened where it stands. What it holds comes when it is asked for.
  customElements.define(
    "pdf-reader",
    class extends HTMLElement {
      connectedCallback() {
        if (!navigator.pdfViewerEnabled) return;
        const summary = element("summary", { textContent: this.dataset.read });
        const details = element("details", {}, summary);
        details.addEventListener("toggle", () => {
          if (!details.open || details.querySelector("iframe")) return;
          details.append(element("iframe", { src: this.dataset.src, title: this.dataset.title }));
        });
        this.append(details);
      }
    },
  );

  customElements.define(
    "share-link",
    class extends HTMLElement {
      connectedCallback() {
        const { copy, copied, share, address } = this.dataset;
        const link = { title: document.title, url: address };
        if (navigator.share) this.append(element("button", { type: "button", textContent: share, onclick: () => navigator.share(link).catch(() => {}) }));
        if (!navigator.clipboard) return; // there is none on plain HTTP
        const told = element("span", { role: "status" });
        const act = () => navigator.clipboard.writeText(address).then(() => (told.textContent = copied));
        this.append(element("button", { type: "button", textContent: copy, onclick: act }), told);
      }
    },
  );
}
