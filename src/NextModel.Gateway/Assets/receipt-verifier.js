// Verifies receipts, exports, proofs and checkpoints of NextModel where they are: in a browser or in Node, with nothing but WebCrypto.
// No dependency, no network, no page. The rules are in docs/reference/receipt.md; the same corpus is put to it and to the command line.
//
//   import { verifyReceipt } from '/tools/receipt-verifier.js';
//   const problems = await verifyReceipt(receiptText, jwksText);   // [] when it is genuine

const RECEIPT = 'nextmodel.receipt/1';
const CHECKPOINT = 'nextmodel.checkpoint/2';
const NONE = 'sha256:' + '0'.repeat(64);
const HASH = /^sha256:[0-9a-f]{64}$/;
const encoder = new TextEncoder();

/** What is wrong with one receipt; empty when it is genuine. */
export async function verifyReceipt(text, jwks) {
  return (await judge(text, await readKeys(jwks), new Map())).problems;
}

/** What is wrong with an export, a receipt on each line; with a checkpoint, also that nothing of what it counted is missing. */
export async function verifyExport(lines, jwks, checkpointText = null) {
  const keys = await readKeys(jwks);
  const problems = [];
  let checkpoint = null;
  if (checkpointText !== null) {
    const read = await readCheckpoint(checkpointText, keys);
    if (read.problem) return [read.problem];
    checkpoint = read.checkpoint;
  }
  const chain = new Chain(checkpoint);
  const verified = new Map();
  for (const line of lines.replace(/^\uFEFF/, '').split('\n')) {
    if (line.trim() === '') continue;
    const verdict = await judge(line.trim(), keys, verified);
    problems.push(...verdict.problems);
    const broken = verdict.place && await chain.add(verdict.place);
    if (broken) problems.push(broken);
  }
  problems.push(...chain.end());
  return problems;
}

/** What is wrong with a signed checkpoint. */
export async function verifyCheckpoint(text, jwks) {
  const { problem } = await readCheckpoint(text, await readKeys(jwks));
  return problem ? [problem] : [];
}

/** What is wrong with a receipt, its checkpoint and the path between them. */
export async function verifyProof(text, jwks) {
  const keys = await readKeys(jwks);
  const proof = parse(text);
  if (!isObject(proof) || proof.schema !== 'nextmodel.proof/1' || !isObject(proof.receipt) || !isWhole(proof.index) || !isPath(proof.path)) {
    return [unknown("This is no document of schema 'nextmodel.proof/1'.")];
  }
  const { problems, place } = await judgeValue(proof.receipt, keys, new Map());
  const { problem, checkpoint } = await readCheckpointValue(proof.checkpoint, keys);
  if (problem) return [...problems, problem];
  const head = place && checkpoint.heads.find(one => one.organization === place.organization);
  if (place && !(head && await climb(await leafOf(place.hash), proof.index, head.tree_size, proof.path) === head.root)) {
    problems.push(found('receipt_chain_broken', `${place.id} is not entry ${proof.index} of what the checkpoint of ${checkpoint.madeAt} signs.`));
  }
  return problems;
}

/** What is wrong between an organization's earlier checkpoint and its later one. */
export async function verifyConsistency(oldText, newText, proofText, jwks) {
  const keys = await readKeys(jwks);
  const old = await readCheckpoint(oldText, keys);
  if (old.problem) return [old.problem];
  const grown = await readCheckpoint(newText, keys);
  if (grown.problem) return [grown.problem];
  const first = old.checkpoint.heads[0];
  const second = grown.checkpoint.heads.find(one => one.organization === first.organization);
  if (!second || second.tree_size < first.tree_size) {
    return [found('receipt_chain_gap', `The earlier checkpoint counts ${first.tree_size} receipts, the later one ${second ? second.tree_size : 0}: receipts are missing.`)];
  }
  const proof = proofText ? parse(proofText) : { schema: 'nextmodel.consistency/1', first: first.tree_size, second: second.tree_size, path: [] };
  const holds = isObject(proof) && proof.schema === 'nextmodel.consistency/1' && proof.first === first.tree_size && proof.second === second.tree_size && isPath(proof.path)
    && await isConsistent(first.tree_size, first.root, second.tree_size, second.root, proof.path);
  return holds ? [] : [found('receipt_chain_broken', 'Nothing shows that the receipts under the later checkpoint begin with those under the earlier one.')];
}

// One receipt.

async function judge(text, keys, verified) {
  return judgeValue(parse(text), keys, verified);
}

async function judgeValue(receipt, keys, verified) {
  if (!isObject(receipt) || receipt.schema !== RECEIPT) return { problems: [unknown(`This is no receipt of schema '${RECEIPT}'.`)] };
  const log = receipt.log;
  if (!HASH.test(receipt.hash) || typeof receipt.hash !== 'string' || typeof receipt.id !== 'string' || typeof receipt.organization !== 'string' || typeof receipt.completed_at !== 'string'
    || !isObject(log) || typeof log.id !== 'string' || !isWhole(log.sequence) || typeof log.previous_hash !== 'string' || !HASH.test(log.previous_hash)) {
    return { problems: [unknown('Members are missing or malformed: id, organization, completed_at, log or hash.')] };
  }
  const place = { id: receipt.id, organization: receipt.organization, log: log.id, sequence: log.sequence, previous: log.previous_hash, hash: receipt.hash, completedAt: receipt.completed_at };
  const problems = [];
  const { hash, signature, ...content } = receipt;
  const actual = await sha256Text(canonical(content));
  if (actual !== hash) problems.push(found('receipt_hash_mismatch', `The content hashes to ${actual}, the receipt says ${hash}: it was changed.`));
  const own = /^req_[0-9a-f]{32}$/.test(receipt.request_id) ? receipt.request_id.slice(4) : null;
  if (own === null || receipt.id !== 'rcpt_' + own) problems.push(found('receipt_request_id_mismatch', "The members 'id' and 'request_id' do not name the same request."));
  const wrong = checkBilling(receipt.billing, receipt.usage);
  if (wrong) problems.push(found('receipt_amount_mismatch', wrong));
  const unsigned = await checkSignature(signature, hash, keys, verified);
  if (unsigned) problems.push(unsigned);
  return { problems, place };
}

async function checkSignature(signature, hash, keys, verified) {
  if (!isObject(signature) || Object.keys(signature).length !== 5 || typeof signature.jws !== 'string' || !HASH.test(signature.root) || !isWhole(signature.index)
    || !isWhole(signature.size) || !isPath(signature.path)) {
    return invalid("The member 'signature' is missing or malformed.");
  }
  const { jws, root, index, size, path } = signature;
  if (await climb(await leafOf(hash), index, size, path) !== root) return invalid('The path does not lead from the receipt to the root.');
  const known = `${jws} ${root} ${size}`;
  if (verified.has(known)) return null;
  const parts = jws.split('.');
  const header = parts.length === 3 ? readHeader(parts[0], 'nextmodel.commit') : null;
  if (!header) return invalid("The member 'signature.jws' is no compact JWS that names its key.");
  const key = keys.get(header.kid);
  if (!key) return found('receipt_key_unknown', `The receipt was signed with key ${header.kid}, which is not among the given ones.`);
  const input = base64url(encoder.encode(`{"alg":"ES256","kid":"${header.kid}","size":${size},"typ":"nextmodel.commit"}`)) + '.' + base64url(encoder.encode(root));
  if (parts[0] + '.' + parts[1] !== input || !await verifies(key, input, parts[2])) return invalid('The signature does not match the root, the size of the tree and the key it names.');
  verified.set(known, true);
  return null;
}

// Money: whole numbers of 10^-36, so that nothing is rounded but where the rules say so.

const SCALE = 36;
const ONE = 10n ** 36n;
const NANO = 10n ** 27n;
const PICO = 10n ** 24n;
const UNITS = Object.assign(Object.create(null), { images: 'image', audio_seconds: 'minute', characters: 'million_characters' });

function checkBilling(billing, usage) {
  const b = isObject(billing) ? billing : {};
  const price = isObject(b.price) ? b.price : null;
  let exact = 0n, rounding = 0n, overage = 0n, tokens = 0n, isRounded = false, isCapped = false;
  for (const line of Array.isArray(b.lines) ? b.lines : []) {
    const l = isObject(line) ? line : {};
    const unit = figure(l.unit_price), amount = figure(l.amount);
    if (isCapped || (isRounded && l.item !== 'overage_not_charged') || !isWhole(l.tokens) || l.tokens < 0 || unit === null || amount === null) {
      return "A line of 'billing.lines' is malformed, or stands after the rounding or the overage.";
    }
    if (l.item === 'overage_not_charged') {
      isCapped = true;
      overage = amount;
      if (amount >= 0n || l.tokens !== 0 || unit !== 0n) return 'The overage that is not charged takes nothing away.';
      continue;
    }
    if (l.item === 'rounding') {
      isRounded = true;
      rounding = amount;
      continue;
    }
    if (figure(priceOf(price, l.item)) !== unit) return `The line '${l.item}' is not at the price the receipt names.`;
    if (l.quantity !== undefined) {
      if (l.tokens !== 0 || !isWhole(l.quantity) || l.quantity <= 0 || amount !== amountOfUnits(l.item, unit, BigInt(l.quantity))) {
        return `The line '${l.item}' is not its quantity at its unit price.`;
      }
      exact += amount;
      continue;
    }
    if (UNITS[l.item] || amount * 1000000n !== unit * BigInt(l.tokens)) return `The line '${l.item}' is not tokens × unit price ÷ 1,000,000.`;
    exact += amount;
    tokens += BigInt(l.tokens);
  }
  const u = isObject(usage) ? usage : {};
  if (price && price.input_above !== undefined && !(isWhole(price.input_above) && isWhole(u.input_tokens) && u.input_tokens > price.input_above)) {
    return 'The price is for requests with more input tokens than this one has.';
  }
  const amount = figure(b.amount), list = figure(b.list_amount), discount = figure(b.discount), rate = figure(b.discount_rate), converted = convert(exact, b, price);
  if (amount === null || list === null || discount === null || rate === null || rate > ONE || converted === null) return "Members of 'billing' are missing or malformed.";
  if (list !== roundHalfEven(converted)) return "The lines do not come to 'list_amount'.";
  if (amount !== list - discount + overage || amount < 0n || discount < 0n) return "'list_amount' less 'discount' is not 'amount'.";
  const net = converted * (ONE - rate);
  if (net % ONE !== 0n || amount - overage !== roundHalfEven(net / ONE)) return "'list_amount' less the discount rate is not 'amount'.";
  if (rounding !== amount - overage - net / ONE) return "The line 'rounding' is not what rounding to 10⁻⁹ took or gave.";
  return tokens !== 0n && !(isWhole(u.billable_tokens) && BigInt(u.billable_tokens) === tokens) ? 'The lines price other tokens than were billed.' : null;
}

function convert(exact, billing, price) {
  if (billing.fx === null) return price === null || price.currency === billing.currency ? exact : null;
  const fx = isObject(billing.fx) ? billing.fx : {};
  const rate = figure(fx.rate);
  if (rate === null || fx.from !== (price ? price.currency : undefined) || fx.to !== billing.currency || (exact * rate) % ONE !== 0n) return null;
  return exact * rate / ONE;
}

function priceOf(price, item) {
  if (!price) return undefined;
  const own = ['input', 'cache_write', 'cache_write_long', 'audio_input', 'image_input', 'cached_input', 'output', 'reasoning'].includes(item) ? price[item]
    : UNITS[item] ? price[UNITS[item]] : undefined;
  return item === 'cache_write' && (own === undefined || own === null) ? price.input : own;
}

// Of a million characters, of an image, and of a minute of which seconds are counted: rounded half-even to 12 decimals.
function amountOfUnits(item, unit, quantity) {
  const whole = unit * quantity;
  if (item === 'images') return whole;
  if (item === 'audio_seconds') return roundedQuotient(whole, 60n * PICO) * PICO;
  return item === 'characters' && whole % 1000000n === 0n ? whole / 1000000n : null;
}

function roundHalfEven(exact) {
  return roundedQuotient(exact, NANO) * NANO;
}

function roundedQuotient(dividend, divisor) {
  const whole = dividend / divisor, twice = (dividend % divisor) * 2n;
  return twice > divisor || (twice === divisor && whole % 2n !== 0n) ? whole + 1n : whole;
}

function figure(value) {
  if (typeof value !== 'string' || value.length > 64) return null;
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
  if (!match || (match[3] ?? '').length > SCALE) return null;
  const digits = BigInt(match[2] + (match[3] ?? '').padEnd(SCALE, '0'));
  return match[1] ? -digits : digits;
}

// How receipts follow each other.

class Chain {
  constructor(checkpoint) {
    this.checkpoint = checkpoint;
    this.last = new Map();
    this.ends = new Map();
    this.continued = new Set();
    this.trees = new Map();
  }

  async add(place) {
    const key = place.organization + '\n' + place.log;
    const before = this.last.get(key);
    const problem = before ? this.continues(before, place) : this.begins(place);
    const ends = this.ends.get(place.organization) ?? [];
    const kept = before ? ends.filter((end, i) => i !== ends.indexOf(before.hash)) : ends;
    this.ends.set(place.organization, [...kept, place.hash]);
    this.last.set(key, place);
    const uprooted = await this.grow(place);
    return problem ?? this.headOf(place) ?? uprooted;
  }

  end() {
    return (this.checkpoint ? this.checkpoint.heads : []).flatMap(head => {
      const reached = this.last.get(head.organization + '\n' + head.log)?.sequence ?? 0;
      const grown = this.trees.get(head.organization)?.size ?? 0;
      return reached < head.size || grown < head.tree_size
        ? [found('receipt_chain_gap', `The checkpoint of ${this.checkpoint.madeAt} counts ${head.tree_size} receipts of ${head.organization}; ${grown} are here.`)] : [];
    });
  }

  continues(before, place) {
    if (place.sequence !== before.sequence + 1) return found('receipt_chain_gap', `${place.id} is entry ${place.sequence} of log ${place.log}, after entry ${before.sequence}: some are missing or stand twice.`);
    if (place.previous !== before.hash) return found('receipt_chain_broken', `${place.id} follows ${place.previous}, but the entry before it is ${before.hash}.`);
    return place.completedAt < before.completedAt ? found('receipt_chain_broken', `${place.id} was completed before the entry it follows.`) : null;
  }

  begins(place) {
    if (place.sequence !== 1) return found('receipt_chain_gap', `Log ${place.log} begins with entry ${place.sequence}: those before it are missing.`);
    const ends = this.ends.get(place.organization);

    // Begun beside another log, by another replica: both continue what had ended before.
    const continued = place.organization + '\n' + place.previous;
    if (this.continued.has(continued)) return null;
    this.continued.add(continued);
    if (place.previous === NONE) return ends ? found('receipt_chain_broken', `Log ${place.log} names no predecessor, though there is one.`) : null;
    return ends?.includes(place.previous) ? null
      : found(ends ? 'receipt_chain_broken' : 'receipt_chain_gap', `Log ${place.log} continues ${place.previous}, which is not the end of a log before it.`);
  }

  headOf(place) {
    const head = this.checkpoint?.heads.find(one => one.log === place.log);
    return head && head.size === place.sequence && head.hash !== place.hash
      ? found('receipt_chain_broken', `${place.id} is not the entry ${head.size} that the checkpoint of ${this.checkpoint.madeAt} saw.`) : null;
  }

  async grow(place) {
    const head = this.checkpoint?.heads.find(one => one.organization === place.organization);
    if (!head) return null;
    const tree = this.trees.get(place.organization) ?? { size: 0, parts: [] };
    this.trees.set(place.organization, tree);
    let node = await leafOf(place.hash);
    for (let n = tree.size; n % 2 === 1; n = (n - 1) / 2) node = await nodeOf(tree.parts.pop(), node);
    tree.parts.push(node);
    tree.size++;
    if (tree.size !== head.tree_size) return null;
    let root = tree.parts.at(-1);
    for (let i = tree.parts.length - 2; i >= 0; i--) root = await nodeOf(tree.parts[i], root);
    return root === head.root ? null : found('receipt_chain_broken', `The first ${tree.size} receipts are not those that the checkpoint of ${this.checkpoint.madeAt} saw.`);
  }
}

// Checkpoints.

async function readCheckpoint(text, keys) {
  return readCheckpointValue(parse(text), keys);
}

async function readCheckpointValue(document, keys) {
  const no = { problem: unknown(`This is no checkpoint of schema '${CHECKPOINT}'.`) };
  if (!isObject(document) || document.schema !== CHECKPOINT || typeof document.jws !== 'string' || !Array.isArray(document.heads) || document.heads.length === 0
    || !document.heads.every(isHead)) return no;
  const parts = document.jws.split('.');
  const header = parts.length === 3 ? readHeader(parts[0], 'nextmodel.checkpoint') : null;
  if (!header) return { problem: invalid('The checkpoint has no compact JWS that names its key.') };
  const key = keys.get(header.kid);
  if (!key) return { problem: found('receipt_key_unknown', `The checkpoint was signed with key ${header.kid}, which is not among the given ones.`) };
  if (!await verifies(key, parts[0] + '.' + parts[1], parts[2])) return { problem: invalid('The signature of the checkpoint does not match what it signs.') };
  const statement = parse(new TextDecoder().decode(unbase64url(parts[1])));
  if (!isObject(statement) || statement.schema !== CHECKPOINT || !isWhole(statement.organizations)) return no;
  const leaves = await Promise.all(document.heads.map(headLeaf));
  const under = document.path === undefined
    ? leaves.length === statement.organizations && await rootOf(leaves) === statement.root
    : leaves.length === 1 && isWhole(document.index) && isPath(document.path) && await climb(leaves[0], document.index, statement.organizations, document.path) === statement.root;
  return under ? { checkpoint: { madeAt: statement.made_at, heads: document.heads } }
    : { problem: found('receipt_chain_broken', `The heads are not those that the checkpoint of ${statement.made_at} signs: they were changed.`) };
}

const isHead = head => isObject(head) && typeof head.organization === 'string' && typeof head.log === 'string' && isWhole(head.size) && isWhole(head.tree_size)
  && HASH.test(head.hash) && HASH.test(head.root);

async function headLeaf(head) {
  const { hash, log, organization, root, size, tree_size } = head;
  return hashBytes(concat([0], encoder.encode(canonical({ hash, log, organization, root, size, tree_size }))));
}

// Merkle trees: RFC 9162, section 2.1.

const leafOf = async hash => hashBytes(concat([0], unhex(hash)));
const nodeOf = async (left, right) => hashBytes(concat([1], unhex(left), unhex(right)));

async function rootOf(level) {
  while (level.length > 1) {
    const next = [];
    for (let i = 0; i < level.length; i += 2) next.push(i + 1 < level.length ? await nodeOf(level[i], level[i + 1]) : level[i]);
    level = next;
  }
  return level[0];
}

async function climb(leaf, index, size, path) {
  if (index < 0 || index >= size) return null;
  let node = leaf, last = size - 1;
  for (const step of path) {
    if (last === 0) return null;
    if (index % 2 === 1 || index === last) {
      node = await nodeOf(step, node);
      while (index % 2 === 0 && index !== 0) [index, last] = [half(index), half(last)];
    } else {
      node = await nodeOf(node, step);
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 ? node : null;
}

async function isConsistent(first, firstRoot, second, secondRoot, path) {
  if (first < 1 || first >= second) return first === second && first > 0 && path.length === 0 && firstRoot === secondRoot;
  let node = first - 1, last = second - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const steps = [...path];
  const begin = Number.isInteger(Math.log2(first)) ? firstRoot : steps.shift();
  if (begin === undefined) return false;
  let old = begin, grown = begin;
  for (const step of steps) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [old, grown] = [await nodeOf(step, old), await nodeOf(step, grown)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      grown = await nodeOf(grown, step);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && old === firstRoot && grown === secondRoot;
}

const half = n => Math.floor(n / 2);

// Keys and signatures.

async function readKeys(jwks) {
  const keys = new Map();
  const set = typeof jwks === 'string' ? parse(jwks) : jwks;
  for (const jwk of isObject(set) && Array.isArray(set.keys) ? set.keys : []) {
    if (!isObject(jwk) || jwk.kty !== 'EC' || jwk.crv !== 'P-256') continue;
    const thumbprint = await digest(encoder.encode(`{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`));
    if (base64url(thumbprint) !== jwk.kid) continue;
    try {
      keys.set(jwk.kid, await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']));
    } catch {
      // No point of the curve.
    }
  }
  return keys;
}

function readHeader(text, type) {
  const bytes = text.length <= 1024 ? unbase64url(text) : null;
  const header = bytes && parse(new TextDecoder().decode(bytes));
  return isObject(header) && header.alg === 'ES256' && header.typ === type && typeof header.kid === 'string' ? header : null;
}

async function verifies(key, input, signature) {
  const bytes = unbase64url(signature);
  return bytes !== null && bytes.length === 64 && base64url(bytes) === signature
    && crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes, encoder.encode(input));
}

// Bytes.

const digest = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
const hashBytes = async bytes => 'sha256:' + Array.from(await digest(bytes), byte => byte.toString(16).padStart(2, '0')).join('');
const sha256Text = text => hashBytes(encoder.encode(text));
const unhex = hash => Uint8Array.from(hash.slice(7).match(/../g), pair => parseInt(pair, 16));
const base64url = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function concat(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

function unbase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), char => char.charCodeAt(0));
}

// JSON: as strict as the other verifiers (a name twice, half of a surrogate pair: refused), and canonical by RFC 8785.

function parse(text) {
  try {
    JSON.parse(text);
    return new Strict(text).read();
  } catch {
    return undefined;
  }
}

// JSON.parse has seen that it is JSON; this looks at what JSON.parse does not mind.
class Strict {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  read() {
    this.skip();
    const first = this.text[this.at];
    if (first === '{' || first === '[') return this.container(first === '{');
    const token = first === '"' ? /"(?:[^"\\]|\\.)*"/y : /[^\s,\]}]+/y;
    token.lastIndex = this.at;
    const raw = token.exec(this.text)[0];
    this.at += raw.length;
    const value = JSON.parse(raw);
    if (typeof value === 'string' && /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new SyntaxError('half of a surrogate pair');
    return value;
  }

  container(isObject) {
    const items = [], names = new Set(), members = Object.create(null);
    this.at++;
    for (this.skip(); !'}]'.includes(this.text[this.at]); this.skip()) {
      if (this.text[this.at] === ',') {
        this.at++;
        continue;
      }
      if (!isObject) {
        items.push(this.read());
        continue;
      }
      const name = this.read();
      if (names.has(name)) throw new SyntaxError(`'${name}' stands twice`);
      names.add(name);
      this.skip();
      this.at++;
      members[name] = this.read();
    }
    this.at++;
    return isObject ? members : items;
  }

  skip() {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }
}

function canonical(value) {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (isObject(value)) return '{' + Object.keys(value).sort().map(name => JSON.stringify(name) + ':' + canonical(value[name])).join(',') + '}';
  return JSON.stringify(value);
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const isWhole = value => Number.isSafeInteger(value);
const isPath = value => Array.isArray(value) && value.length <= 128 && value.every(step => typeof step === 'string' && HASH.test(step));
const found = (code, message) => ({ code, message });
const unknown = message => found('receipt_schema_unknown', message);
const invalid = message => found('receipt_signature_invalid', message);
