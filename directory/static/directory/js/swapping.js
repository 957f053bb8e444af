// Preserves folds, the focus, and unsent numbers when a live search replaces results and
// filters. Each letter updates the results, a pause in typing the filters. Until then the filters
// are marked as busy, because their counts are those of other words.
const RESTS = 300; // ms without a letter.
let shown = document.getElementById("filters");
let folds = [];
let focused = null;
let unsent = [];

// htmx sends an event to every element that it removes, so they are removed before it does.
function empty({ detail: { target, shouldSwap } }) {
  if (shouldSwap && (target === shown || !target.contains(document.activeElement))) {
    target.replaceChildren();
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const inputs = shown.querySelectorAll("input[name]:not([type]), input[type=date]");
  unsent = [...inputs].filter((input) => input.value !== input.defaultValue);
  folds = [...shown.querySelectorAll("details")].map(({ id, open }) => ({ id, open }));
  focused = shown.contains(document.activeElement) ? document.activeElement : null;
  empty(event);
});
document.addEventListener("htmx:oobBeforeSwap", empty);

function isFocused({ id, name, value }) {
  // Choices are found by name and value: ids for six hundred of them cost htmx a tenth of a second.
  return focused.id ? id === focused.id : name === focused.name && value === focused.value;
}

function restore() {
  if (shown.isConnected) {
    return;
  }
  shown = document.getElementById("filters");
  folds.forEach(({ id, open }) => document.getElementById(id)?.toggleAttribute("open", open));
  unsent.forEach(({ id, value }) => { document.getElementById(id).value = value; });
  if (focused) {
    [...shown.querySelectorAll("a, input, summary")].find(isFocused)?.focus({ preventScroll: true });
  }
}

document.addEventListener("htmx:oobAfterSwap", restore);
document.addEventListener("htmx:afterSwap", restore);

// A later request or choice cancels a request for filters that is running or about to be sent.
const words = document.getElementById("q");
const rest = document.getElementById("typing-rests");
let resting;
function overtake() {
  clearTimeout(resting);
  window.htmx.trigger(rest, "htmx:abort");
}

document.addEventListener("change", ({ target }) => shown.contains(target) && overtake());
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt !== rest && elt !== words) {
    overtake();
  }
});

// A held key asks once, when it is released.
let held = false;
let unasked = false;
words.addEventListener("keydown", ({ repeat }) => { held = repeat; });
words.addEventListener("keyup", () => unasked && words.dispatchEvent(new InputEvent("input", { bubbles: true })));
words.addEventListener("input", (event) => {
  unasked = held && event.isTrusted;
  if (unasked) {
    event.stopImmediatePropagation();
  }
  shown.setAttribute("aria-busy", "true");
  overtake();
  resting = setTimeout(() => window.htmx.trigger(rest, "rested"), RESTS);
}, true);
