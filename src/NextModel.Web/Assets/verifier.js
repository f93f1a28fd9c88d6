// The receipt verifier's page: everything is checked here, nothing is sent. The key set is this installation's unless another is given.
const form = document.getElementById("verifier");
const { verifyReceipt, verifyProof } = await import(form.dataset.verifier);
const verdict = document.getElementById("verdict");
const shownFacts = ["id", "request_id", "completed_at", "serve_mode", "effective_model", "hash"];

function item(code, message) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.className = "mono";
  name.textContent = code;
  const text = document.createElement("span");
  text.textContent = message;
  line.append(name, text);
  return line;
}

function show(problems, receipt) {
  verdict.hidden = false;
  for (const part of verdict.querySelectorAll("[data-valid]")) part.hidden = problems.length > 0;
  for (const part of verdict.querySelectorAll("[data-invalid]")) part.hidden = problems.length === 0;
  document.getElementById("problems").replaceChildren(...problems.map(({ code, message }) => item(code, message)));
  const facts = receipt ? shownFacts.flatMap(name => {
    const term = document.createElement("dt");
    term.textContent = name;
    const value = document.createElement("dd");
    value.className = "mono";
    value.textContent = String(receipt[name] ?? "–");
    return [term, value];
  }) : [];
  if (receipt?.billing) {
    const term = document.createElement("dt");
    term.textContent = "amount";
    const value = document.createElement("dd");
    value.className = "mono";
    value.textContent = `${receipt.billing.amount} ${receipt.billing.currency}`;
    facts.push(term, value);
  }
  document.getElementById("facts").replaceChildren(...facts);
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const text = document.getElementById("receipt").value.trim();
  let receipt;
  try {
    const read = JSON.parse(text);
    receipt = read.receipt ?? read;
  } catch {
    show([{ code: "receipt_schema_unknown", message: form.dataset.unreadable }], null);
    return;
  }

  let keys;
  try {
    const given = document.getElementById("keys").value.trim();
    keys = JSON.parse(given || await (await fetch(form.dataset.keys)).text());
  } catch {
    show([{ code: "receipt_key_unknown", message: form.dataset.nokeys }], receipt);
    return;
  }

  const verify = JSON.parse(text).schema === "nextmodel.proof/1" ? verifyProof : verifyReceipt;
  const problems = [...await verify(text, keys)];
  const expected = document.getElementById("expected").value.trim();
  if (expected && expected !== receipt.id && expected !== receipt.request_id) {
    problems.push({ code: "receipt_request_id_mismatch", message: `${expected} ≠ ${receipt.request_id}` });
  }

  show(problems, receipt);
});
