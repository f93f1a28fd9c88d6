import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import Ajv2020 from 'ajv/dist/2020.js';

// Reads lines {"schema": name of a definition, "json": text}, prints for each the violations as JSON: [] is valid.
const bundles = ['./openai.schema.json', './openai-responses.schema.json'].map((file) => JSON.parse(readFileSync(new URL(file, import.meta.url))));
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false, discriminator: false });
ajv.addSchema(bundles);

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, json } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(violations(schema, json))}\n`);
}

function violations(schema, json) {
  let value;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return [error.message];
  }

  const bundle = bundles.find(({ $defs }) => schema in $defs);
  const validate = ajv.getSchema(`${bundle.$id}#/$defs/${schema}`);
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
}
