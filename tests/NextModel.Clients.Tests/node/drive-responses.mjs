import { createOpenAI } from '@ai-sdk/openai';
import { ChatOpenAI } from '@langchain/openai';
import { Agent, OpenAIProvider, Runner, setTracingDisabled, tool as agentTool } from '@openai/agents';
import { generateText, jsonSchema, streamText, tool } from 'ai';
import OpenAI6 from 'openai6';
import OpenAI7 from 'openai7';
import { zodTextFormat } from 'openai7/helpers/zod';
import { z } from 'zod';
import { apiKey, origin, runEach } from './each.mjs';

const baseURL = `${origin}/v1`;
const prompt = 'Where do lanterns go?';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const clients = { sdk7: () => sdk(OpenAI7), sdk6: () => sdk(OpenAI6), ai, agents, langchain };

function sdk(OpenAI) {
  const openai = new OpenAI({ apiKey, baseURL, maxRetries: 0 });
  const tools = [{ type: 'function', name: 'get_weather', description: 'Weather', parameters, strict: false }];
  const ask = (model) => ({ model, input: prompt, tools });
  const tell = (response) => ({
    text: response.output_text,
    calls: response.output.filter((item) => item.type === 'function_call').map((item) => [item.call_id, item.name, item.arguments]),
    finish: response.status,
    output: response.usage?.output_tokens,
  });
  return {
    json: async (model) => tell(await openai.responses.create(ask(model))),
    stream: async (model) => tell(await openai.responses.stream(ask(model)).finalResponse()),
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
  };
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
  };
}

await runEach(clients);
