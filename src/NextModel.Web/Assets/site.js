// What pages do beyond reading: copy a snippet, change the language of an example, change the theme. Every page reads without it.
const root = document.documentElement;
const stored = name => { try { return localStorage.getItem(name); } catch { return null; } };
const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* Private windows keep nothing. */ } };

const theme = stored("theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    store("theme", root.dataset.theme);
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(source.innerText);
      button.textContent = button.dataset.done;
    } catch {
      button.textContent = button.dataset.failed;
    }
    setTimeout(() => { button.textContent = label; }, 1600);
  });
}

// What is current in a long navigation is in view.
const rail = document.querySelector(".rail");
const here = rail?.querySelector("[aria-current=page]");
if (here && here.offsetTop + here.offsetHeight > rail.clientHeight) rail.scrollTop = here.offsetTop + here.offsetHeight - rail.clientHeight / 2;

// A form is sent once, however often its button is pressed; the page that answers one with a secret is not asked for again.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent; });
const reload = document.querySelector("main[data-reload]");
if (reload) history.replaceState(null, "", reload.dataset.reload);

// Panels are all shown until this runs; from then on one at a time.
for (const list of document.querySelectorAll("[role=tablist]")) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const show = (tab, focus) => {
    for (const other of tabs) {
      const on = other === tab;
      other.setAttribute("aria-selected", String(on));
      other.tabIndex = on ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) tab.focus();
  };
  list.hidden = false;
  for (const name of list.closest(".code").querySelectorAll("[data-tab-name]")) name.hidden = true;
  show(tabs[0], false);
  list.addEventListener("click", event => {
    const tab = event.target.closest("[role=tab]");
    if (tab) show(tab, false);
  });
  list.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(document.activeElement);
    if (step && at >= 0) {
      event.preventDefault();
      show(tabs[(at + step + tabs.length) % tabs.length], true);
    }
  });
}

// The same page with another filter, order or period is shown where the reader was, the control they used in focus (ADR 0032).
const place = "place";
const controls = "main :is(.segmented, thead) a[href], main form[method=get] :is(button, a[href])";
// Its own words, without the count that some have.
const named = control => `${control.tagName} ${[...control.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join("").trim()}`;
function leave(to, control) {
  const url = new URL(to, location.href);
  if (url.origin !== location.origin || url.pathname !== location.pathname || url.hash) return;
  try { sessionStorage.setItem(place, JSON.stringify({ path: url.pathname, top: scrollY, control: named(control) })); } catch { /* As above. */ }
}
document.addEventListener("click", event => {
  const link = event.target.closest?.("a[href]");
  if (link?.matches(controls) && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) leave(link.href, link);
});
document.addEventListener("submit", event => {
  const button = event.submitter ?? event.target.querySelector("button");
  if (button?.matches(controls)) leave(event.target.action, button);
});
try {
  const left = JSON.parse(sessionStorage.getItem(place));
  sessionStorage.removeItem(place);
  // What is wrong has the focus by itself, and is on top.
  if (left?.path === location.pathname && !document.querySelector("main :is([role=alert], [aria-invalid])")) {
    scrollTo({ top: left.top, behavior: "instant" });
    [...document.querySelectorAll(controls)].find(control => named(control) === left.control)?.focus({ preventScroll: true });
  }
} catch { /* As above. */ }
