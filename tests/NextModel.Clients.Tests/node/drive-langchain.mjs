import { AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { call, usage } from './observation.mjs';
import { run } from './run.mjs';

await run({ langchain: (connection) => (scenario, seen) => drive(connection, scenario, seen) }, (error) => {
  // Some errors are LangChain's own and keep the one of the OpenAI library as cause.
  const { status, code } = error.cause ?? error;
  return { status: status ?? null, code: code ?? null, message: error.message };
});

async function drive({ baseURL, apiKey }, scenario, seen) {
  const connection = { model: scenario.model, apiKey, configuration: { baseURL }, maxRetries: 0 };
  if (scenario.surface === 'embeddings') {
    const { input, encoding_format: encodingFormat } = scenario.request;
    seen.vectors = await new OpenAIEmbeddings({ ...connection, encodingFormat }).embedDocuments(input);
    return;
  }

  const { messages, tools, response_format: format, ...rest } = scenario.request;
  const chat = new ChatOpenAI({ ...connection, streamUsage: scenario.usage, modelKwargs: rest });
  const history = messages.map(messageOf);
  if (scenario.surface === 'parse') {
    const { name, schema } = format.json_schema;
    const options = { name, method: 'jsonSchema', strict: true, includeRaw: true };
    const { raw, parsed } = await chat.withStructuredOutput(schema, options).invoke(history);
    seeMessage(seen, raw);
    seen.parsed = parsed;
  } else if (scenario.surface === 'loop') {
    await loop(chat.bindTools(tools), history, seen);
  } else {
    const bound = chat.withConfig({ ...(tools ? { tools } : {}), ...(format ? { response_format: format } : {}) });
    await (scenario.stream ? seeStream(seen, bound, history, scenario.surface === 'abort' ? 2 : Infinity) : seeInvoked(seen, bound, history));
  }
}

function messageOf(message) {
  switch (message.role) {
    case 'system':
      return new SystemMessage(message.content);
    case 'user':
      return new HumanMessage({ content: message.content });
    case 'tool':
      return new ToolMessage({ content: message.content, tool_call_id: message.tool_call_id });
    case 'assistant':
      return new AIMessage({
        content: message.content ?? '',
        tool_calls: (message.tool_calls ?? []).map((made) => ({
          id: made.id,
          name: made.function.name,
          args: JSON.parse(made.function.arguments),
          type: 'tool_call',
        })),
        additional_kwargs: message.reasoning_content ? { reasoning_content: message.reasoning_content } : {},
      });
    default:
      return new ChatMessage({ role: message.role, content: message.content });
  }
}

async function seeInvoked(seen, chat, history) {
  seeMessage(seen, await chat.invoke(history));
}

async function seeStream(seen, chat, history, contentLimit) {
  const leaving = new AbortController();
  let whole;
  try {
    for await (const chunk of await chat.stream(history, { signal: leaving.signal })) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
      seen.usageEvents += chunk.usage_metadata ? 1 : 0;
      seen.contentEvents += chunk.content ? 1 : 0;
      if (seen.contentEvents === contentLimit) {
        leaving.abort();
        break;
      }
    }
  } finally {
    if (whole !== undefined) {
      seeMessage(seen, whole);
    }
  }
}

async function loop(chat, history, seen) {
  const first = await chat.invoke(history);
  const results = first.tool_calls.map((made) => new ToolMessage({ content: 'cold', tool_call_id: made.id }));
  seen.calls = first.tool_calls.map((made) => call(made.id, made.name, made.args));
  seeMessage(seen, await chat.invoke([...history, first, ...results]));
}

function seeMessage(seen, message) {
  seen.addText(message.text);
  seen.refusal = message.additional_kwargs.refusal ?? null;
  seen.reasoning = message.additional_kwargs.reasoning_content ?? '';
  seen.calls.push(...(message.tool_calls ?? []).map((made) => call(made.id, made.name, made.args)));
  seen.calls.push(...(message.invalid_tool_calls ?? []).map((made) => call(made.id, made.name, made.args)));
  seen.finish = [message.response_metadata.finish_reason ?? null];
  seen.logprobs = message.response_metadata.logprobs?.content?.map((token) => token.logprob) ?? null;
  const counts = message.usage_metadata;
  if (counts) {
    seen.usage = usage(
      counts.input_tokens,
      counts.output_tokens,
      counts.input_token_details?.cache_read,
      counts.output_token_details?.reasoning,
    );
  }
}
