import { Console } from 'node:console';
import { setTimeout as pause } from 'node:timers/promises';
import { Observation } from './observation.mjs';
import { scenariosOf } from './scenarios.mjs';

const atOnce = 6;
const limitMilliseconds = 60_000;

// Standard output belongs to the observations; clients that chatter do it elsewhere.
globalThis.console = new Console(process.stderr, process.stderr);

/**
 * Runs a client through its scenarios and prints one JSON line for each.
 * Arguments of the process: client, base URL, API key, column (healthy or fixture), and scenario ids if not all.
 * @param drivers name of a client → (connection) → (scenario, observation, signal) → fills the observation; throws what the client throws
 * @param describe what an error of this client says: status, code, message
 */
export async function run(drivers, describe) {
  const [client, baseURL, apiKey, column, ...ids] = process.argv.slice(2);
  const drive = drivers[client]({ baseURL, apiKey });
  const waiting = scenariosOf(client, column, ids);
  const worker = async () => {
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      const observation = await observe(drive, describe, scenario);
      process.stdout.write(`${JSON.stringify({ scenario: scenario.id, ...observation.toJSON() })}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  // Some clients keep idle connections or timers that would hold the process.
  process.exit(0);
}

async function observe(drive, describe, scenario) {
  const observation = new Observation();
  const limit = new AbortController();
  const tooLong = pause(limitMilliseconds, 'too long', { ref: false, signal: limit.signal });
  try {
    const driven = Promise.resolve(drive(scenario, observation));
    if ((await Promise.race([driven, tooLong])) === 'too long') {
      observation.error = { class: 'TooLong', status: null, code: null, message: `nothing within ${limitMilliseconds} ms` };
    }
  } catch (error) {
    observation.error = { class: error?.constructor?.name ?? typeof error, ...describe(error) };
  } finally {
    tooLong.catch(() => {});
    limit.abort();
  }

  return observation;
}
