import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import { call, usage } from './observation.mjs';
import { run } from './run.mjs';

await run({ ai: (connection) => (scenario, seen) => drive(connection, scenario, seen) }, (error) => {
  const failed = error.lastError ?? error;
  return { status: failed.statusCode ?? null, code: failed.data?.error?.code ?? null, message: failed.message };
});

async function drive(connection, scenario, seen) {
  const provider = createOpenAICompatible({ name: 'any', ...connection, includeUsage: scenario.usage, supportsStructuredOutputs: true });
  if (scenario.surface === 'embeddings') {
    const answer = await embedMany({ model: provider.embeddingModel(scenario.model), values: scenario.request.input, maxRetries: 0 });
    seen.vectors = answer.embeddings;
    seen.usage = usage(answer.usage.tokens, null);
    return;
  }

  const request = { ...requestOf(scenario, seen), model: provider(scenario.model), maxRetries: 0, onError: () => {} };
  if (scenario.stream) {
    await seeStream(seen, request, scenario.surface === 'abort' ? 2 : Infinity);
  } else {
    seeResult(seen, await generateText(request), scenario);
  }
}

function requestOf(scenario, seen) {
  const { messages, tools, response_format: format, ...rest } = scenario.request;
  return {
    messages: messages.map(messageOf),
    allowSystemInMessages: true,
    ...(tools ? { tools: Object.fromEntries(tools.map((declared) => toolOf(declared.function, scenario, seen))) } : {}),
    ...(scenario.surface === 'loop' ? { stopWhen: isStepCount(3) } : {}),
    ...(format?.type === 'json_schema' ? { output: Output.object({ schema: jsonSchema(format.json_schema.schema) }) } : {}),
    ...(format?.type === 'json_object' ? { output: Output.json() } : {}),
    providerOptions: { any: rest },
  };
}

function toolOf({ name, description, parameters }, scenario, seen) {
  const execute = (input) => {
    seen.calls.push(call(null, name, input));
    return 'cold';
  };
  return [name, tool({ description, inputSchema: jsonSchema(parameters), ...(scenario.surface === 'loop' ? { execute } : {}) })];
}

function messageOf(message) {
  if (message.role === 'tool') {
    const output = { type: 'text', value: message.content };
    return { role: 'tool', content: [{ type: 'tool-result', toolCallId: message.tool_call_id, toolName: 'get_weather', output }] };
  }

  if (message.role === 'assistant') {
    return {
      role: 'assistant',
      content: [
        ...(message.reasoning_content ? [{ type: 'reasoning', text: message.reasoning_content }] : []),
        ...(message.content ? [{ type: 'text', text: message.content }] : []),
        ...(message.tool_calls ?? []).map((made) => ({
          type: 'tool-call',
          toolCallId: made.id,
          toolName: made.function.name,
          input: JSON.parse(made.function.arguments),
        })),
      ],
    };
  }

  return Array.isArray(message.content) ? { ...message, content: message.content.map(partOf) } : message;
}

function partOf(part) {
  switch (part.type) {
    case 'image_url':
      return { type: 'file', mediaType: 'image/png', data: part.image_url.url.split(',')[1] };
    case 'input_audio':
      return { type: 'file', mediaType: 'audio/wav', data: part.input_audio.data };
    case 'file':
      return { type: 'file', mediaType: 'application/pdf', filename: part.file.filename, data: part.file.file_data.split(',')[1] };
    default:
      return part;
  }
}

function seeResult(seen, result, scenario) {
  seen.addText(result.text);
  seen.reasoning = result.reasoningText ?? '';
  seen.calls.push(...result.toolCalls.map((made) => call(made.toolCallId, made.toolName, made.input)));
  seeFinish(seen, result.finishReason, result.usage);
  if (scenario.surface === 'parse') {
    seen.parsed = result.output;
  }
}

async function seeStream(seen, request, contentLimit) {
  const leaving = new AbortController();
  const result = streamText({ ...request, abortSignal: leaving.signal });
  for await (const part of result.fullStream) {
    switch (part.type) {
      case 'text-delta':
        seen.contentEvents++;
        seen.addText(part.text);
        if (seen.contentEvents === contentLimit) {
          leaving.abort();
          return;
        }

        break;
      case 'reasoning-delta':
        seen.reasoning += part.text;
        break;
      case 'tool-call':
        seen.calls.push(call(part.toolCallId, part.toolName, part.input));
        break;
      case 'finish':
        seeFinish(seen, part.finishReason, part.totalUsage);
        break;
      case 'error':
        throw part.error;
    }
  }
}

function seeFinish(seen, reason, counts) {
  seen.finish = [reason?.replace('-', '_') ?? null];
  if (counts?.inputTokens !== undefined) {
    seen.usage = usage(
      counts.inputTokens,
      counts.outputTokens,
      counts.inputTokenDetails?.cacheReadTokens,
      counts.outputTokenDetails?.reasoningTokens,
    );
  }
}
