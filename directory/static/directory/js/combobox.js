// Suggestions below a search box: an editable combobox with a list (WAI-ARIA), for keyboard,
// pointer, and touch. A company opens its page; a service, area, or country becomes a filter. Enter
// without a choice searches. Outdated answers are dropped. Without this script: a plain search.
const PAUSE = 40; // ms; shorter than between two letters. A held key asks once.
const KINDS = { member: "company", service: "service", area: "therapeutic area", country: "country" };
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
function option(item, id) {
  const note = make("span", { className: "hint", textContent: item.note && ` ${item.note}` });
  const kind = make("span", { className: "hint", textContent: ` ${KINDS[item.type]}` });
  return make("li", { id, item, role: "option" }, make("span", {}, item.label, note), kind);
}

function combine(input) {
  const list = make("ul", { id: `${input.id}-list`, className: "suggestions", role: "listbox" });
  list.ariaLabel = "Suggestions";
  const said = make("p", { className: "unseen", ariaLive: "polite" });
  let timer, asking, active = -1, quiet = 0;
  input.type = "text"; // ARIA forbids a combobox of type search.
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", enterKeyHint: "search" });
  input.setAttribute("aria-controls", list.id);
  input.closest(".search-line").append(list, said);

  function point(place) {
    active = place;
    [...list.children].forEach((each, at) => { each.ariaSelected = String(at === place); });
    input.setAttribute("aria-activedescendant", list.children[place]?.id ?? "");
    list.children[place]?.scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    list.replaceChildren(...found.map((item, place) => option(item, `${list.id}-${place}`)));
    list.hidden = found.length === 0;
    input.ariaExpanded = String(!list.hidden);
    said.textContent = found.length ? `${found.length} suggestion${found.length === 1 ? "" : "s"}. Use the arrow keys to choose.` : "";
    point(-1);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    show([]);
  }

  async function ask(words) {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: words })}`, { signal });
      quiet = answer.status === 429 ? Date.now() + 1000 * answer.headers.get("Retry-After") : 0;
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (!signal.aborted) show(found);
    } catch {
      if (!signal.aborted) show([]);
    }
  }

  function choose({ type, value, html_url: page }) {
    const { action } = input.form, here = location.origin + location.pathname;
    const search = new URLSearchParams(action === here ? location.search : "");
    for (const name of ["q", "exact", "page"]) search.delete(name);
    if (!search.has(type, value)) search.append(type, value);
    location.assign(type === "member" ? new URL(page).pathname : `${action}?${search}`);
  }

  function press(event) {
    const count = list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!count && event.key === "Escape") close(); // The answer that is on its way isn't wanted.
    if (!count || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (step) point(((active + step + count + 2) % (count + 1)) - 1); // Past the ends is the box.
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) choose(list.children[active].item);
    else return event.key === "Home" || event.key === "End" ? point(-1) : undefined; // The key moves the caret.
    event.preventDefault();
  }
  function type(event) {
    const words = input.value.trim();
    clearTimeout(timer);
    asking?.abort();
    if (!words) show([]);
    else if (!event.isComposing && Date.now() > quiet) timer = setTimeout(ask, PAUSE, words);
  }

  input.addEventListener("input", type);
  input.addEventListener("compositionend", type);
  input.addEventListener("keydown", press);
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  for (const held of ["pointerdown", "mousedown"]) {
    list.addEventListener(held, (event) => event.preventDefault()); // Keeps the focus in the box.
  }
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]").item));
  show([]);
}
const all = () => document.querySelectorAll("[data-suggest]:not([role])").forEach(combine);
all();
document.addEventListener("htmx:historyRestore", all); // Back inserts a new page into this one.
