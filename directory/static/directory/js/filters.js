// The filters beside a live search: a long list can be narrowed by typing, folds that were open
// stay open when a search replaces them, and the sheet of a narrow screen closes when it is done.
const LONG = 12;
const typed = {};
let open = [];

const sheet = document.getElementById("sheet");

function narrow(facet, words) {
  const folded = words.trim().toLowerCase();
  for (const option of facet.querySelectorAll(".option")) {
    const label = option.querySelector(".option-label")?.textContent.toLowerCase();
    const chosen = option.querySelector("input").checked;
    option.hidden = Boolean(folded && label && !label.includes(folded) && !chosen);
  }
  if (folded) {
    facet.querySelector("details")?.setAttribute("open", "");
  }
}

function addFilterBoxes() {
  for (const facet of document.querySelectorAll("[data-facet]")) {
    const first = facet.querySelector(".option");
    if (facet.querySelectorAll(".option").length <= LONG || facet.querySelector(".facet-box")) {
      continue;
    }
    const name = facet.dataset.facet;
    const box = document.createElement("input");
    box.type = "search";
    box.id = `box-${name}`;
    box.className = "facet-box";
    box.autocomplete = "off";
    box.placeholder = "Find in this list";
    box.setAttribute("aria-label", `Find in the list: ${facet.querySelector("legend").textContent}`);
    box.value = typed[name] ?? "";
    first.before(box);
    narrow(facet, box.value);
  }
}

function onType(event) {
  const box = event.target.closest(".facet-box");
  if (box) {
    const facet = box.closest("[data-facet]");
    typed[facet.dataset.facet] = box.value;
    narrow(facet, box.value);
  }
}

addFilterBoxes();
document.addEventListener("input", onType);
// What is typed in such a box is no part of the search.
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

document.body.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll("#filters details[open]")].map((fold) => fold.id);
});
document.body.addEventListener("htmx:oobAfterSwap", () => {
  for (const id of open) {
    document.getElementById(id)?.setAttribute("open", "");
  }
  addFilterBoxes();
});

// Wide enough for the filters to stand beside the results: then there is no sheet to be open.
matchMedia("(min-width: 56.25rem)").addEventListener("change", () => sheet?.hidePopover?.());
document.getElementById("search")?.addEventListener("submit", () => sheet?.hidePopover?.());
