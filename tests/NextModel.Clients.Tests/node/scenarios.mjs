import { readFileSync } from 'node:fs';

const table = JSON.parse(readFileSync(new URL('./scenarios.json', import.meta.url)));

/** The scenarios a client takes part in, each with the model to ask for in the column and the request to make of it. */
export function scenariosOf(client, column, ids) {
  return table.scenarios
    .filter((scenario) => !scenario.without?.includes(client))
    .filter((scenario) => !client.endsWith('-helpers') || scenario.stream || scenario.surface === 'loop')
    .filter((scenario) => ids.length === 0 || ids.includes(scenario.id))
    .map((scenario) => ({
      ...scenario,
      surface: scenario.surface ?? 'chat',
      stream: scenario.stream ?? false,
      usage: (scenario.stream ?? false) && scenario.usage !== false,
      model: modelOf(scenario, column),
      request: table.requests[scenario.request],
    }));
}

// One model for each scenario, so that attempts, caches and breakers of one cannot touch another.
function modelOf(scenario, column) {
  if (column === 'fixture') {
    return `${scenario.fixture}.${scenario.id}`;
  }

  const healthy = scenario.error ? 'documented-error' : (scenario.healthy ?? scenario.fixture);
  return `${healthy}.${scenario.id}`;
}
