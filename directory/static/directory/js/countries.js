// The country checkboxes: a search box filters them, and one checkbox selects a whole region.
const list = document.querySelector("[data-countries]");

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
}

function find(words) {
  const wanted = plain(words);
  let found = 0;
  for (const region of list.querySelectorAll(".region")) {
    const whole = wanted && plain(region.querySelector("legend").textContent).includes(wanted);
    let here = 0;
    for (const checkbox of region.querySelectorAll(".checkboxes .checkbox")) {
      const fits = whole || plain(checkbox.textContent).includes(wanted);
      checkbox.hidden = !fits && !checkbox.querySelector("input").checked;
      here += fits ? 1 : 0;
    }
    region.hidden = here === 0;
    region.open = Boolean(wanted) && here > 0;
    found += here;
  }
  document.getElementById("countries-found").textContent = wanted
    ? `${found} ${found === 1 ? "country" : "countries"}`
    : "";
}

function addBox() {
  const line = document.createElement("div");
  line.className = "control control-wide";
  const label = Object.assign(document.createElement("label"), { textContent: "Find a country or region" });
  label.htmlFor = "find-country";
  const box = document.createElement("input");
  Object.assign(box, { type: "search", id: "find-country", autocomplete: "off" });
  const found = Object.assign(document.createElement("p"), { id: "countries-found", className: "hint" });
  found.setAttribute("role", "status");
  line.append(label, box, found);
  list.before(line);
  box.addEventListener("input", (event) => {
    event.stopPropagation(); // The search box isn't part of the form, so it must not trigger autosave.
    find(box.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
    }
  });
}

function spread(region, input) {
  const all = region.querySelector('[name="region"]');
  const checkboxes = [...region.querySelectorAll('[name="add"]')];
  if (input === all) {
    for (const checkbox of checkboxes) {
      checkbox.checked = all.checked;
    }
  }
  const chosen = checkboxes.filter((checkbox) => checkbox.checked).length;
  all.checked = chosen === checkboxes.length;
  all.indeterminate = chosen > 0 && chosen < checkboxes.length;
}

if (list) {
  addBox();
  list.addEventListener("change", (event) => spread(event.target.closest(".region"), event.target));
}
