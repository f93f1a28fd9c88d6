using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI;
using OpenAI.Chat;

namespace NextModel.Clients.Tests;

/// <summary>The OpenAI library for .NET, used through its typed calls.</summary>
public sealed class DotNetClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly OpenAIClient _client;
    private readonly Scenario _scenario;
    private readonly string _model;
    private readonly DotNetObservation _seen = new();

    private DotNetClient(OpenAIClient client, Scenario scenario, Column column)
    {
        _client = client;
        _scenario = scenario;
        _model = scenario.Model(column);
    }

    /// <summary>What the client saw, by scenario; of all scenarios unless some are named.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonObject>> RunAsync(
        string baseUrl, string apiKey, Column column, IReadOnlyList<string> scenarios)
    {
        var client = new OpenAIClient(
            new ApiKeyCredential(apiKey),
            new OpenAIClientOptions { Endpoint = new Uri(baseUrl), RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = Limit });
        var observations = new ConcurrentDictionary<string, JsonObject>();
        await Parallel.ForEachAsync(
            ScenarioTable.Of("dotnet").Where(scenario => scenarios.Count == 0 || scenarios.Contains(scenario.Id)),
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (scenario, _) => observations[scenario.Id] = await new DotNetClient(client, scenario, column).ObserveAsync());
        return observations;
    }

    private async Task<JsonObject> ObserveAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await DriveAsync(limit.Token);
        }
        catch (Exception failure)
        {
            _seen.See(failure, limit.IsCancellationRequested);
        }

        return _seen.ToJson();
    }

    private async Task DriveAsync(CancellationToken limit)
    {
        switch (_scenario)
        {
            case { Surface: "embeddings" }:
                await EmbedAsync(limit);
                break;
            case { Surface: "loop" }:
                await LoopAsync(limit);
                break;
            case { Stream: true }:
                await StreamAsync(limit);
                break;
            default:
                _seen.See((await Chat.CompleteChatAsync(Messages(), Options(), limit)).Value, parse: _scenario.Surface == "parse");
                break;
        }
    }

    private ChatClient Chat => _client.GetChatClient(_model);

    private async Task StreamAsync(CancellationToken limit)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(limit);
        await foreach (var update in Chat.CompleteChatStreamingAsync(Messages(), Options(), leaving.Token))
        {
            _seen.See(update);
            if (_scenario.Surface == "abort" && _seen.ContentEvents == 2)
            {
                await leaving.CancelAsync();
                return;
            }
        }
    }

    private async Task LoopAsync(CancellationToken limit)
    {
        var messages = Messages();
        var first = (await Chat.CompleteChatAsync(messages, Options(), limit)).Value;
        _seen.SeeCalls(first);
        messages.Add(new AssistantChatMessage(first));
        messages.AddRange(first.ToolCalls.Select(call => new ToolChatMessage(call.Id, "cold")));
        _seen.See((await Chat.CompleteChatAsync(messages, Options(), limit)).Value, parse: false);
    }

    private async Task EmbedAsync(CancellationToken limit)
    {
        var inputs = _scenario.Body.GetProperty("input").EnumerateArray().Select(input => input.GetString()!);
        _seen.See((await _client.GetEmbeddingClient(_model).GenerateEmbeddingsAsync(inputs, cancellationToken: limit)).Value);
    }

    private List<ChatMessage> Messages() => [.. _scenario.Body.GetProperty("messages").EnumerateArray().Select(Read<ChatMessage>)];

    private ChatCompletionOptions Options()
    {
        var options = JsonObject.Create(_scenario.Body)!;
        options.Remove("messages");
        return Read<ChatCompletionOptions>(JsonSerializer.SerializeToElement(options));
    }

    private static T Read<T>(JsonElement json)
        where T : IPersistableModel<T> => ModelReaderWriter.Read<T>(BinaryData.FromString(json.GetRawText()))!;
}
