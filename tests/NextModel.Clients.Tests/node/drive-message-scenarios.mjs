import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic1 from '@anthropic-ai/sdk';
import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { generateText, jsonSchema, streamText, tool } from 'ai';
import Anthropic0 from 'anthropic0';
import { apiKey, origin, runEach } from './each.mjs';
import { paper, parameters, picture, schema } from './samples.mjs';

const weather = { name: 'get_weather', description: 'Weather', input_schema: parameters };
const ask = (content) => ({ max_tokens: 100, messages: [{ role: 'user', content }] });
const call = (id) => ({ type: 'tool_use', id, name: 'get_weather', input: { city: 'Oslo' } });
const after = (content, blocks) => ({ max_tokens: 100, tools: [weather], messages: [{ role: 'user', content: 'Weather?' }, { role: 'assistant', content: blocks }, { role: 'user', content }] });

// What is asked for; the source is told it, or says it in its own words.
const bodies = {
  system: { ...ask('Hi'), system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'Be kind.' }] },
  images: ask([
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } },
    { type: 'image', source: { type: 'url', url: 'https://example.com/lantern.png' } },
    { type: 'text', text: 'Which?' },
  ]),
  pdf: ask([{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: paper } }, { type: 'text', text: 'Sum up.' }]),
  thinking: after([{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }], [
    { type: 'thinking', thinking: 'Weather it is.', signature: 'c2lnbmVk' }, call('toolu_1'),
  ]),
  redacted: after([{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' }], [{ type: 'redacted_thinking', data: 'aGlkZGVu' }, call('toolu_1')]),
  parallel: after([
    { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'sunny' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } }] },
    { type: 'tool_result', tool_use_id: 'toolu_2', content: 'no such city', is_error: true },
  ], [call('toolu_1'), call('toolu_2')]),
  choiceAny: { ...ask('Hi'), tools: [weather], tool_choice: { type: 'any', disable_parallel_tool_use: true } },
  choiceTool: { ...ask('Hi'), tools: [weather], tool_choice: { type: 'tool', name: 'get_weather' } },
  choiceNone: { ...ask('Hi'), tools: [weather], tool_choice: { type: 'none' } },
  stop: { ...ask('Hi'), stop_sequences: ['END', 'STOP'], temperature: 0.5 },
  format: { ...ask('How many?'), output_config: { format: { type: 'json_schema', schema } } },
  user: { ...ask('Hi'), metadata: { user_id: 'u-4711' } },
};

function sdk(Anthropic) {
  const anthropic = new Anthropic({ apiKey, authToken: null, baseURL: origin, maxRetries: 0 });
  const tell = (message) => ({
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    finish: message.stop_reason,
    usage: [message.usage.input_tokens, message.usage.cache_read_input_tokens, message.usage.cache_creation_input_tokens, message.usage.output_tokens],
  });
  const create = (body) => async (model) => tell(await anthropic.messages.create({ model, ...body }));
  return {
    ...Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, create(body)])),
    plain: create(ask('Hi')),
    async large(model) {
      return tell(await anthropic.messages.stream({ model, ...ask('Hi'), max_tokens: 64000 }).finalMessage());
    },
    async bearer(model) {
      const other = new Anthropic({ authToken: apiKey, apiKey: null, baseURL: origin, maxRetries: 0, defaultHeaders: { 'anthropic-version': '2026-10-21' } });
      return tell(await other.messages.create({ model, ...ask('Hi') }));
    },
    async abort(model) {
      const stream = await anthropic.messages.create({ model, ...ask('Hi'), stream: true });
      let seen = 0;
      for await (const event of stream) {
        if (event.type === 'content_block_delta' && ++seen === 1) {
          stream.controller.abort();
        }
      }
      return { text: `aborted after ${seen > 0 ? 'some' : 'nothing'}` };
    },
  };
}

function ai() {
  const anthropic = createAnthropic({ apiKey, baseURL: `${origin}/v1` });
  const go = (more) => async (model) => {
    const result = await generateText({ model: anthropic(model), maxRetries: 0, maxOutputTokens: 100, prompt: more.messages ? undefined : 'Hi', ...more });
    return { text: result.text, finish: result.finishReason };
  };
  const tools = { get_weather: tool({ description: 'Weather', inputSchema: jsonSchema(parameters) }) };
  return {
    system: go({ instructions: 'Be brief.' }),
    images: go({ messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'image/png', data: picture }, { type: 'text', text: 'Which?' }] }] }),
    pdf: go({ messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'application/pdf', data: paper, filename: 'a.pdf' }, { type: 'text', text: 'Sum up.' }] }] }),
    choiceAny: go({ tools, toolChoice: 'required' }),
    choiceTool: go({ tools, toolChoice: { type: 'tool', toolName: 'get_weather' } }),
    stop: go({ stopSequences: ['END', 'STOP'], temperature: 0.5 }),
    plain: go({}),
    async abort(model) {
      const stop = new AbortController();
      const result = streamText({ model: anthropic(model), maxRetries: 0, maxOutputTokens: 100, prompt: 'Hi', abortSignal: stop.signal, onError: () => {} });
      let seen = 0;
      for await (const part of result.fullStream) {
        if (part.type === 'text-delta' && ++seen === 1) {
          stop.abort();
        }
      }
      return { text: `aborted after ${seen > 0 ? 'some' : 'nothing'}` };
    },
  };
}

function langchain() {
  const chat = (model, more = {}) => new ChatAnthropic({ model, apiKey, anthropicApiUrl: origin, maxRetries: 0, maxTokens: 100, ...more });
  const tell = (message) => ({
    text: typeof message.content === 'string' ? message.content : message.content.map((block) => block.text ?? '').join(''),
    finish: message.response_metadata.stop_reason ?? message.additional_kwargs.stop_reason,
  });
  const tools = [weather];
  return {
    system: async (model) => tell(await chat(model).invoke([new SystemMessage('Be brief.'), new HumanMessage('Hi')])),
    images: async (model) => tell(await chat(model).invoke([new HumanMessage({ content: [
      { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }, { type: 'text', text: 'Which?' },
    ] })])),
    parallel: async (model) => tell(await chat(model).bindTools(tools).invoke([
      new HumanMessage('Weather?'),
      new AIMessage({ content: '', tool_calls: [{ id: 'toolu_1', name: 'get_weather', args: { city: 'Oslo' } }, { id: 'toolu_2', name: 'get_weather', args: { city: 'Oslo' } }] }),
      new ToolMessage({ tool_call_id: 'toolu_1', content: 'sunny' }), new ToolMessage({ tool_call_id: 'toolu_2', content: 'no such city' }),
    ])),
    choiceAny: async (model) => tell(await chat(model).bindTools(tools, { tool_choice: 'any' }).invoke('Hi')),
    choiceTool: async (model) => tell(await chat(model).bindTools(tools, { tool_choice: 'get_weather' }).invoke('Hi')),
    stop: async (model) => tell(await chat(model, { temperature: 0.5, stopSequences: ['END', 'STOP'] }).invoke('Hi')),
    plain: async (model) => tell(await chat(model).invoke('Hi')),
  };
}

await runEach({ sdk1: () => sdk(Anthropic1), sdk0: () => sdk(Anthropic0), ai, langchain });
