// Single keys: / searches, g and a letter goes to a page, j and k go along the rows of a table, Escape goes back to the list, ? lists them. None of
// them counts while something is typed, and all but Escape can be switched off (WCAG 2.2, 2.1.4).
const help = document.getElementById("keys");
const isOn = document.getElementById("keys-on");
const stored = name => { try { return localStorage.getItem(name); } catch { return null; } };
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* Private windows keep nothing. */ } };
const patience = 1500;
let went = 0;

isOn.checked = stored("keys") !== "off";
isOn.addEventListener("change", () => store("keys", isOn.checked ? "on" : "off"));
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
}

const visible = element => element.checkVisibility?.() ?? true;

// The first that can be seen: the top bar's where there is room, else the page's own.
function search() {
  const field = [...document.querySelectorAll("[data-search], main input[type=search]")].find(visible);
  if (field) {
    field.focus();
    field.select();
  } else {
    document.querySelector("a[data-search-page]")?.click();
  }
}

function go(letter) {
  const link = document.querySelector(`a[data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

function step(by) {
  const links = [...document.querySelectorAll("main .ledger tbody tr")].filter(visible).map(row => row.querySelector("a")).filter(Boolean);
  if (links.length === 0) return;
  const row = document.activeElement?.closest("tbody tr");
  const at = row ? links.findIndex(link => row.contains(link)) : -1;
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + by))].focus();
}

// What was typed is not left behind.
const isTyped = () => [...document.querySelectorAll("main :is(input, textarea):not([type=hidden])")]
  .some(field => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue)
  || document.querySelector("main [aria-invalid], main .field-now") !== null;

function back() {
  const list = [...document.querySelectorAll(".crumbs a")].slice(1).pop();
  if (!list || isTyped()) return false;
  if (document.referrer && new URL(document.referrer).pathname === new URL(list.href).pathname) history.back();
  else location.assign(list.href);
  return true;
}

// Back at the list, the row that was opened has the focus again.
document.addEventListener("click", event => {
  const link = event.target.closest?.("main .ledger tbody a");
  if (link) history.replaceState({ ...history.state, row: link.getAttribute("href") }, "");
});
if (history.state?.row && performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  document.querySelector(`main .ledger tbody a[href="${CSS.escape(history.state.row)}"]`)?.focus();
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
  if (event.key === "Escape") {
    if (!document.querySelector("dialog[open], :popover-open") && back()) event.preventDefault();
    return;
  }
  if (!isOn.checked) return;
  const isSecond = Date.now() - went < patience;
  went = 0;
  if (isSecond && go(event.key)) event.preventDefault();
  else if (event.key === "g") went = Date.now();
  else if (event.key === "/") { event.preventDefault(); search(); }
  else if (event.key === "?") { event.preventDefault(); help.showModal(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
});
