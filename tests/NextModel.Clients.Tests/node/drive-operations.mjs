// Each operation besides chat, as the OpenAI library calls it: node drive-operations.mjs openai6|openai7 BASE_URL KEY
// Prints one line of JSON for each: its name, and what the library makes of the answer, or the class and status of what it throws.
import OpenAI6, { toFile as toFile6 } from 'openai6';
import OpenAI7, { toFile as toFile7 } from 'openai7';

const [which, baseURL, apiKey] = process.argv.slice(2);
const [OpenAI, toFile] = which === 'openai6' ? [OpenAI6, toFile6] : [OpenAI7, toFile7];
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const file = name => toFile(Buffer.from('some bytes'), name);

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk.choices?.[0]?.text ?? chunk.delta ?? (chunk.type ? `[${chunk.type}]` : '');
  return text;
}

const operations = {
  completion: async () => (await client.completions.create({ model: 'ops', prompt: 'Lanterns' })).choices[0].text,
  'completion streamed': async () => textOf(await client.completions.create({ model: 'ops', prompt: 'Lanterns', stream: true })),
  moderation: async () => (await client.moderations.create({ model: 'ops', input: 'Lanterns' })).results[0].flagged,
  image: async () => (await client.images.generate({ model: 'ops', prompt: 'A lantern' })).data[0].b64_json,
  'image streamed': async () => textOf(await client.images.generate({ model: 'ops', prompt: 'A lantern', stream: true })),
  'image edit': async () => (await client.images.edit({ model: 'ops', image: await file('a.png'), prompt: 'At night' })).data[0].b64_json,
  'image variation': async () => (await client.images.createVariation({ model: 'ops', image: await file('a.png') })).data[0].b64_json,
  speech: async () => Buffer.from(await (await client.audio.speech.create({ model: 'ops', input: 'Hi', voice: 'alloy' })).arrayBuffer()).toString(),
  transcription: async () => (await client.audio.transcriptions.create({ model: 'ops', file: await file('a.mp3') })).text,
  'transcription streamed': async () => textOf(await client.audio.transcriptions.create({ model: 'ops', file: await file('a.mp3'), stream: true })),
  translation: async () => (await client.audio.translations.create({ model: 'ops', file: await file('a.mp3') })).text,
  file: async () => (await client.files.create({ file: await file('a.jsonl'), purpose: 'batch' })).id,
  'file listed': async () => (await client.files.list()).data.map(one => one.id).join(),
  'file content': async () => (await client.files.content('file-1')).text(),
  batch: async () => (await client.batches.create({ input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' })).id,
  'batch of nobody': async () => (await client.batches.retrieve('batch-9')).id,
  'chat stored': async () => (await client.chat.completions.create({ model: 'ops', store: true, messages: [{ role: 'user', content: 'Hi' }] })).id,
  'chat read': async () => (await client.chat.completions.retrieve('chatcmpl-kept')).id,
  'chat deleted': async () => (await client.chat.completions.delete('chatcmpl-kept')).deleted,
  'chat gone': async () => (await client.chat.completions.retrieve('chatcmpl-kept')).id,
  'file deleted': async () => (await client.files.delete('file-1')).deleted,
};

for (const [name, ask] of Object.entries(operations)) {
  let seen;
  try {
    seen = String(await ask());
  } catch (error) {
    seen = `${error.constructor.name} ${error.status}`;
  }
  console.log(JSON.stringify({ name, seen }));
}
