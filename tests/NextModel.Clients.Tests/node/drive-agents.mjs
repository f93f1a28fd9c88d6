import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool } from '@openai/agents';
import OpenAI7 from 'openai7';
import { z } from 'zod';
import { apiKey, origin, runEach } from './each.mjs';
import { paper, picture, schema } from './samples.mjs';

setTracingDisabled(true);

function agents(useResponses) {
  const openAIClient = new OpenAI7({ apiKey, baseURL: `${origin}/v1`, maxRetries: 0 });
  const runner = new Runner({ modelProvider: new OpenAIProvider({ openAIClient, useResponses }), tracingDisabled: true });
  const weather = tool({
    name: 'get_weather',
    description: 'Weather',
    parameters: z.object({ city: z.string().nullable(), unit: z.string().nullable() }),
    execute: () => 'sunny',
  });
  const agent = (model, { settings, ...more } = {}) =>
    new Agent({ name: 'Lamplighter', instructions: 'Be brief.', model, modelSettings: { store: false, ...settings }, ...more });
  const tell = (result) => ({ text: typeof result.finalOutput === 'string' ? result.finalOutput : JSON.stringify(result.finalOutput) });
  const run = (more, input = 'Hi', options = {}) => async (model) => tell(await runner.run(agent(model, more), input, options));
  const says = (...content) => [{ role: 'user', content: [...content, { type: 'input_text', text: 'Which?' }] }];
  const trips = (name, when) => ({ name, execute: async (seen) => ({ outputInfo: null, tripwireTriggered: when(seen) }) });
  return {
    system: run(),
    images: run({}, says({ type: 'input_image', image: `data:image/png;base64,${picture}` })),
    pdf: run({}, says({ type: 'input_file', file: `data:application/pdf;base64,${paper}`, filename: 'a.pdf' })),
    choiceAny: run({ tools: [weather], settings: { toolChoice: 'required', parallelToolCalls: false } }),
    choiceTool: run({ tools: [weather], settings: { toolChoice: 'get_weather' } }),
    format: run({ outputType: { type: 'json_schema', name: 'lamps', strict: true, schema } }),
    settings: run({ settings: { temperature: 0.5, maxTokens: 64, text: { verbosity: 'low' } } }),
    reasoning: run({ settings: { reasoning: { effort: 'low', summary: 'auto' }, providerData: { include: ['reasoning.encrypted_content'] } } }),
    plain: run(),
    async stream(model) {
      const result = await runner.run(agent(model), 'Hi', { stream: true });
      await result.completed;
      return tell(result);
    },
    // Who has the last word, and what he says.
    async handoff(model) {
      const result = await runner.run(agent(model, { handoffs: [agent(model, { name: 'Keeper' })] }), 'Hi');
      return { text: `${result.lastAgent.name}: ${result.finalOutput}` };
    },
    guardedInput: run({ inputGuardrails: [{ ...trips('no greetings', ({ input }) => JSON.stringify(input).includes('Hi')), runInParallel: false }] }),
    guardedOutput: run({ outputGuardrails: [trips('no drifting', ({ agentOutput }) => agentOutput.includes('drift'))] }),
    loop: run({ tools: [weather] }, 'Weather?'),
    turns: run({ tools: [weather] }, 'Weather?', { maxTurns: 2 }),
    // What happened, in order.
    async events(model) {
      const result = await runner.run(agent(model, { tools: [weather] }), 'How is the weather?', { stream: true });
      const seen = [];
      for await (const event of result) {
        if (event.type === 'run_item_stream_event') {
          seen.push(event.name);
        } else if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') {
          seen.push(event.data.delta);
        }
      }
      return { text: seen.join(' ') };
    },
    async abort(model) {
      const stop = new AbortController();
      const result = await runner.run(agent(model), 'Hi', { stream: true, signal: stop.signal });
      let seen = 0;
      try {
        for await (const event of result) {
          if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta' && ++seen === 1) {
            stop.abort();
          }
        }
        await result.completed;
      } catch (error) {
        if (!stop.signal.aborted) {
          throw error;
        }
      }
      return { text: `aborted after ${seen > 0 ? 'some' : 'nothing'}` };
    },
  };
}

await runEach({ agents: () => agents(true), 'agents-chat': () => agents(false) });
