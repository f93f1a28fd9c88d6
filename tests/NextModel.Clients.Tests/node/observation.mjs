import { createHash } from 'node:crypto';

/** What a client saw of one answer, in words that are the same for every client. */
export class Observation {
  texts = [];
  refusal = null;
  reasoning = '';
  calls = [];
  functionCall = null;
  finish = [];
  usage = null;
  usageEvents = 0;
  contentEvents = 0;
  logprobs = null;
  parsed = null;
  vectors = null;
  error = null;

  addText(text, choice = 0) {
    this.texts[choice] = (this.texts[choice] ?? '') + (text ?? '');
  }

  /** Long texts are told apart by length and digest. */
  toJSON() {
    return { ...this, texts: Array.from(this.texts, (text) => abridge(text ?? '')) };
  }
}

/** A call as seen; arguments are text, or compact JSON where the client hands out a value. */
export function call(id, name, args) {
  return { id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args) };
}

/** Token counts; null where the client does not say. */
export function usage(input, output, cached, reasoning) {
  return { input: input ?? null, output: output ?? null, cached: cached ?? null, reasoning: reasoning ?? null };
}

function abridge(text) {
  if (text.length <= 2000) {
    return text;
  }

  return `${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex')}`;
}
