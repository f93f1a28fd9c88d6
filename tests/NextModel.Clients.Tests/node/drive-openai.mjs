import OpenAI6 from 'openai6';
import { zodResponseFormat as zodResponseFormat6 } from 'openai6/helpers/zod';
import OpenAI7 from 'openai7';
import { zodResponseFormat as zodResponseFormat7 } from 'openai7/helpers/zod';
import { z } from 'zod';
import { call, usage } from './observation.mjs';
import { run } from './run.mjs';

// Raw iteration trusts every chunk, as callers' code does; the stream helper also checks what it accumulates.
await run(
  {
    openai6: (connection) => raw(new OpenAI6({ ...connection, maxRetries: 0 }), zodResponseFormat6),
    openai7: (connection) => raw(new OpenAI7({ ...connection, maxRetries: 0 }), zodResponseFormat7),
    'openai6-helpers': (connection) => helped(new OpenAI6({ ...connection, maxRetries: 0 })),
    'openai7-helpers': (connection) => helped(new OpenAI7({ ...connection, maxRetries: 0 })),
  },
  (error) => ({ status: error.status ?? null, code: error.code ?? null, message: error.message }),
);

function raw(client, zodResponseFormat) {
  return async (scenario, seen) => {
    const request = bodyOf(scenario);
    if (scenario.surface === 'embeddings') {
      seeEmbeddings(seen, await client.embeddings.create(request));
    } else if (scenario.surface === 'loop') {
      await loopByHand(client, request, seen);
    } else if (scenario.surface === 'parse') {
      const format = zodResponseFormat(z.object({ city: z.string(), celsius: z.int() }).strict(), 'weather');
      const completion = await client.chat.completions.parse({ ...request, response_format: format });
      seeCompletion(seen, completion);
      seen.parsed = completion.choices[0].message.parsed;
    } else if (scenario.stream) {
      const stream = await client.chat.completions.create(request);
      await seeStream(seen, stream, scenario.surface === 'abort' ? 2 : Infinity);
    } else {
      seeCompletion(seen, await client.chat.completions.create(request));
    }
  };
}

function helped(client) {
  return async (scenario, seen) => {
    const request = bodyOf(scenario);
    if (scenario.surface === 'loop') {
      const tools = request.tools.map(({ function: declared }) => ({
        type: 'function',
        function: { ...declared, parse: JSON.parse, function: (args) => see(args, declared.name) },
      }));
      const see = (args, name) => {
        seen.calls.push(call(null, name, args));
        return 'cold';
      };
      const runner = client.chat.completions.runTools({ ...request, tools });
      seeCompletion(seen, await runner.finalChatCompletion());
    } else {
      const stream = client.chat.completions.stream(request);
      stream.on('content', () => {
        seen.contentEvents++;
        if (scenario.surface === 'abort' && seen.contentEvents === 2) {
          seen.addText(stream.currentChatCompletionSnapshot.choices[0].message.content);
          stream.abort();
        }
      });
      await seeHelped(seen, stream, scenario);
    }
  };
}

async function seeHelped(seen, stream, scenario) {
  try {
    seeCompletion(seen, await stream.finalChatCompletion());
    // Of a field it does not know the helper keeps the last delta only, which says nothing.
    seen.reasoning = '';
  } catch (error) {
    if (scenario.surface === 'abort') {
      return;
    }

    seen.addText(stream.currentChatCompletionSnapshot?.choices[0]?.message.content);
    throw error;
  }
}

function bodyOf(scenario) {
  const options = scenario.usage ? { stream_options: { include_usage: true } } : {};
  const stream = scenario.stream ? { stream: true } : {};
  return { ...scenario.request, model: scenario.model, ...stream, ...options };
}

function seeCompletion(seen, completion) {
  for (const choice of completion.choices) {
    const message = choice.message;
    seen.addText(message.content, choice.index);
    seen.refusal ??= message.refusal ?? null;
    seen.reasoning += message.reasoning_content ?? '';
    seen.calls.push(...(message.tool_calls ?? []).map((made) => call(made.id, made.function.name, made.function.arguments)));
    seen.functionCall ??= message.function_call ?? null;
    seen.finish[choice.index] = choice.finish_reason;
    seen.logprobs ??= choice.logprobs?.content?.map((token) => token.logprob) ?? null;
  }

  seeUsage(seen, completion.usage);
}

async function seeStream(seen, stream, contentLimit) {
  const calls = [];
  for await (const chunk of stream) {
    for (const choice of chunk.choices) {
      seeDelta(seen, choice, calls);
    }

    seeUsage(seen, chunk.usage);
    if (seen.contentEvents === contentLimit) {
      break;
    }
  }

  seen.calls = calls.map((made) => call(made.id, made.name, made.arguments));
}

function seeDelta(seen, choice, calls) {
  const { delta } = choice;
  seen.contentEvents += delta.content ? 1 : 0;
  seen.addText(delta.content, choice.index);
  seen.refusal = delta.refusal ? (seen.refusal ?? '') + delta.refusal : seen.refusal;
  seen.reasoning += delta.reasoning_content ?? '';
  seen.finish[choice.index] = choice.finish_reason ?? seen.finish[choice.index] ?? null;
  if (choice.logprobs?.content) {
    (seen.logprobs ??= []).push(...choice.logprobs.content.map((token) => token.logprob));
  }

  for (const made of delta.tool_calls ?? []) {
    const known = (calls[made.index] ??= { id: null, name: null, arguments: '' });
    known.id ??= made.id;
    known.name ??= made.function.name;
    known.arguments += made.function.arguments ?? '';
  }

  if (delta.function_call) {
    seen.functionCall ??= { name: delta.function_call.name, arguments: '' };
    seen.functionCall.arguments += delta.function_call.arguments;
  }
}

function seeUsage(seen, counts) {
  if (counts) {
    seen.usageEvents++;
    seen.usage = usage(
      counts.prompt_tokens,
      counts.completion_tokens,
      counts.prompt_tokens_details?.cached_tokens,
      counts.completion_tokens_details?.reasoning_tokens,
    );
  }
}

function seeEmbeddings(seen, answer) {
  seen.vectors = answer.data.map((entry) => entry.embedding);
  seen.usage = usage(answer.usage.prompt_tokens, null);
}

async function loopByHand(client, request, seen) {
  const first = await client.chat.completions.create(request);
  const message = first.choices[0].message;
  seen.calls = message.tool_calls.map((made) => call(made.id, made.function.name, made.function.arguments));
  const results = message.tool_calls.map((made) => ({ role: 'tool', tool_call_id: made.id, content: 'cold' }));
  seeCompletion(seen, await client.chat.completions.create({ ...request, messages: [...request.messages, message, ...results] }));
}
