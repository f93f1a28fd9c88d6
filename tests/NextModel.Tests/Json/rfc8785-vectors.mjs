// Makes rfc8785-vectors.jsonl with the npm package "canonicalize" (4.0.0), an independent implementation of RFC 8785:
//   npm install canonicalize@4.0.0 && node rfc8785-vectors.mjs > rfc8785-vectors.jsonl
// One line per vector: {"in": a JSON text, "out": its canonical form}.
import canonicalize from 'canonicalize';

let state = 0x2545f491n;
const bits = () => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return state >> 33n;
};
const below = (n) => Number(bits() % BigInt(n));
const pick = (list) => list[below(list.length)];

const double = () => {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, Number(bits()));
  view.setUint32(4, Number((bits() << 1n) & 0xffffffffn));
  const value = view.getFloat64(0);
  return Number.isFinite(value) ? value * pick([1, -1]) : below(1e6) / 1e3;
};
const number = () => pick([double, () => below(100), () => below(1e9) / 1e4, () => (below(1e9) - 5e8) * 10 ** (below(60) - 30)])();
const character = () =>
  String.fromCodePoint(
    pick([() => below(0x20), () => 0x20 + below(0x60), () => 0x80 + below(0x780), () => 0x2000 + below(0x100), () => 0xe000 + below(0x2000),
      () => 0x10000 + below(0x1000)])());
const string = () => Array.from({ length: below(6) }, character).join('');
const value = (depth) => {
  const kind = below(depth > 0 ? 7 : 4);
  if (kind === 0) return pick([true, false, null]);
  if (kind === 1) return string();
  if (kind < 4) return number();
  if (kind === 4) return Array.from({ length: below(4) }, () => value(depth - 1));
  return Object.fromEntries(Array.from({ length: below(8) }, () => [string(), value(depth - 1)]));
};

// The same text again with other escapes, so that decoding is tested too.
const respell = (text) => text.replace(/[acdeghijklmopqsvwxyz/]|[\u{80}-\u{10ffff}]/gu, (c) =>
  below(2) ? [...Array(c.length).keys()].map((i) => '\\u' + c.charCodeAt(i).toString(16).padStart(4, '0')).join('') : c);
const safely = (text, original) => {
  try {
    return JSON.stringify(JSON.parse(text)) === original ? text : original;
  } catch {
    return original;
  }
};

for (let i = 0; i < 200; i++) {
  const text = JSON.stringify(value(2));
  const input = safely(respell(text), text);
  console.log(JSON.stringify({ in: input, out: canonicalize(JSON.parse(input)) }));
}
