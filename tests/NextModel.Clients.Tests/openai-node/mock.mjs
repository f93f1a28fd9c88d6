// A source made of OpenAI's published specification: it checks that a request has what the operation requires, and answers with a value of the schema.
// node mock.mjs SPECIFICATION.json PORT
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const [specification, port] = process.argv.slice(2);
const api = JSON.parse(readFileSync(specification, 'utf8'));

function resolve(schema) {
  let at = schema;
  while (at?.$ref) at = at.$ref.slice(2).split('/').reduce((node, part) => node[part.replaceAll('~1', '/').replaceAll('~0', '~')], api);
  return at ?? {};
}

function members(schema) {
  const at = resolve(schema), all = { properties: {}, required: [] };
  for (const part of [...(at.allOf ?? []).map(members), at]) {
    Object.assign(all.properties, part.properties);
    all.required.push(...(part.required ?? []));
  }
  return all;
}

function sample(schema, name = '', depth = 0) {
  const at = resolve(schema);
  if ('const' in at) return at.const;
  if (at.enum) return at.enum[0];
  // What has gone well tells no error.
  if (name === 'error' || name === 'incomplete_details') return null;
  const choice = (at.anyOf ?? at.oneOf)?.map(resolve).find(one => one.type !== 'null');
  if (choice && !at.properties) return sample(choice, name, depth);
  const type = Array.isArray(at.type) ? at.type.find(one => one !== 'null') : at.type;
  if (type === 'array') return depth > 8 || at.minItems === 0 ? [] : [sample(at.items, name, depth + 1)];
  if (at.allOf || at.properties || type === 'object') {
    const { properties, required } = members(at);
    return Object.fromEntries(required.filter(one => properties[one]).map(one => [one, sample(properties[one], one, depth + 1)]));
  }
  if (type === 'integer' || type === 'number') return at.minimum ?? 1;
  if (type === 'boolean') return false;
  return name === 'id' || name.endsWith('_id') ? name : 'string';
}

function find(method, path) {
  const parts = path.split('/');
  for (const [template, operations] of Object.entries(api.paths)) {
    const names = template.split('/');
    if (operations[method] && names.length === parts.length && names.every((one, i) => one.startsWith('{') || one === parts[i])) return [template, operations[method]];
  }
  return [];
}

// Names of the fields of a form; lists and objects are spelled with brackets there.
const fieldsOf = body => [...body.matchAll(/name="([^"[]+)[^"]*"/g)].map(match => match[1]);

function missing(operation, type, body) {
  const content = operation.requestBody?.content ?? {};
  const form = type.startsWith('multipart/form-data');
  const schema = content[form ? 'multipart/form-data' : 'application/json']?.schema;
  if (!operation.requestBody) return null;
  if (!schema) return `no body of ${type || 'no type'} is taken here`;
  const sent = form ? fieldsOf(body) : Object.keys(JSON.parse(body));
  const lacking = members(schema).required.filter(one => !sent.includes(one));
  return lacking.length ? `${lacking.join(', ')} missing` : null;
}

createServer((request, response) => {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk)).on('end', () => {
    const body = Buffer.concat(chunks).toString('latin1');
    const path = new URL(request.url, 'http://mock').pathname.replace(/^\/v1/, '');
    const [template, operation] = find(request.method.toLowerCase(), path);
    const send = (status, type, text) => response.writeHead(status, { 'content-type': type }).end(text);
    const refuse = (status, message) => send(status, 'application/json', JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }));
    if (!operation) return refuse(404, `Invalid URL (${request.method} ${path})`);
    const problem = missing(operation, request.headers['content-type'] ?? '', body);
    if (problem) return refuse(400, problem);
    const content = Object.entries(operation.responses)[0][1].content ?? {};
    const json = content['application/json'];
    if (!json) return send(200, Object.keys(content)[0] ?? 'application/octet-stream', 'bytes');
    const answer = sample(json.schema);
    if (typeof answer === 'object' && 'id' in answer) answer.id = ids[`${request.method} ${template}`]?.(body) ?? answer.id;
    if (Array.isArray(answer.choices)) for (const choice of answer.choices) choice.index = 0;
    return send(200, 'application/json', JSON.stringify(answer));
  });
}).listen(Number(port), '127.0.0.1');

// What is made has the ids that the tests ask for later.
const ids = {
  'POST /files': body => /filename="([^"]+)\.jsonl"/.exec(body)?.[1] ?? 'file_id',
  'POST /batches': () => 'batch_id',
  'POST /chat/completions': () => 'completion_id',
  'POST /responses': () => 'response_id',
};
