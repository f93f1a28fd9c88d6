import { Console } from 'node:console';
import { createOpenAI } from '@ai-sdk/openai';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool as agentTool } from '@openai/agents';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import OpenAI6 from 'openai6';
import OpenAI7 from 'openai7';
import { zodTextFormat } from 'openai7/helpers/zod';
import { z } from 'zod';

// Standard output belongs to the observations.
globalThis.console = new Console(process.stderr, process.stderr);

// Arguments: a client, where the gateway listens, the key, then scenario=model. One JSON line for each tells what the client made of it.
const [client, origin, apiKey, ...scenarios] = process.argv.slice(2);
const baseURL = `${origin}/v1`;
const prompt = 'Where do lanterns go?';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const clients = { sdk7: () => sdk(OpenAI7), sdk6: () => sdk(OpenAI6), ai, agents, langchain };

function sdk(OpenAI) {
  const openai = new OpenAI({ apiKey, baseURL, maxRetries: 0 });
  const tools = [{ type: 'function', name: 'get_weather', description: 'Weather', parameters, strict: false }];
  const ask = (model, input = prompt, more = {}) => ({ model, input, tools, ...more });
  const tell = (response) => ({
    text: response.output_text,
    calls: response.output.filter((item) => item.type === 'function_call').map((item) => [item.call_id, item.name, item.arguments]),
    finish: response.status,
    output: response.usage?.output_tokens,
  });
  const outputs = (response) =>
    response.output
      .filter((item) => item.type === 'function_call')
      .map((item) => ({ type: 'function_call_output', call_id: item.call_id, output: 'sunny' }));
  return {
    json: async (model) => tell(await openai.responses.create(ask(model))),
    stream: async (model) => tell(await openai.responses.stream(ask(model)).finalResponse()),
    async raw(model) {
      let last;
      for await (const event of await openai.responses.create({ ...ask(model), stream: true })) {
        last = event;
      }
      return tell({ ...last.response, output_text: '' });
    },
    async previous(model) {
      const first = await openai.responses.create(ask(model));
      return tell(await openai.responses.create(ask(model, outputs(first), { previous_response_id: first.id })));
    },
    async stateless(model) {
      const first = await openai.responses.create(ask(model, prompt, { store: false }));
      const input = [{ role: 'user', content: prompt }, ...first.output, ...outputs(first)];
      return tell(await openai.responses.create(ask(model, input, { store: false })));
    },
    async parse(model) {
      const text = { format: zodTextFormat(z.object({ lamps: z.number() }), 'lamps') };
      const response = await openai.responses.parse({ model, input: prompt, text });
      return { text: JSON.stringify(response.output_parsed), calls: [] };
    },
    async kept(model) {
      const made = await openai.responses.create(ask(model));
      const again = await openai.responses.retrieve(made.id);
      const items = [];
      for await (const item of openai.responses.inputItems.list(made.id)) {
        items.push(item.content[0].text);
      }
      await openai.responses.delete(made.id);
      const gone = await openai.responses.retrieve(made.id).catch((error) => error.status);
      return { text: `${again.output_text === made.output_text} ${items.join()} ${gone}`, calls: [] };
    },
  };
}

function ai() {
  const openai = createOpenAI({ apiKey, baseURL });
  const ask = (model) => ({
    model: openai(model),
    prompt,
    maxRetries: 0,
    tools: { get_weather: tool({ description: 'Weather', inputSchema: jsonSchema(parameters) }) },
  });
  const tell = async (result) => ({
    text: await result.text,
    calls: (await result.toolCalls).map((call) => [call.toolCallId, call.toolName, JSON.stringify(call.input)]),
    finish: 'completed',
    output: (await result.usage).outputTokens,
  });
  const tools = { get_weather: tool({ description: 'Weather', inputSchema: jsonSchema(parameters), execute: () => 'sunny' }) };
  return {
    json: async (model) => tell(await generateText(ask(model))),
    async stream(model) {
      let failure;
      const result = streamText({ ...ask(model), onError: ({ error }) => { failure = error; } });
      await result.consumeStream();
      if (failure) {
        throw failure;
      }
      return tell(result);
    },
    // The first step comes back by item_reference where it is kept, and whole where it is not.
    previous: async (model) => last(await generateText({ ...ask(model), tools, stopWhen: stepCountIs(2) })),
    stateless: async (model) =>
      last(await generateText({ ...ask(model), tools, stopWhen: stepCountIs(2), providerOptions: { openai: { store: false } } })),
  };
  function last(result) {
    const step = result.steps.at(-1);
    return { text: step.text, calls: [], finish: 'completed', output: step.usage.outputTokens };
  }
}

function agents() {
  setTracingDisabled(true);
  const runner = new Runner({ modelProvider: new OpenAIProvider({ apiKey, baseURL, useResponses: true }), tracingDisabled: true });
  const weather = agentTool({
    name: 'get_weather',
    description: 'Weather',
    parameters: z.object({ city: z.string().nullable(), unit: z.string().nullable() }),
    execute: () => 'sunny',
  });
  const agent = (model) => new Agent({ name: 'Lamplighter', instructions: 'Be brief.', model, tools: [weather] });
  const tell = (result) => ({ text: result.finalOutput, calls: [] });
  return {
    json: async (model) => tell(await runner.run(agent(model), prompt)),
    async stream(model) {
      const result = await runner.run(agent(model), prompt, { stream: true });
      await result.completed;
      return tell(result);
    },
    previous: async (model) => tell(await runner.run(agent(model), prompt)),
  };
}

function langchain() {
  const ask = (model) =>
    new ChatOpenAI({ model, apiKey, configuration: { baseURL }, maxRetries: 0, useResponsesApi: true }).bindTools([
      { type: 'function', function: { name: 'get_weather', description: 'Weather', parameters } },
    ]);
  const tell = (message) => ({
    text: typeof message.content === 'string' ? message.content : message.content.map((part) => part.text ?? '').join(''),
    calls: message.tool_calls.map((call) => [call.id, call.name, JSON.stringify(call.args)]),
    finish: 'completed',
    output: message.usage_metadata?.output_tokens,
  });
  return {
    json: async (model) => tell(await ask(model).invoke(prompt)),
    async stream(model) {
      let whole;
      for await (const chunk of await ask(model).stream(prompt)) {
        whole = whole ? whole.concat(chunk) : chunk;
      }
      return tell(whole);
    },
    async previous(model) {
      const first = await ask(model).invoke(prompt);
      const results = first.tool_calls.map((call) => new ToolMessage({ tool_call_id: call.id, content: 'sunny' }));
      return tell(await ask(model).invoke([new HumanMessage(prompt), new AIMessage(first), ...results]));
    },
  };
}

const drive = clients[client]();
for (const one of scenarios) {
  const [scenario, model] = one.split('=');
  let seen;
  try {
    seen = await drive[scenario](model);
  } catch (error) {
    seen = { error: `${error.constructor.name} ${error.status ?? error.statusCode ?? ''}`.trim() };
    process.stderr.write(`${one}: ${error.stack}\n`);
  }
  process.stdout.write(`${JSON.stringify({ scenario: one, ...seen })}\n`);
}
process.exit(0);
