import { Console } from 'node:console';
import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { GoogleGenAI } from '@google/genai';
import { NodeHttpHandler } from '@smithy/node-http-handler';

// Standard output belongs to the observations.
globalThis.console = new Console(process.stderr, process.stderr);

// Arguments: where the fake upstream listens, then fixture=reader. Each fixture is read by its vendor's own library, which proves that it
// is what the vendor sends; one JSON line for each tells what the library made of it.
const [origin, ...fixtures] = process.argv.slice(2);

const anthropic = new Anthropic({ apiKey: 'none', baseURL: origin, maxRetries: 0 });
const google = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: origin } });
const aws = new BedrockRuntimeClient({
  region: 'us-east-1',
  endpoint: origin,
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  maxAttempts: 1,
  requestHandler: new NodeHttpHandler(),
});

const readers = {
  async 'anthropic-json'(model) {
    return ofAnthropic(await anthropic.messages.create(question(model)));
  },
  async 'anthropic-stream'(model) {
    return ofAnthropic(await anthropic.messages.stream(question(model)).finalMessage());
  },
  async 'gemini-json'(model) {
    const seen = empty();
    takeGemini(seen, await google.models.generateContent({ model, contents: 'Hi' }));
    return seen;
  },
  async 'gemini-stream'(model) {
    const seen = empty();
    for await (const part of await google.models.generateContentStream({ model, contents: 'Hi' })) {
      takeGemini(seen, part);
    }
    return seen;
  },
  async 'bedrock-json'(model) {
    const seen = empty();
    const answer = await aws.send(new ConverseCommand(converse(model)));
    for (const block of answer.output.message.content) {
      takeBedrock(seen, block);
    }
    seen.finish = answer.stopReason;
    seen.usage = [answer.usage.inputTokens, answer.usage.outputTokens];
    return seen;
  },
  async 'bedrock-stream'(model) {
    const seen = empty();
    const answer = await aws.send(new ConverseStreamCommand(converse(model)));
    for await (const event of answer.stream) {
      takeBedrock(seen, event.contentBlockDelta?.delta ?? {});
      if (event.contentBlockStart?.start?.toolUse) {
        const { toolUseId, name } = event.contentBlockStart.start.toolUse;
        seen.calls.push([toolUseId, name, '']);
      }
      seen.finish = event.messageStop?.stopReason ?? seen.finish;
      seen.usage = event.metadata ? [event.metadata.usage.inputTokens, event.metadata.usage.outputTokens] : seen.usage;
    }
    return seen;
  },
};

for (const fixture of fixtures) {
  const [name, reader] = fixture.split('=');
  let seen;
  try {
    seen = await readers[reader](name);
  } catch (error) {
    seen = { ...empty(), error: `${error.constructor.name} ${error.status ?? error.$metadata?.httpStatusCode ?? error.name}` };
    process.stderr.write(`${name}: ${error.stack}\n`);
  }
  process.stdout.write(`${JSON.stringify({ fixture: name, ...seen })}\n`);
}
process.exit(0);

function empty() {
  return { text: '', reasoning: '', calls: [], finish: null, usage: null, error: null };
}

function question(model) {
  return { model, max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };
}

function converse(modelId) {
  return { modelId, messages: [{ role: 'user', content: [{ text: 'Hi' }] }] };
}

function ofAnthropic(message) {
  const seen = empty();
  for (const block of message.content) {
    seen.text += block.type === 'text' ? block.text : '';
    seen.reasoning += block.type === 'thinking' ? block.thinking : '';
    if (block.type === 'tool_use') {
      seen.calls.push([block.id, block.name, JSON.stringify(block.input)]);
    }
  }
  seen.finish = message.stop_reason;
  seen.usage = [message.usage.input_tokens, message.usage.output_tokens];
  return seen;
}

function takeGemini(seen, answer) {
  const candidate = answer.candidates?.[0];
  for (const part of candidate?.content?.parts ?? []) {
    seen[part.thought ? 'reasoning' : 'text'] += part.text ?? '';
    if (part.functionCall) {
      seen.calls.push([part.functionCall.id ?? null, part.functionCall.name, JSON.stringify(part.functionCall.args)]);
    }
  }
  seen.finish = candidate?.finishReason ?? answer.promptFeedback?.blockReason ?? seen.finish;
  seen.usage = answer.usageMetadata ? [answer.usageMetadata.promptTokenCount, answer.usageMetadata.candidatesTokenCount ?? null] : seen.usage;
}

function takeBedrock(seen, block) {
  seen.text += block.text ?? '';
  seen.reasoning += block.reasoningContent?.text ?? block.reasoningContent?.reasoningText?.text ?? '';
  if (block.toolUse?.toolUseId) {
    seen.calls.push([block.toolUse.toolUseId, block.toolUse.name, JSON.stringify(block.toolUse.input)]);
  } else if (block.toolUse) {
    seen.calls.at(-1)[2] += block.toolUse.input;
  }
}
