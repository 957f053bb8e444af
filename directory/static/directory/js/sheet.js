// The sheet with the filters on a narrow screen. Back closes it, and keeps what was chosen in it:
// an open sheet is a step of the history, whose URL follows the choices.
const sheet = () => document.getElementById("sheet");
const isOpen = () => sheet()?.matches(":popover-open");
const close = () => isOpen() && sheet().hidePopover();
let before = ""; // The URL before the sheet was opened, until its step is gone or became another.
let chosen = "";
let leaving = false;

function open() {
  before = chosen = location.href;
  history.replaceState({ htmx: true }, "", before); // So that htmx can come back to it.
  history.pushState({ htmx: true }, "", before);
}

// Without a choice, the step is removed. Otherwise it is that of the new search.
function leave() {
  leaving = before === location.href;
  before = "";
  if (leaving) {
    history.back();
  }
}

document.addEventListener("toggle", ({ target, newState }) => {
  if (target === sheet() && newState === "open") {
    open();
  } else if (target === sheet() && before) {
    leave();
  }
}, true);

// A choice in the sheet changes the URL of its step.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  if (isOpen()) {
    detail.history.type = "replace";
  }
});
document.addEventListener("htmx:replacedInHistory", () => { chosen = location.href; });

// This listener comes before that of htmx, which would load the page again.
addEventListener("popstate", (event) => {
  if (leaving) {
    leaving = false;
  } else if (before && isOpen()) {
    before = "";
    close();
    if (chosen !== location.href) {
      history.pushState({ htmx: true }, "", chosen);
    }
  } else {
    return;
  }
  event.stopImmediatePropagation();
});

// When the window gets wide enough for filters beside the results, there is no sheet to keep open.
matchMedia("(min-width: 56.25rem)").addEventListener("change", close);
document.addEventListener("submit", close);
