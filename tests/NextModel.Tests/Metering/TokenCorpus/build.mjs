// Writes token-counts.jsonl: texts and their token counts by the npm package tiktoken 1.0.22, the reference of TokenCounterTests.
// Run: npm install --no-save tiktoken@1.0.22 && node build.mjs   (the same texts come out every time)
import { writeFileSync } from 'node:fs';
import { get_encoding } from 'tiktoken';
import { texts } from './texts.mjs';

let state = 20261121;
const below = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};
const pick = (list) => list[below(list.length)];

// One character or snippet for every branch of the splitting rules, in and beyond the basic plane.
const letters = [...'aAbsStTdDmMlLrReEvVzéÉßſǅʰあア中文한กأЖж𠮷𝐀𐐀𐐨'];
const others = [...'0129٣Ⅷ½𝟘!?/.,-_(){}"%&\u0301\u0308\u200d😀👍🏽🇲🇾�\u180e\u200b\ufeff'];
const white = [' ', ' ', '  ', '\t', '\n', '\r\n', '   \n  ', '\u00a0', '\u3000', '\u2028', '\u0085', '\u1680'];
const snippets = ["'s", "'S", "'ſ", "'ll", "'LL", "'Re", "don't", 'HTTPServer', '中AB中a', '//\n//', '!!!\r\n\r\n/', '\u0301AB', 'A\u0301B', '<|endoftext|>'];

const mixtures = Array.from({ length: 700 }, () => {
  const length = 2 + below(20);
  return Array.from({ length }, () => pick(pick([letters, letters, others, white, snippets]))).join('');
});
const numbers = Array.from({ length: 60 }, () => `${below(10)}${'.'.repeat(below(2))}${below(1e9)}${pick(['', ' ', ',', '%', 'e+10'])}${below(1e6)}`);
const runs = [' ', '\n', '\t', '\r\n', 'a', 'A', '=', '-', '中', '0', '😀', 'é'].flatMap((unit) =>
  [1, 2, 3, 7, 16, 65, 130, 257].flatMap((count) => [unit.repeat(count), `x${unit.repeat(count)}x`]));

const o200k = get_encoding('o200k_base');
const cl100k = get_encoding('cl100k_base');
const count = (encoding, text) => encoding.encode(text, [], []).length;
const rows = [...texts, ...mixtures, ...numbers, ...runs].map((text) => ({ text, o200k_base: count(o200k, text), cl100k_base: count(cl100k, text) }));
writeFileSync(new URL('token-counts.jsonl', import.meta.url), rows.map((row) => JSON.stringify(row) + '\n').join(''));
console.log(`${rows.length} texts, ${rows.reduce((sum, row) => sum + row.o200k_base, 0)} tokens of o200k_base`);
