import { Console } from 'node:console';

// Standard output belongs to the observations.
globalThis.console = new Console(process.stderr, process.stderr);

/** Arguments of the process: a client, where the gateway (or the source itself) listens, the key, then scenario=model. */
export const [client, origin, apiKey, ...scenarios] = process.argv.slice(2);

/**
 * Runs the scenarios one after the other and prints one JSON line for each that tells what was seen.
 * @param clients name of a client → () → its scenarios: (model) → what was seen; throws what the client throws
 */
export async function runEach(clients) {
  const drive = clients[client]();
  for (const one of scenarios) {
    const [scenario, model] = one.split('=');
    let seen;
    try {
      seen = await drive[scenario](model);
    } catch (error) {
      const status = error.status ?? error.statusCode;
      seen = { error: `${error.constructor.name} ${status ?? ''}`.trim(), status };
      process.stderr.write(`${one}: ${error.stack}\n`);
    }
    process.stdout.write(`${JSON.stringify({ scenario: one, ...seen })}\n`);
  }
  // Some clients keep idle connections or timers that would hold the process.
  process.exit(0);
}
