using System.ClientModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace NextModel.Clients.Tests;

/// <summary>What the .NET client saw, in the words of <c>node/observation.mjs</c>.</summary>
public sealed partial class DotNetObservation
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _refusal = new();
    private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)> _calls = [];
    private readonly JsonObject _seen = new()
    {
        ["texts"] = new JsonArray(),
        ["refusal"] = null,
        ["calls"] = new JsonArray(),
        ["functionCall"] = null,
        ["finish"] = new JsonArray(),
        ["usage"] = null,
        ["logprobs"] = null,
        ["parsed"] = null,
        ["vectors"] = null,
        ["error"] = null,
    };

    private int _usageEvents;

    /// <summary>Events with text so far.</summary>
    public int ContentEvents { get; private set; }

    public void See(ChatCompletion completion, bool parse)
    {
        SeeCalls(completion);
        _text.Append(string.Concat(completion.Content.Select(part => part.Text)));
        _refusal.Append(completion.Refusal);
        See(completion.FinishReason);
        See(completion.Usage);
        SeeLogprobs(completion.ContentTokenLogProbabilities);
#pragma warning disable CS0618 // Functions of old are still part of the contract.
        SeeFunction(completion.FunctionCall?.FunctionName, completion.FunctionCall?.FunctionArguments);
#pragma warning restore CS0618
        _seen["parsed"] = parse ? JsonNode.Parse(completion.Content[0].Text) : null;
    }

    public void SeeCalls(ChatCompletion completion)
    {
        foreach (var call in completion.ToolCalls)
        {
            _calls.Add(_calls.Count, (call.Id, call.FunctionName, new StringBuilder(call.FunctionArguments.ToString())));
        }
    }

    public void See(StreamingChatCompletionUpdate update)
    {
        var text = string.Concat(update.ContentUpdate.Select(part => part.Text));
        ContentEvents += text.Length > 0 ? 1 : 0;
        _text.Append(text);
        _refusal.Append(update.RefusalUpdate);
        See(update.FinishReason);
        See(update.Usage);
        SeeLogprobs(update.ContentTokenLogProbabilities);
#pragma warning disable CS0618 // Functions of old are still part of the contract.
        SeeFunction(update.FunctionCallUpdate?.FunctionName, update.FunctionCallUpdate?.FunctionArgumentsUpdate);
#pragma warning restore CS0618
        foreach (var call in update.ToolCallUpdates)
        {
            var known = _calls.GetValueOrDefault(call.Index, (null, null, new StringBuilder()));
            known.Arguments.Append(call.FunctionArgumentsUpdate);
            _calls[call.Index] = (known.Id ?? call.ToolCallId, known.Name ?? call.FunctionName, known.Arguments);
        }
    }

    public void See(OpenAIEmbeddingCollection embeddings)
    {
        _seen["vectors"] = JsonSerializer.SerializeToNode(embeddings.Select(embedding => embedding.ToFloats().ToArray()));
        _seen["usage"] = new JsonObject { ["input"] = embeddings.Usage.InputTokenCount };
    }

    public void See(Exception failure, bool tooLong) => _seen["error"] = new JsonObject
    {
        ["class"] = tooLong ? Observed.TooLong : failure.GetType().Name,
        ["status"] = (failure as ClientResultException)?.Status is > 0 and var status ? status : null,
        ["code"] = Code(failure),
        ["message"] = failure.Message,
    };

    public JsonObject ToJson()
    {
        _seen["texts"] = new JsonArray(Abridge(_text.ToString()));
        _seen["refusal"] = _refusal.Length > 0 ? _refusal.ToString() : null;
        _seen["calls"] = new JsonArray([.. _calls.Values.Select(call =>
            new JsonObject { ["id"] = call.Id, ["name"] = call.Name, ["arguments"] = call.Arguments.ToString() })]);
        _seen["usageEvents"] = _usageEvents;
        return _seen;
    }

    private static string Abridge(string text) => text.Length <= 2000
        ? text
        : $"{text.Length} characters, sha256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    // The client shows the code only inside its message, and only of errors in OpenAI's shape: "HTTP 400 (type: code)".
    private static string? Code(Exception failure) =>
        CodeInMessage().Match(failure.Message) is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex(@"^HTTP \d+ \(\w*: (\w+)\)")]
    private static partial Regex CodeInMessage();

    private void See(ChatFinishReason? reason)
    {
        if (reason is { } known)
        {
            _seen["finish"] = new JsonArray(JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()));
        }
    }

    private void See(ChatTokenUsage? usage)
    {
        if (usage is not null)
        {
            _usageEvents++;
            _seen["usage"] = new JsonObject
            {
                ["input"] = usage.InputTokenCount,
                ["output"] = usage.OutputTokenCount,
                ["cached"] = usage.InputTokenDetails?.CachedTokenCount,
                ["reasoning"] = usage.OutputTokenDetails?.ReasoningTokenCount,
            };
        }
    }

    private void SeeLogprobs(IReadOnlyList<ChatTokenLogProbabilityDetails> tokens)
    {
        foreach (var token in tokens)
        {
            if (_seen["logprobs"] is not JsonArray seen)
            {
                _seen["logprobs"] = seen = [];
            }

            seen.Add(token.LogProbability);
        }
    }

    private void SeeFunction(string? name, BinaryData? arguments)
    {
        if (name is not null || arguments is not null)
        {
            var seen = _seen["functionCall"] ?? (_seen["functionCall"] = new JsonObject { ["name"] = name, ["arguments"] = "" });
            seen["arguments"] = (string)seen["arguments"]! + arguments;
        }
    }
}
