// Make a page of the built site plain: what a reader of an e-book or of paper cannot press is taken out or becomes text, and
// answers and solutions are handed over apart. Run in a Chromium that has loaded the page without its scripts.
({ name, names, site, mathml }) => {
  const article = document.querySelector("article.bd-article");
  const made = (tag, text = "", className = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const each = (selector, work, root = article) => [...root.querySelectorAll(selector)].forEach(work);
  const renamed = (element, tag) => {
    const other = made(tag);
    for (const { name: attribute, value } of element.attributes) other.setAttribute(attribute, value);
    other.append(...element.childNodes);
    element.replaceWith(other);
    return other;
  };

  // Drawings keep the colours that the site's style gives them.
  const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "fill-opacity", "font-size",
    "font-weight", "font-style", "font-family", "text-anchor", "dominant-baseline"]; // prettier-ignore
  const bare = document.body.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  const usual = Object.fromEntries(DRAWN.map((property) => [property, getComputedStyle(bare).getPropertyValue(property)]));
  each(".live-wide svg *", (part) => {
    const style = getComputedStyle(part);
    const own = DRAWN.filter((property) => style.getPropertyValue(property) !== usual[property]);
    part.dataset.drawn = own.map((property) => `${property}:${style.getPropertyValue(property)}`).join(";");
    if (style.display === "none" || style.visibility === "hidden") part.dataset.unseen = "";
  });
  bare.remove();
  each("[data-unseen]", (part) => part.remove());
  each("[data-drawn]", (part) => part.setAttribute("style", part.dataset.drawn));
  each("figure.live", (figure) => {
    const caption = figure.querySelector("figcaption") ?? figure.appendChild(made("figcaption"));
    const where = made("p", "This figure answers in the book on the web.", "elsewhere");
    if (site) where.innerHTML = `<a href="${new URL(`${name}.html#${figure.id}`, site)}">This figure answers in the book on the web</a>.`;
    caption.append(where);
    if (figure.querySelector(".live-wide svg")) return;
    // A figure that is made of words and bars is its numbers.
    const stage = figure.querySelector(".live-stage");
    const tables = [...figure.querySelectorAll(".live-numbers table")];
    if (stage && tables.length) stage.replaceChildren(...tables);
  });

  const GONE = `.headerlink, script, style, template, noscript, link, iframe, .copybtn, .quiz-data, .quiz-actions, .quiz-status,
    .quiz-after, .quiz-feedback, .quiz-moves, .quiz-sure, .quiz-setting, .quiz-tally, .quiz-earlier, .quiz-key .quiz-noted,
    .quiz-key > li[data-about*="/"], .quiz-unseen, .live-narrow, .live-numbers, .live-controls, annotation, [hidden],
    .sd-summary-state-marker, summary .expanded, .asserts, .asserted, .page-symbols`;
  each(GONE, (part) => part.remove());
  if (mathml) each(".katex-html", (part) => part.remove());
  each("figure.live :is(button, input, select, label, output)", (part) => part.remove());
  each("button", (part) => part.remove());

  // Tabs: one below the other, each below its name.
  each(".sd-tab-set > input", (part) => part.remove());
  each(".sd-tab-label", (part) => part.replaceWith(made("p", part.textContent.trim(), "open-head")));
  each('.katex-html [style*="min-width"] svg', (part) => part.setAttribute("aria-hidden", "true"));

  // Questions: fields become places to write, and what folds is open.
  const blank = (size) => made("span", "_".repeat(size), "blank");
  each("section.quiz input:is([type=radio], [type=checkbox])", (field) => field.replaceWith(made("span", field.type === "radio" ? "\u25cb " : "\u2610 ", "tick")));
  each("section.quiz input", (field) => field.replaceWith(blank(field.size > 14 ? 16 : 10)));
  each("section.quiz textarea", (field) => {
    const lines = made("div", "", "lines");
    for (let line = 0; line < Math.min(field.rows, 8); line += 1) lines.append(made("p", "_".repeat(30), "blank"));
    field.replaceWith(lines);
  });
  each("section.quiz select", (field) => {
    const words = [...field.options].map(({ text }) => text.trim()).filter((text) => text !== "\u2026");
    const letters = words.every((text) => /^[A-Z]$/.test(text));
    field.replaceWith(blank(letters ? 3 : 10), letters ? "" : ` (${words.join(" / ")})`);
  });
  each(".quiz-step", (step) => step.prepend(blank(3), " "));

  const answers = made("div");
  each("section.quiz", (quiz) => {
    const number = quiz.querySelector(".quiz-number")?.textContent.trim() || "Question";
    const told = [...quiz.querySelectorAll(":scope .quiz-hint")].map((hint) => {
      const line = made("div", "", "hint");
      line.append(made("p", hint.querySelector("summary").textContent, "hint-head"), ...[...hint.childNodes].filter((node) => node.nodeName !== "SUMMARY"));
      return line;
    });
    const key = quiz.querySelector(".quiz-answers");
    if (key) told.push(...[...key.children].filter((part) => part.tagName !== "SUMMARY"));
    key?.remove();
    each(".quiz-hints", (part) => part.remove(), quiz);
    if (told.length) hand(number, quiz, told, quiz.querySelector("legend") ?? quiz);
  });
  each("details", (folded) => {
    const summary = folded.querySelector(":scope > summary");
    const title = summary?.textContent.trim() ?? "";
    summary?.remove();
    if (/^(Solution|Answer)/.test(title)) {
      const place = made("p", "", "solved");
      folded.before(place);
      place.id = folded.id || `solution-${answers.children.length + 1}`;
      folded.remove();
      hand(title, place, [...folded.childNodes], place);
      return;
    }
    const open = renamed(folded, "div");
    open.className = "open";
    open.removeAttribute("open");
    const words = title.replace(/^Show code cell /, "Code: ").replace(/^Click to show$/, "");
    if (words) open.prepend(made("p", words, "open-head"));
  });

  /** Hand parts over to the end of the book, with a link there and back. */
  function hand(title, from, parts, head) {
    const answer = made("section", "", "answer");
    answer.id = `answer-${from.id}`;
    const heading = made("h3");
    const back = made("a", title);
    back.href = `#${from.id}`;
    back.dataset.page = name;
    heading.append(back);
    answer.append(heading, ...parts);
    answers.append(answer);
    const there = made("a", head === from ? `${title}: at the end of the book` : "Answer", "to-answer");
    there.href = `#${answer.id}`;
    there.dataset.page = name;
    head.append(" ", there);
  }

  for (const root of [article, answers]) {
    each("form, fieldset", (part) => renamed(part, "div"), root);
    each("legend", (part) => renamed(part, "p"), root);
    each("label", (part) => renamed(part, "span"), root);
    each("*", (part) => {
      for (const attribute of ["tabindex", "novalidate", "method", "loading", "decoding", "onclick", "translate", "name", "for", "download", "itemprop", "data-drawn",
        "border", "align", "valign", "frame", "rules", "cellpadding", "cellspacing", "part", "summary"]) // prettier-ignore
        if (!(attribute === "rules" && part.closest("math"))) part.removeAttribute(attribute);
      for (const { name: attribute } of [...part.attributes]) if (attribute.startsWith("data-") && !attribute !== "data-page") part.removeAttribute(attribute);
    }, root);
    each("img", (image) => (image.alt ||= ""), root);
    each("colgroup", (part) => part.remove(), root);
  }

  // Links: to pages of the book, to the site, or none.
  const images = {};
  for (const root of [article, answers]) {
    each("img", (image) => {
      const address = new URL(image.getAttribute("src"), document.baseURI).href;
      images[address] = image.getAttribute("src").split("/").pop();
      image.setAttribute("src", `images/${images[address]}`);
    }, root);
    each("a[href]", (link) => {
      if (link.dataset.page) return;
      const url = new URL(link.getAttribute("href"), document.baseURI);
      if (url.origin !== location.origin) return;
      const page = decodeURIComponent(url.pathname).replace(/^\//, "").replace(/\.html$/, "") || "index";
      if (names.includes(page)) {
        link.dataset.page = page;
        link.setAttribute("href", url.hash);
      } else if (site) link.setAttribute("href", new URL(decodeURIComponent(url.pathname).slice(1) + url.hash, site).href);
      else renamed(link, "span").removeAttribute("href");
    }, root);
  }
  // One book has all ids: each is its page's.
  const file = name.replaceAll("/", "-");
  const own = (id) => `${file}--${id}`;
  const known = (root) => [...root.querySelectorAll("[id]")].map(({ id }) => id);
  const ids = { body: known(article), answers: known(answers) };
  const all = new Set([...ids.body, ...ids.answers]);
  for (const root of [article, answers]) {
    each("*", (part) => {
      for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
        const named = part.getAttribute(attribute)?.split(/\s+/) ?? [];
        if (!named.every((id) => all.has(id))) part.removeAttribute(attribute);
        else if (named.length) part.setAttribute(attribute, named.map(own).join(" "));
      }
      if (part.namespaceURI.endsWith("/svg"))
        for (const { name: attribute, value } of [...part.attributes])
          if (/url\(["']?#/.test(value)) part.setAttribute(attribute, value.replace(/url\((["']?)#([^)"']+)\1\)/g, (_, _quote, id) => `url(#${own(id)})`));
          else if (/^(xlink:)?href$/.test(attribute) && value.startsWith("#")) part.setAttribute(attribute, `#${own(value.slice(1))}`);
      if (part.id) part.id = own(part.id);
    }, root);
  }

  const content = (root) => {
    const box = document.createElement("div");
    box.append(...root.childNodes);
    return new XMLSerializer().serializeToString(box);
  };
  const title = article.querySelector("h1")?.textContent.trim() || name;
  return { title, ids, images, body: content(article), answers: answers.childElementCount ? content(answers) : "" };
}
