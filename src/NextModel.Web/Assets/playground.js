// The playground with a script: answers side by side as they come, and what they would cost while the prompt is written. Whatever models
// write is put into the page as text.
const form = document.getElementById("playground");
const answers = document.getElementById("answers");
const estimate = document.getElementById("estimate");
const status = document.getElementById("playground-status");
const blank = document.getElementById("answer");
const count = new Intl.NumberFormat("en");

const body = () => new URLSearchParams(new FormData(form));
const part = (column, name) => column.querySelector(`[data-f=${name}]`);

function open(model) {
  const column = blank.content.firstElementChild.cloneNode(true);
  part(column, "model").textContent = model;
  answers.append(column);
  return column;
}

function finish(column, result) {
  const words = column.querySelector("[data-modes]").dataset;
  const mode = result.status === "refused" ? "refused" : result.status !== "completed" ? "error" : result.serve_mode === "exact_cache" ? "exact" : "fresh";
  const badge = part(column, "mode");
  badge.className = `mode ${mode}`;
  badge.textContent = words[mode];
  const set = (name, value) => { if (value !== null && value !== undefined) part(column, name).textContent = value; };
  set("cost", result.cost === null ? null : `${result.cost} ${result.currency}`);
  set("tokens", result.usage && `${count.format(result.usage.prompt_tokens)}, ${count.format(result.usage.completion_tokens)}`);
  set("first", result.first_byte_ms === null ? null : count.format(result.first_byte_ms));
  set("total", count.format(result.total_ms));
  set("source", result.source);
  if (result.receipt_url) {
    const receipt = part(column, "receipt");
    receipt.href = receipt.dataset.to.replace("RECEIPT", result.receipt_url.split("/").pop());
    receipt.hidden = false;
  }
  if (result.error) {
    part(column, "error").textContent = result.error.message;
    part(column, "error").hidden = false;
  }
}

// As VisibleText.OfAnswer: nothing that a model writes turns the direction of what is around it.
const turning = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const visible = text => text.replace(turning, letter => `⟨U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

// Server-sent events of an answer to a POST, which EventSource cannot send.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const whole = rest.split("\n\n");
    rest = whole.pop();
    for (const one of whole) {
      const name = /^event: (.*)$/m.exec(one)?.[1];
      const data = /^data: (.*)$/m.exec(one)?.[1];
      if (name && data) yield { name, data: JSON.parse(data) };
    }
  }
}

async function send() {
  const names = [...new Set([...form.querySelectorAll("[name=model]")].map(input => input.value.trim()).filter(Boolean))];
  const columns = new Map();
  answers.replaceChildren();
  answers.setAttribute("aria-busy", "true");
  status.textContent = "";
  try {
    const response = await fetch(form.dataset.stream, { method: "POST", body: body() });
    if (!response.ok || !response.headers.get("content-type").startsWith("text/event-stream")) {
      status.textContent = response.redirected ? form.dataset.failed : await response.text();
      return;
    }
    names.forEach((name, index) => columns.set(index, open(name)));
    for await (const { name, data } of events(response)) {
      if (name === "chunk") {
        const text = data.chunk.choices?.[0]?.delta?.content;
        if (typeof text === "string") part(columns.get(data.index), "text").append(visible(text));
      } else if (name === "result") {
        finish(columns.get(data.index), data);
      }
    }
  } catch {
    status.textContent = form.dataset.failed;
  } finally {
    answers.removeAttribute("aria-busy");
  }
}

let asked = 0;
async function price() {
  const mine = ++asked;
  const response = await fetch(form.dataset.estimate, { method: "POST", body: body() });
  if (mine === asked && response.status === 200 && !response.redirected) estimate.innerHTML = await response.text();
}

if (form) {
  form.addEventListener("submit", event => {
    if (event.submitter?.value === "estimate") return;
    event.preventDefault();
    event.submitter?.setAttribute("aria-busy", "true");
    send().finally(() => event.submitter?.removeAttribute("aria-busy"));
  });
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => price().catch(() => { }), 600);
  });
}
