import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic1 from '@anthropic-ai/sdk';
import { ChatAnthropic } from '@langchain/anthropic';
import { ChatOpenAI } from '@langchain/openai';
import { generateText } from 'ai';
import Anthropic0 from 'anthropic0';
import OpenAI6 from 'openai6';
import OpenAI7 from 'openai7';
import { apiKey, origin, runEach } from './each.mjs';

// What was answered to each try, beside what the client made of it.
let statuses = [];
async function watching(...asked) {
  const response = await fetch(...asked);
  statuses.push(response.status);
  return response;
}

const baseURL = `${origin}/v1`;
const openai = (OpenAI) => async (model) => (await new OpenAI({ apiKey, baseURL, fetch: watching }).responses.create({ model, input: 'Hi' })).output_text;
const anthropic = (Anthropic) => async (model) => {
  const client = new Anthropic({ apiKey, authToken: null, baseURL: origin, fetch: watching });
  return (await client.messages.create({ model, max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] })).content[0].text;
};
const ai = (model) => async (name) => (await generateText({ model: model(name), prompt: 'Hi' })).text;
const langchain = (chat) => async (model) => (await chat(model).invoke('Hi')).text;

const doors = {
  sdk7: openai(OpenAI7),
  sdk6: openai(OpenAI6),
  sdk1: anthropic(Anthropic1),
  sdk0: anthropic(Anthropic0),
  'ai-responses': ai(createOpenAI({ apiKey, baseURL, fetch: watching })),
  'ai-messages': ai(createAnthropic({ apiKey, baseURL, fetch: watching })),
  'langchain-responses': langchain((model) => new ChatOpenAI({ model, apiKey, configuration: { baseURL, fetch: watching }, useResponsesApi: true })),
  'langchain-messages': langchain((model) => new ChatAnthropic({ model, apiKey, anthropicApiUrl: origin, clientOptions: { fetch: watching }, maxTokens: 100 })),
};

// Asks once, or again and again until it was told to wait.
const scenarios = (ask) => () => ({
  async once(model) {
    statuses = [];
    return { text: await ask(model), statuses };
  },
  async limited(model) {
    statuses = [];
    let text;
    for (let asked = 0; asked < 100 && !statuses.includes(429); asked++) {
      text = await ask(model);
    }
    return { text, statuses: statuses.slice(statuses.indexOf(429)) };
  },
});

await runEach(Object.fromEntries(Object.entries(doors).map(([name, ask]) => [name, scenarios(ask)])));
