// The filters beside a live search. Typing narrows a long list until a choice is made.
const LONG = 12;
const typed = {};

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
}

function narrow(facet, words) {
  const wanted = plain(words);
  let found = 0;
  for (const option of facet.querySelectorAll(".option")) {
    const label = option.querySelector("input + span")?.textContent ?? "";
    const fits = !label || plain(label).includes(wanted);
    option.hidden = !fits && !option.querySelector("input").checked;
    found += fits ? 1 : 0;
  }
  facet.querySelector(".facet-none").hidden = found > 0;
  for (const fold of facet.querySelectorAll("details")) {
    fold.open = Boolean(wanted) || Boolean(fold.querySelector(".level-2 :checked"));
  }
}

function addFilterBoxes() {
  for (const facet of document.querySelectorAll("[data-facet]")) {
    if (facet.querySelectorAll(".option").length <= LONG || facet.querySelector(".facet-box")) {
      continue;
    }
    const name = facet.dataset.facet;
    const box = document.createElement("input");
    Object.assign(box, { type: "search", id: `box-${name}`, className: "facet-box" });
    Object.assign(box, { autocomplete: "off", placeholder: "Filter this list" });
    box.setAttribute("aria-label", `Filter the list: ${facet.querySelector("legend").textContent}`);
    box.value = typed[name] ?? "";
    const none = document.createElement("p");
    Object.assign(none, { className: "facet-none hint", textContent: "No matches in this list." });
    none.setAttribute("role", "status");
    none.hidden = true;
    facet.querySelector(".option").before(box, none);
    if (box.value) {
      narrow(facet, box.value);
    }
  }
}

addFilterBoxes();
document.addEventListener("input", (event) => {
  const facet = event.target.matches(".facet-box") && event.target.closest("[data-facet]");
  if (facet) {
    typed[facet.dataset.facet] = event.target.value;
    narrow(facet, event.target.value);
  }
});

// A choice empties the box. It moves out of the fold, which closes, as it does in the new filters.
function empty(facet, option) {
  const box = facet.querySelector(".facet-box");
  if (!box?.value) {
    return;
  }
  box.value = typed[facet.dataset.facet] = "";
  const fold = option.closest("[data-facet] details");
  if (fold && !option.matches("[class*=level-]")) {
    fold.before(option);
    option.querySelector("input").focus({ preventScroll: true });
  }
  narrow(facet, "");
}

// While a day is being typed, each key makes another day. It counts once the field is left.
let day = null;
document.addEventListener("keydown", ({ target, key }) => {
  day = target.type === "date" && key !== "Enter" ? target : null;
});
document.addEventListener("focusout", ({ target }) => {
  if (target === day && target.value !== target.defaultValue) {
    day = null;
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
document.addEventListener("pointerdown", () => { day = null; });

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches(".facet-box") || target === day) {
    event.stopPropagation(); // The text in a box is not part of the search.
  } else if (target.closest(".option") && target.closest("[data-facet]")) {
    empty(target.closest("[data-facet]"), target.closest(".option"));
  }
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".facet-box")) {
    event.preventDefault();
  }
});

for (const event of ["htmx:oobAfterSwap", "htmx:afterSwap", "htmx:historyRestore"]) {
  document.addEventListener(event, addFilterBoxes);
}
