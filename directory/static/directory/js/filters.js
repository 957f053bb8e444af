// Folds that were open stay open when a search replaces the filters.
let open = [];

document.body.addEventListener("htmx:beforeSwap", () => {
  open = [...document.querySelectorAll("#filters details[open]")].map((fold) => fold.id);
});

document.body.addEventListener("htmx:oobAfterSwap", () => {
  for (const id of open) {
    document.getElementById(id)?.setAttribute("open", "");
  }
});
