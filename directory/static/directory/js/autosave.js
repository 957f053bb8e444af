// Saves a section of the edit form to the draft as you type, as the button does.
// Errors, file uploads, and pasted cells wait until the button is pressed.
// If the session has expired, the button keeps the entries until the user has signed in again.
const PAUSE = 1500;
const form = document.querySelector("form[data-autosave]");
const status = document.getElementById("autosave");
let timer = 0;
let saving = null; // The promise of a save that is running.
let changed = false;
let leaving = false; // The form is being sent.

function say(words) {
  if (status.textContent !== words) {
    status.textContent = words;
  }
}

function save() {
  clearTimeout(timer);
  if (saving) {
    later();
    return;
  }
  changed = false;
  saving = send().finally(() => {
    saving = null;
  });
}

async function send() {
  const data = new FormData(form);
  data.delete("logo");
  data.set("autosave", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
    changed ||= !answer.ok;
    if (answer.ok) {
      tell(await answer.json());
    } else if (answer.status === 409) {
      say((await answer.json()).said);
    } else {
      say("Not saved. You may have been signed out. Select Save changes. Nothing you typed will be lost.");
    }
  } catch {
    say("Not saved: you're offline. Select Save changes when you're back online.");
    changed = true;
  }
}

function tell({ seen, said, preview }) {
  form.elements.seen.value = seen;
  say(said);
  const shown = document.getElementById("preview");
  if (shown && preview !== undefined) {
    shown.innerHTML = preview; // sanitized by the server, as on the public page
  }
}

function later() {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function noteLengths(field) {
  const hint = form.querySelector(`label[for="${CSS.escape(field.id)}"] .hint`);
  const left = Number(field.dataset.limit) - field.value.length;
  if (hint) {
    const count = Math.abs(left).toLocaleString("en-US");
    hint.textContent = left < 0 ? `${count} characters over the limit` : `${count} characters left`;
  }
}

if (form && status) {
  for (const field of form.querySelectorAll("[data-limit]")) {
    noteLengths(field);
    field.addEventListener("input", () => noteLengths(field));
  }
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    changed = false;
    leaving = !saving;
    if (saving) { // Otherwise the server would see two windows editing.
      event.preventDefault();
      saving.finally(() => form.requestSubmit(event.submitter));
    }
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed) {
      save();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (changed || saving || (!leaving && form.elements.pasted?.value.trim())) {
      event.preventDefault();
    }
  });
}
