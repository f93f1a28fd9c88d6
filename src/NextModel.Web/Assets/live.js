// Receipts as they come: rows the server has written, put on top of the list.
const button = document.querySelector("[data-live]");
const status = document.getElementById("live-status");
const most = 500;
let source = null;

function stop(text) {
  source?.close();
  source = null;
  button.setAttribute("aria-pressed", "false");
  status.textContent = text;
}

function follow() {
  button.setAttribute("aria-pressed", "true");
  source = new EventSource(button.dataset.live);
  source.addEventListener("open", () => { status.textContent = status.dataset.on; });
  source.addEventListener("receipts", event => {
    const rows = document.getElementById(button.dataset.rows);
    if (!rows) {
      location.reload();
      return;
    }
    const came = document.createElement("template");
    came.innerHTML = event.data;
    rows.prepend(came.content);
    while (rows.children.length > most) rows.lastElementChild.remove();
  });
  source.addEventListener("skipped", () => { status.textContent = status.dataset.skipped; });
  source.addEventListener("ended", () => stop(status.dataset.ended));
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) stop(status.dataset.lost);
    else status.textContent = status.dataset.lost;
  });
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => { if (source) stop(status.dataset.off); else follow(); });
  addEventListener("pagehide", () => source?.close());
}
