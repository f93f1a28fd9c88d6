import { createOpenAI } from '@ai-sdk/openai';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import OpenAI6 from 'openai6';
import OpenAI7 from 'openai7';
import { apiKey, origin, runEach } from './each.mjs';
import { paper, parameters, picture, schema } from './samples.mjs';

const baseURL = `${origin}/v1`;
const image = `data:image/png;base64,${picture}`;
const weather = { type: 'function', name: 'get_weather', description: 'Weather', parameters, strict: false };
const text = (said) => ({ type: 'input_text', text: said });
const ask = (content) => ({ store: false, input: [{ role: 'user', content }] });
const call = (id) => ({ type: 'function_call', call_id: id, name: 'get_weather', arguments: '{"city":"Oslo"}' });
const output = (id, said) => ({ type: 'function_call_output', call_id: id, output: said });
const after = (...items) => ({ store: false, tools: [weather], input: [{ role: 'user', content: 'Weather?' }, ...items] });
const thinking = { store: false, include: ['reasoning.encrypted_content'], reasoning: { effort: 'low', summary: 'auto' } };
const search = { type: 'function', name: 'search', description: 'Search', parameters, strict: false };

// What is asked for; the source is told it, or says it in its own words.
const bodies = {
  system: { store: false, instructions: 'Be brief.', input: [{ role: 'developer', content: 'Be kind.' }, { role: 'user', content: 'Hi' }] },
  images: ask([
    { type: 'input_image', image_url: image, detail: 'low' }, { type: 'input_image', image_url: 'https://example.com/lantern.png', detail: 'auto' }, text('Which?'),
  ]),
  pdf: ask([{ type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${paper}` }, text('Sum up.')]),
  parallel: after(
    call('call_1'), call('call_2'),
    output('call_1', [text('sunny'), { type: 'input_image', image_url: image, detail: 'auto' }]), output('call_2', 'no such city'),
  ),
  choiceAny: { ...ask('Hi'), tools: [weather], tool_choice: 'required', parallel_tool_calls: false },
  choiceTool: { ...ask('Hi'), tools: [weather], tool_choice: { type: 'function', name: 'get_weather' } },
  choiceNone: { ...ask('Hi'), tools: [weather], tool_choice: 'none' },
  allowed: {
    ...ask('Hi'), tools: [weather, search],
    tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'search' }] },
  },
  namespace: { ...ask('Hi'), tools: [{ type: 'namespace', name: 'docs', description: 'Documents', tools: [search] }] },
  custom: {
    ...after(
      { type: 'custom_tool_call', call_id: 'call_1', name: 'patch', input: '*** Begin' },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'done' },
    ),
    tools: [{ type: 'custom', name: 'patch', description: 'Patch' }],
  },
  format: { ...ask('How many?'), text: { format: { type: 'json_schema', name: 'lamps', schema, strict: true } } },
  settings: { ...ask('Hi'), temperature: 0.5, max_output_tokens: 64, text: { verbosity: 'low' } },
  reasoning: { ...ask('Hi'), ...thinking },
  sealed: after(
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Weather it is.' }], encrypted_content: 'gAAAAABsealed' },
    call('call_1'), output('call_1', 'sunny'),
  ),
  user: { ...ask('Hi'), user: 'u-4711', safety_identifier: 's-4711', prompt_cache_key: 'k-4711', metadata: { lamp: 'red' } },
};

function sdk(OpenAI) {
  const openai = new OpenAI({ apiKey, baseURL, maxRetries: 0 });
  const tell = (response) => ({
    text: response.output_text,
    finish: [response.status, response.incomplete_details?.reason].filter(Boolean).join(' '),
    refusal: response.output.flatMap((item) => item.content ?? []).find((part) => part.type === 'refusal')?.refusal,
    usage: [response.usage.input_tokens, response.usage.input_tokens_details.cached_tokens, response.usage.output_tokens],
  });
  const create = (body) => async (model) => tell(await openai.responses.create({ model, ...body }));
  const outputs = (response) => response.output.filter((item) => item.type === 'function_call').map((item) => output(item.call_id, 'sunny'));
  return {
    ...Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, create(body)])),
    plain: create(ask('Hi')),
    stream: async (model) => tell(await openai.responses.stream({ model, ...ask('Hello') }).finalResponse()),
    async echo(model) {
      const first = await openai.responses.create({ model, ...after(), ...thinking });
      return tell(await openai.responses.create({ model, ...after(...first.output, ...outputs(first)), ...thinking }));
    },
    async kept(model) {
      const asked = { model, tools: [weather], reasoning: thinking.reasoning };
      const first = await openai.responses.create({ ...asked, input: 'Weather?' });
      return tell(await openai.responses.create({ ...asked, input: outputs(first), previous_response_id: first.id }));
    },
    async unkept(model) {
      const first = await openai.responses.create({ model, ...ask('Hi') });
      const seen = (promise) => promise.then(() => 'there', (error) => `${error.status} ${error.code} ${error.param}`);
      return {
        text: [
          await seen(openai.responses.retrieve(first.id)),
          await seen(openai.responses.inputItems.list(first.id)),
          await seen(openai.responses.delete(first.id)),
          await seen(openai.responses.create({ model, input: 'And?', previous_response_id: first.id })),
          await seen(openai.responses.create({ model, input: [{ type: 'item_reference', id: first.output[0].id }] })),
        ].join(', '),
      };
    },
    async abort(model) {
      const stream = await openai.responses.create({ model, ...ask('Hi'), stream: true });
      let seen = 0;
      for await (const event of stream) {
        if (event.type === 'response.output_text.delta' && ++seen === 1) {
          stream.controller.abort();
        }
      }
      return { text: `aborted after ${seen > 0 ? 'some' : 'nothing'}` };
    },
  };
}

function ai() {
  const openai = createOpenAI({ apiKey, baseURL });
  const go = ({ options, ...more }) => async (model) => {
    const providerOptions = { openai: { store: false, ...options } };
    const result = await generateText({ model: openai(model), maxRetries: 0, ...(more.messages ? {} : { prompt: 'Hi' }), providerOptions, ...more });
    return { text: more.output ? JSON.stringify(result.output) : result.text, finish: result.finishReason };
  };
  const declared = { description: 'Weather', inputSchema: jsonSchema(parameters) };
  const tools = { get_weather: tool(declared) };
  const loop = { tools: { get_weather: tool({ ...declared, execute: () => 'sunny' }) }, stopWhen: stepCountIs(2) };
  const thinks = { forceReasoning: true, reasoningEffort: 'low', reasoningSummary: 'auto' };
  const file = (mediaType, data, filename) => ({ messages: [{ role: 'user', content: [{ type: 'file', mediaType, data, filename }, { type: 'text', text: 'Which?' }] }] });
  return {
    system: go({ instructions: 'Be brief.' }),
    images: go(file('image/png', picture)),
    pdf: go(file('application/pdf', paper, 'a.pdf')),
    choiceAny: go({ tools, toolChoice: 'required', options: { parallelToolCalls: false } }),
    choiceTool: go({ tools, toolChoice: { type: 'tool', toolName: 'get_weather' } }),
    format: go({ output: Output.object({ schema: jsonSchema(schema), name: 'lamps' }) }),
    settings: go({ temperature: 0.5, maxOutputTokens: 64, options: { textVerbosity: 'low' } }),
    reasoning: go({ options: thinks }),
    user: go({ options: { user: 'u-4711', safetyIdentifier: 's-4711', promptCacheKey: 'k-4711', metadata: { lamp: 'red' } } }),
    plain: go({}),
    stream: (model) => streamed(model, Infinity),
    echo: go({ ...loop, options: thinks }),
    kept: go({ ...loop, options: { ...thinks, store: true } }),
    abort: (model) => streamed(model, 1),
  };
  async function streamed(model, most) {
    const stop = new AbortController();
    let failure;
    const result = streamText({ model: openai(model), maxRetries: 0, prompt: 'Hi', abortSignal: stop.signal, onError: ({ error }) => { failure = error; } });
    let seen = 0;
    for await (const part of result.fullStream) {
      if (part.type === 'text-delta' && ++seen === most) {
        stop.abort();
      }
    }
    if (failure) {
      throw failure;
    }
    return most === 1 ? { text: `aborted after ${seen > 0 ? 'some' : 'nothing'}` } : { text: await result.text, finish: await result.finishReason };
  }
}

function langchain() {
  const chat = (model, more = {}) => new ChatOpenAI({ model, apiKey, configuration: { baseURL }, maxRetries: 0, useResponsesApi: true, zdrEnabled: true, ...more });
  const said = (content) => (typeof content === 'string' ? content : content.map((block) => (block.type === 'text' ? block.text : '')).join(''));
  const tell = (message) => ({
    text: said(message.content),
    finish: [message.response_metadata.status, message.response_metadata.incomplete_details?.reason].filter(Boolean).join(' '),
    refusal: message.additional_kwargs.refusal,
  });
  const tools = [{ type: 'function', function: { name: 'get_weather', description: 'Weather', parameters } }];
  const thinks = { reasoning: thinking.reasoning };
  const human = (...content) => [new HumanMessage({ content })];
  const results = (made) => made.tool_calls.map((one) => new ToolMessage({ tool_call_id: one.id, content: 'sunny' }));
  const invoke = (more, messages = 'Hi') => async (model) => tell(await chat(model, more).invoke(messages));
  const echo = (more, options) => async (model) => {
    const bound = chat(model, { ...more, ...thinks }).bindTools(tools, options);
    const first = await bound.invoke('Weather?');
    return tell(await bound.invoke([new HumanMessage('Weather?'), first, ...results(first)]));
  };
  return {
    system: invoke({}, [new SystemMessage('Be brief.'), new HumanMessage('Hi')]),
    images: invoke({}, human({ type: 'image_url', image_url: { url: image, detail: 'low' } }, { type: 'text', text: 'Which?' })),
    parallel: async (model) => tell(await chat(model).bindTools(tools).invoke([
      new HumanMessage('Weather?'),
      new AIMessage({ content: '', tool_calls: ['call_1', 'call_2'].map((id) => ({ id, name: 'get_weather', args: { city: 'Oslo' } })) }),
      new ToolMessage({ tool_call_id: 'call_1', content: 'sunny' }), new ToolMessage({ tool_call_id: 'call_2', content: 'no such city' }),
    ])),
    choiceAny: async (model) => tell(await chat(model).bindTools(tools, { tool_choice: 'any', parallel_tool_calls: false }).invoke('Hi')),
    choiceTool: async (model) => tell(await chat(model).bindTools(tools, { tool_choice: 'get_weather' }).invoke('Hi')),
    async format(model) {
      return { text: JSON.stringify(await chat(model).withStructuredOutput(schema, { name: 'lamps', method: 'jsonSchema', strict: true }).invoke('How many?')) };
    },
    settings: invoke({ temperature: 0.5, maxTokens: 64, modelKwargs: { text: { verbosity: 'low' } } }),
    reasoning: invoke(thinks),
    user: invoke({ user: 'u-4711', modelKwargs: { metadata: { lamp: 'red' }, prompt_cache_key: 'k-4711', safety_identifier: 's-4711' } }),
    plain: invoke({}),
    async stream(model) {
      let whole;
      for await (const chunk of await chat(model).stream('Hello')) {
        whole = whole ? whole.concat(chunk) : chunk;
      }
      return tell(whole);
    },
    echo: echo({}, { include: thinking.include }),
    kept: echo({ zdrEnabled: false }),
    async abort(model) {
      const stop = new AbortController();
      let seen = 0;
      try {
        for await (const chunk of await chat(model).stream('Hi', { signal: stop.signal })) {
          if (said(chunk.content) !== '' && ++seen === 1) {
            stop.abort();
          }
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          throw error;
        }
      }
      return { text: `aborted after ${seen > 0 ? 'some' : 'nothing'}` };
    },
  };
}

await runEach({ sdk7: () => sdk(OpenAI7), sdk6: () => sdk(OpenAI6), ai, langchain });
