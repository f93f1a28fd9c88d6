using System.Text;
using Anthropic;
using Anthropic.Models.Messages;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>The fixtures of Anthropic's dialect, read by its official .NET library straight from the fake upstream.</summary>
public sealed class AnthropicNetFixtureTests
{
    [Fact]
    public async Task Create_TextFixture_IsAMessage()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var client = new AnthropicClient { ApiKey = "none", BaseUrl = upstream.Origin, MaxRetries = 0 };

        var message = await client.Messages.Create(Question("anthropic-normal"), TestContext.Current.CancellationToken);

        var text = string.Concat(message.Content.Select(block => block.TryPickText(out var one) ? one.Text : ""));
        text.ShouldBe("Lanterns drift.");
        (message.Usage.InputTokens, message.Usage.OutputTokens).ShouldBe((8, 15));
    }

    [Fact]
    public async Task CreateStreaming_ThinkingTextAndCall_IsTold()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var client = new AnthropicClient { ApiKey = "none", BaseUrl = upstream.Origin, MaxRetries = 0 };
        var told = new StringBuilder();

        await foreach (var item in client.Messages.CreateStreaming(Question("anthropic-stream"), TestContext.Current.CancellationToken))
        {
            if (item.TryPickContentBlockDelta(out var delta))
            {
                told.Append(delta.Delta.TryPickText(out var text) ? text.Text
                    : delta.Delta.TryPickThinking(out var thinking) ? $"({thinking.Thinking}) "
                    : delta.Delta.TryPickInputJson(out var piece) ? piece.PartialJson : "");
            }
        }

        told.ToString().ShouldBe("(Thinking.) Lanterns drift.{\"city\":\"Oslo\",\"unit\":\"C\"}");
    }

    private static MessageCreateParams Question(string fixture) => new() { Model = fixture, MaxTokens = 100, Messages = [new UserMessageParam("Hi")] };
}
