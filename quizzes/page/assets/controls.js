// @ts-check
// How the controls are read and written.

/**
 * @typedef {object} Control
 * @property {(form: HTMLFormElement) => unknown} read
 * @property {(form: HTMLFormElement, answer: any) => void} write
 * @property {(shown: string) => string} partOf The part beside which a note is shown.
 * @property {(part: HTMLElement) => string} place What the part is called.
 * @property {(form: HTMLFormElement, say: (text: string) => void) => void} [setup]
 * @property {(form: HTMLFormElement) => void} [reset] What the browser does not do itself.
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field */

/** @type {Control} */
const choice = {
  read: (form) => inputs(form).find((input) => input.checked)?.value ?? null,
  write: (form, answer) => inputs(form).forEach((input) => (input.checked = input.value === answer)),
  partOf: (shown) => shown,
  place: (part) => part.querySelector(".quiz-letter")?.textContent ?? "your choice",
};

/** @type {Control} */
const choices = {
  ...choice,
  read: (form) => inputs(form).flatMap((input) => (input.checked ? [input.value] : [])),
  write: (form, answer) =>
    inputs(form).forEach((input) => (input.checked = Array.isArray(answer) && answer.includes(input.value))),
};

/** @type {Control} */
const entry = {
  read: (form) => fields(form)[0]?.value ?? null,
  write: (form, answer) => fields(form).forEach((field) => (field.value = String(answer))),
  partOf: () => "entry",
  place: () => "your answer",
  setup: (form) =>
    form.querySelector("textarea")?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    }),
};

/** @type {Control} */
const several = {
  read: (form) => Object.fromEntries(fields(form).map((field) => [partOf(field), field.value])),
  write: (form, answer) => fields(form).forEach((field) => (field.value = String(answer?.[partOf(field)] ?? ""))),
  partOf: (shown) => shown.split("/")[0] ?? shown,
  place: (part) => (part.matches(".quiz-blank-note") ? "the blanks" : "the entries"),
};

/** @type {Control} */
const order = {
  read: (form) => (list(form).dataset.moved ? steps(form).map((step) => step.dataset.part) : null),
  write: (form, answer) => {
    if (Array.isArray(answer)) arrange(form, answer);
    list(form).dataset.moved = "true";
  },
  partOf: (shown) => shown,
  place: () => "the steps",
  setup: (form, say) => {
    list(form).dataset.first = steps(form).map((step) => step.dataset.part).join(" ");
    for (const buttons of form.querySelectorAll(".quiz-moves")) buttons.toggleAttribute("hidden", false);
    form.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest(".quiz-move");
      if (button instanceof HTMLElement) move(form, button, say);
    });
    ends(form);
  },
  reset: (form) => {
    arrange(form, (list(form).dataset.first ?? "").split(" "));
    delete list(form).dataset.moved;
  },
};

/**
 * The control of a form: what stands in it says how it is read, whatever the kind is called.
 * @param {HTMLFormElement} form
 * @returns {Control}
 */
export function controlOf(form) {
  const field = fields(form)[0];
  if (form.querySelector(".quiz-steps")) return order;
  if (field?.type === "radio") return choice;
  if (field?.type === "checkbox") return choices;
  return field?.name.includes("--") ? several : entry;
}

/**
 * The fields that the answer is given in.
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
export function fields(form) {
  return /** @type {Field[]} */ ([...form.querySelectorAll("input, select, textarea")].filter((e) => !e.closest(".quiz-sure")));
}

/**
 * The id of the part that a field stands for. Its name begins with the item's: a field called "reset" alone would
 * take the place of the form's own.
 * @param {Field} field
 */
function partOf(field) {
  return field.name.split("--").at(-1) ?? "";
}

/** @param {HTMLFormElement} form */
function inputs(form) {
  return /** @type {HTMLInputElement[]} */ (fields(form));
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLElement}
 */
function list(form) {
  return /** @type {HTMLElement} */ (form.querySelector(".quiz-steps"));
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLElement[]}
 */
function steps(form) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".quiz-step"))];
}

/**
 * @param {HTMLFormElement} form
 * @param {string[]} ids
 */
function arrange(form, ids) {
  const now = steps(form);
  list(form).append(...ids.flatMap((id) => now.find((step) => step.dataset.part === id) ?? []));
  ends(form);
}

/**
 * Move a step by one place; the focus stays on the button that was pressed.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} button
 * @param {(text: string) => void} say
 */
function move(form, button, say) {
  const now = steps(form);
  const step = /** @type {HTMLElement} */ (button.closest(".quiz-step"));
  const up = button.dataset.by === "-1";
  const other = now[now.indexOf(step) + (up ? -1 : 1)];
  if (!other) return say(up ? "This is the first step already." : "This is the last step already.");
  if (up) other.before(step);
  else other.after(step);
  button.focus();
  list(form).dataset.moved = "true";
  ends(form);
  list(form).dispatchEvent(new Event("input", { bubbles: true }));
  say(`Now step ${steps(form).indexOf(step) + 1} of ${now.length}.`);
}

/**
 * Say of the buttons at both ends that they lead nowhere; they keep the focus.
 * @param {HTMLFormElement} form
 */
function ends(form) {
  const now = steps(form);
  for (const [place, step] of now.entries()) {
    for (const button of step.querySelectorAll(".quiz-move")) {
      const last = button.getAttribute("data-by") === "-1" ? 0 : now.length - 1;
      button.ariaDisabled = place === last ? "true" : null;
    }
  }
}
