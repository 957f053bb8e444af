// The filters beside a live search. Typing narrows a long list, and the sheet of a narrow screen
// closes after a search.
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
  facet.querySelector("details")?.toggleAttribute("open", Boolean(wanted));
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
// The text in such a box is not part of the search.
document.addEventListener("change", (event) => {
  if (event.target.matches(".facet-box")) {
    event.stopPropagation();
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

// When the window gets wide enough for filters beside the results, there is no sheet to keep open.
const close = () => document.getElementById("sheet")?.hidePopover?.();
matchMedia("(min-width: 56.25rem)").addEventListener("change", close);
document.addEventListener("submit", close);
