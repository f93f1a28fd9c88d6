// Writes the rank files of this folder: node build.mjs <folder of the npm package tiktoken>. See README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const source = process.argv[2];
for (const encoding of ['o200k_base', 'cl100k_base']) {
  const { bpe_ranks } = JSON.parse(readFileSync(join(source, 'encoders', `${encoding}.json`), 'utf8'));
  const [mark, first, ...texts] = bpe_ranks.split(' ');
  if (mark !== '!' || first !== '0' || bpe_ranks.includes('\n')) {
    throw new Error(`${encoding}: ranks are expected in one run from 0`);
  }

  const tokens = texts.map((text) => Buffer.from(text, 'base64'));
  const count = Buffer.alloc(4);
  count.writeInt32LE(tokens.length);
  const plain = Buffer.concat([count, Buffer.from(tokens.map((token) => token.length)), ...tokens]);
  const packed = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  writeFileSync(new URL(`${encoding}.ranks.bin`, import.meta.url), packed);
  console.log(`${encoding}: ${tokens.length} tokens, ${packed.length} bytes`);
}
