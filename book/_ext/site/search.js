// What the search page adds to Sphinx's own search (a classic script, since that shares its names): a word that is spelt
// wrongly is taken for its neighbour, chapters come before reference pages, a page is listed a few times at most, and what
// is shown of it is its text without the frame around it.

const SEARCH_CHAPTERS = (document.currentScript.dataset.chapters ?? "").split(" ");
const SEARCH_MOST = 3; // hits of one page

Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const article = page.querySelector("article");
  if (!article) return "";
  const unread = ".headerlink, script, style, .katex-html, .quiz-answers, .quiz-hints, .quiz-actions, .toctree-wrapper, noscript";
  for (const element of article.querySelectorAll(unread)) element.remove();
  const part = anchor ? page.getElementById(decodeURIComponent(anchor.slice(1))) : null;
  return (part ?? article).textContent.replace(/\s+/g, " ").trim();
};

Scorer.score = ([doc, , anchor, , score]) => score + (SEARCH_CHAPTERS.includes(doc) ? 20 : 0) + (anchor ? 0 : 1);

const searchPerformed = Search._performSearch;
Search._performSearch = (...asked) => {
  const seen = new Map();
  const best = searchPerformed(...asked).reverse(); // Sphinx shows the last one first
  const few = best.filter(([doc]) => {
    seen.set(doc, (seen.get(doc) ?? 0) + 1);
    return seen.get(doc) <= SEARCH_MOST;
  });
  // A chapter that has the words in its headings explains them: those come first, earlier chapters before later ones.
  const { docnames, titleterms } = Search._index;
  const inHeadings = [...asked[1]].map((stem) => [titleterms[stem] ?? []].flat().map((place) => docnames[place]));
  const explains = ([doc]) => SEARCH_CHAPTERS.includes(doc) && inHeadings.length > 0 && inHeadings.every((docs) => docs.includes(doc));
  const first = few.filter(explains).sort(([a], [b]) => SEARCH_CHAPTERS.indexOf(a) - SEARCH_CHAPTERS.indexOf(b));
  return [...first, ...few.filter((hit) => !explains(hit))].reverse();
};

const searchAsked = Search.query;
Search.query = (query) => {
  Search.status.role = "status"; // how many were found is heard
  const words = splitQuery(query.trim());
  const better = words.map(searchNeighbour);
  const strange = words.filter((word, place) => word !== better[place]);
  searchAsked(strange.length ? better.join(" ") : query);
  if (!strange.length) return;
  const note = document.createElement("p");
  note.textContent = `No page has \u201c${strange.join("\u201d, \u201c")}\u201d. Shown is what was found for \u201c${better.join(" ")}\u201d.`;
  Search.status.before(note);
};

/** The word itself where the index has it, or a word that it is a part of; else the nearest that most pages have. */
function searchNeighbour(word) {
  const { terms, titleterms } = Search._index;
  const stem = new Stemmer().stemWord(word.toLowerCase());
  if (stem.length < 4 || stopwords.includes(word.toLowerCase())) return word;
  const known = Object.keys({ ...terms, ...titleterms });
  if (known.some((term) => term.includes(stem))) return word;
  const most = stem.length < 6 ? 1 : 2;
  const pages = (term) => [terms[term] ?? []].flat().length + 2 * [titleterms[term] ?? []].flat().length;
  let best = { term: word, far: most + 1, pages: 0 };
  for (const term of known) {
    if (Math.abs(term.length - stem.length) > most) continue;
    const far = searchDistance(stem, term);
    if (far < best.far || (far === best.far && pages(term) > best.pages)) best = { term, far, pages: pages(term) };
  }
  return best.far <= most ? best.term : word;
}

/** How many letters are missing, too many, other ones, or have changed places (Damerau and Levenshtein). */
function searchDistance(a, b) {
  const rows = [Array.from({ length: b.length + 1 }, (_, k) => k)];
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let k = 1; k <= b.length; k += 1) {
      const same = a[i - 1] === b[k - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1][k] + 1, rows[i][k - 1] + 1, rows[i - 1][k - 1] + same);
      if (i > 1 && k > 1 && a[i - 1] === b[k - 2] && a[i - 2] === b[k - 1]) least = Math.min(least, rows[i - 2][k - 2] + 1);
      rows[i].push(least);
    }
  }
  return rows[a.length][b.length];
}
