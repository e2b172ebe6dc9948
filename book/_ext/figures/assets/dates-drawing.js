// @ts-check
// The drawing of the figure "seq2seq, live", as dates_drawing.py lays it out: encoder, attention, decoder.

/**
 * @typedef {object} Form
 * @property {boolean} across
 * @property {number} width
 * @property {number} step
 * @property {number} row
 * @property {number} box
 * @property {number} head
 * @property {number} edge
 * @property {number} room
 * @property {number} gap
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 *
 * @typedef {object} Shown What is drawn.
 * @property {string[]} read The characters, then "end".
 * @property {string[]} written The symbols, then "end" if it was written.
 * @property {number[]} p Probability of each symbol.
 * @property {ArrayLike<number>[]} weights (U, T) attention.
 * @property {number} reading How many characters have been read.
 * @property {number} writing How many symbols have been written.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 */
function drawn(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {Form} form
 * @param {number} S
 * @param {number} U
 */
function layout(form, S, U) {
  const { across, width, row, box, head, edge, room, gap } = form;
  const most = width - 2 - gap - box - room;
  const step = across ? Math.min(form.step, most / S) : form.step;
  const start = across ? most - S * step + 2 : head;
  const [first, after] = [edge + box + gap, start + S * step + gap];
  /** @param {number} along @param {number} down @param {number} length @param {number} thickness @returns {Box} */
  const turned = (along, down, length, thickness) =>
    across ? { x: along, y: down, width: length, height: thickness } : { x: down, y: along, width: thickness, height: length };
  return {
    /** @param {number} s */
    reads: (s) => turned(start + s * step, edge, step - 2, box),
    /** @param {number} u */
    writes: (u) => turned(after, first + u * row, box, row - 2),
    /** @param {number} u @param {number} s */
    looks: (u, s) => turned(start + s * step, first + u * row, step - 2, row - 2),
    height: across ? first + U * row + 4 : after + box + room,
  };
}

/**
 * Draw anew into an SVG.
 * @param {SVGSVGElement} svg
 * @param {Form} form
 * @param {Shown} shown
 */
export function draw(svg, form, { read, written, p, weights, reading, writing }) {
  const at = layout(form, read.length, written.length);
  const now = writing > 0 && writing <= written.length ? writing - 1 : -1;
  svg.setAttribute("viewBox", `0 0 ${form.width} ${at.height}`);
  const [first, last, end] = [at.reads(0), at.writes(0), at.writes(written.length - 1)];
  const parts = [];
  if (form.across) {
    const [x, y] = [last.x + last.width / 2, first.y + first.height / 2];
    parts.push(
      drawn("text", { class: "dates-head", x: 2, y: first.y - 7 }, "the encoder reads →"),
      drawn("text", { class: "dates-head", x: form.width, y: first.y - 7, "text-anchor": "end" }, "↓ the decoder writes"),
      drawn("path", { class: "dates-way", d: `M${first.x} ${y}H${x - 8}q8 0 8 8V${end.y + end.height}` }),
    );
  } else {
    const [x, y] = [first.x + first.width / 2, last.y + last.height / 2];
    parts.push(
      drawn("text", { class: "dates-head", x: first.x, y: first.y - 8 }, "↓ the encoder reads"),
      drawn("text", { class: "dates-head", x: last.x, y: at.height - 6 }, "the decoder writes →"),
      drawn("path", { class: "dates-way", d: `M${x} ${first.y}V${y - 8}q0 8 8 8H${end.x + end.width}` }),
    );
  }
  written.forEach((symbol, u) => {
    const done = u < writing;
    read.forEach((_, s) => {
      const weight = done ? weights[u]?.[s] ?? 0 : 0;
      parts.push(drawn("rect", { class: "dates-look", ...at.looks(u, s), rx: 2, style: `--weight: ${weight.toFixed(2)}` }));
    });
    const box = at.writes(u);
    if (form.across) {
      const bar = { x: box.x + box.width + 8, y: box.y + box.height / 2 - 3, height: 6, rx: 2 };
      parts.push(drawn("rect", { class: "dates-track", ...bar, width: form.room - 8 }));
      if (done) parts.push(drawn("rect", { class: "dates-sure", ...bar, width: (p[u] ?? 0) * (form.room - 8) }));
    }
    parts.push(boxed(box, done ? symbol : "", `dates-write${done ? "" : " dates-later"}${u === now ? " dates-now" : ""}`));
  });
  if (now >= 0) parts.push(drawn("rect", { class: "dates-row", ...around(at.looks(now, 0), at.looks(now, read.length - 1)), rx: 4 }));
  read.forEach((symbol, s) => {
    const glow = now >= 0 ? weights[now]?.[s] ?? 0 : 0;
    const classes = `dates-read${s < reading ? "" : " dates-later"}${s === reading - 1 && writing === 0 ? " dates-now" : ""}`;
    parts.push(boxed(at.reads(s), symbol, classes, glow));
  });
  svg.replaceChildren(...parts);
}

/**
 * @param {Box} first
 * @param {Box} last
 */
function around(first, last) {
  const [width, height] = [last.x + last.width - first.x + 4, last.y + last.height - first.y + 4];
  return { x: first.x - 2, y: first.y - 2, width, height };
}

/**
 * @param {Box} box
 * @param {string} symbol
 * @param {string} classes
 * @param {number} [glow]
 */
function boxed(box, symbol, classes, glow = 0) {
  const sign = symbol === " " ? "␣" : symbol === "end" && box.width < 26 ? "↵" : symbol;
  const lower = sign === "end" ? 4 : sign === "␣" ? 2 : 5;
  const attributes = { x: box.x + box.width / 2, y: box.y + box.height / 2 + lower, class: sign === "end" ? "dates-end" : "" };
  return drawn("g", { class: classes, style: `--glow: ${glow.toFixed(2)}` },
    drawn("rect", { ...box, rx: 4 }), drawn("text", attributes, sign));
}
