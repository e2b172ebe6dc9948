// @ts-check
// On each page with code: a button at each cell and task. All the rest is loaded when one is pressed, or where the reader
// has changed something before.

const size = __SIZE__; // what the first run fetches, in words
const folder = __FOLDER__; // beside this file
const about = `The first time fetches Python from this site, once: about ${size}.`;

let described = false; // at the first button of the page

document.documentElement.dataset.pyFolder = folder; // for the review, where tasks come from other pages

for (const [number, cell] of document.querySelectorAll("div.cell").entries()) {
  // Which of the many folds it is, for those who hear the page.
  for (const fold of cell.querySelectorAll("details:not(.asserts) > summary")) fold.append(unseen(`: cell ${number + 1}`));
  const input = cell.querySelector(".cell_input");
  if (!(input instanceof HTMLElement)) continue;
  const missing = [...cell.classList].find((name) => name.startsWith("py-needs-"))?.slice("py-needs-".length);
  const bar = place(input);
  bar.title = missing ? "" : about; // on the bar, so that it is not read aloud at each button
  if (missing) bar.textContent = `Needs ${missing}: shown as it ran when the book was built.`;
  else {
    const cells = async () => (await import(`./${folder}/cells.js`)).cells()[number];
    bar.append(
      button("Run", `Run cell ${number + 1}`, async () => (await cells()).run()),
      button("Change", `Change cell ${number + 1}`, async () => (await cells()).change()),
    );
  }
}
if (document.querySelector(".py-assignment")) import(`./${folder}/assignment.js`);
else {
  for (const task of document.querySelectorAll(".py-task")) {
    const { task: name } = /** @type {HTMLElement} */ (task).dataset;
    const box = async () => (await import(`./${folder}/tasks.js`)).taskOf(task);
    (task.querySelector(":scope > .py-bar") ?? place(task)).append(
      button("Check", `Check: ${name}`, async () => (await box()).check()),
      button("Write", `Write: ${name}`, async () => (await box()).change()),
    );
    if (kept(`task/${name}`)) box();
  }
  const page = document.querySelector("script[data-quiz-page]")?.getAttribute("data-quiz-page") ?? location.pathname;
  if (document.querySelector("div.cell") && kept(`${page}/`)) import(`./${folder}/cells.js`).then(({ cells }) => cells());
}

/** @param {string} name Of code that the reader has changed, or how its names begin. */
function kept(name) {
  try {
    const course = document.querySelector("[data-quiz-store]")?.getAttribute("data-quiz-store") ?? "questions";
    return Object.keys(localStorage).some((key) => key.startsWith(`${course}/code/1/${name}`));
  } catch {
    return false;
  }
}

/** @param {Element} holder */
function place(holder) {
  const bar = document.createElement("div");
  bar.className = "py-bar";
  holder.insertBefore(bar, holder.querySelector(":scope > .asserts")); // Run comes first
  return bar;
}

/** @param {string} text */
function unseen(text) {
  const element = document.createElement("span");
  element.className = "visually-hidden";
  element.textContent = text;
  return element;
}

/**
 * @param {string} text
 * @param {string} name
 * @param {() => Promise<unknown>} work
 */
function button(text, name, work) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.setAttribute("aria-label", name);
  if (!described) element.title = about;
  described = true;
  element.addEventListener("click", begin);
  return element;

  async function begin() {
    if (element.ariaBusy) return; // a disabled button would lose the focus
    element.ariaBusy = "true";
    try {
      await work();
    } catch {
      element.textContent = "Could not be loaded: try again";
      element.setAttribute("aria-label", `${element.textContent}: ${name}`);
    }
    element.ariaBusy = null;
  }
}
