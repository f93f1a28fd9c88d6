import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic1 from '@anthropic-ai/sdk';
import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import Anthropic0 from 'anthropic0';
import { apiKey, origin, runEach } from './each.mjs';

const prompt = 'Where do lanterns go?';
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const clients = { sdk1: () => sdk(Anthropic1), sdk0: () => sdk(Anthropic0), ai, langchain };
const ends = { stop: 'end_turn', 'tool-calls': 'tool_use', length: 'max_tokens', 'content-filter': 'refusal' };

function sdk(Anthropic) {
  const anthropic = new Anthropic({ apiKey, authToken: null, baseURL: origin, maxRetries: 0 });
  const ask = (model, messages = [{ role: 'user', content: prompt }]) => ({
    model,
    max_tokens: 100,
    messages,
    tools: [{ name: 'get_weather', description: 'Weather', input_schema: parameters }],
  });
  const tell = (message) => ({
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thinking: message.content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    calls: message.content.filter((block) => block.type === 'tool_use').map((block) => [block.id, block.name, JSON.stringify(block.input)]),
    finish: message.stop_reason,
    output: message.usage.output_tokens,
  });
  return {
    json: async (model) => tell(await anthropic.messages.create(ask(model))),
    stream: async (model) => tell(await anthropic.messages.stream(ask(model)).finalMessage()),
    beta: async (model) => tell(await anthropic.beta.messages.create({ ...ask(model), betas: ['context-1m-2025-08-07'] })),
    async loop(model) {
      const first = await anthropic.messages.stream(ask(model)).finalMessage();
      const results = first.content
        .filter((block) => block.type === 'tool_use')
        .map((block) => ({ type: 'tool_result', tool_use_id: block.id, content: 'sunny' }));
      return tell(
        await anthropic.messages.create(
          ask(model, [{ role: 'user', content: prompt }, { role: 'assistant', content: first.content }, { role: 'user', content: results }]),
        ),
      );
    },
    async count(model) {
      const { input_tokens } = await anthropic.messages.countTokens({ model, messages: [{ role: 'user', content: prompt }] });
      return { text: input_tokens > 0 ? 'counted' : 'nothing', calls: [] };
    },
    async models() {
      const ids = [];
      for await (const model of anthropic.models.list({ limit: 2 })) {
        ids.push(model.id);
      }
      return { text: ids.length === new Set(ids).size && ids.length > 3 ? 'all' : ids.join(), calls: [] };
    },
  };
}

function ai() {
  const anthropic = createAnthropic({ apiKey, baseURL: `${origin}/v1` });
  const ask = (model) => ({
    model: anthropic(model),
    prompt,
    maxRetries: 0,
    maxOutputTokens: 100,
    tools: { get_weather: tool({ description: 'Weather', inputSchema: jsonSchema(parameters) }) },
  });
  const tell = async (result) => ({
    text: await result.text,
    thinking: (await result.reasoningText) ?? '',
    calls: (await result.toolCalls).map((call) => [call.toolCallId, call.toolName, JSON.stringify(call.input)]),
    finish: ends[await result.finishReason] ?? (await result.finishReason),
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
    async loop(model) {
      const tools = { get_weather: tool({ description: 'Weather', inputSchema: jsonSchema(parameters), execute: () => 'sunny' }) };
      return tell(await generateText({ ...ask(model), tools, stopWhen: stepCountIs(2) }));
    },
  };
}

function langchain() {
  const ask = (model) =>
    new ChatAnthropic({ model, apiKey, anthropicApiUrl: origin, maxRetries: 0, maxTokens: 100 }).bindTools([
      { name: 'get_weather', description: 'Weather', input_schema: parameters },
    ]);
  const parts = (message, type, member) =>
    typeof message.content === 'string'
      ? type === 'text' ? message.content : ''
      : message.content.map((block) => (block.type === type ? (block[member] ?? '') : '')).join('');
  const tell = (message) => ({
    text: parts(message, 'text', 'text'),
    thinking: parts(message, 'thinking', 'thinking'),
    calls: message.tool_calls.map((call) => [call.id, call.name, JSON.stringify(call.args)]),
    finish: message.response_metadata.stop_reason ?? message.additional_kwargs.stop_reason,
    output: message.usage_metadata.output_tokens,
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
    async loop(model) {
      const first = await ask(model).invoke(prompt);
      const results = first.tool_calls.map((call) => new ToolMessage({ tool_call_id: call.id, content: 'sunny' }));
      return tell(await ask(model).invoke([new HumanMessage(prompt), new AIMessage(first), ...results]));
    },
  };
}

await runEach(clients);
