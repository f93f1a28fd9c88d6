using System.Text;
using System.Text.Json;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>
/// Reads a stream as the strictest of OpenAI's clients do together, and fails where one of them would throw, merge calls or lose text.
/// </summary>
internal sealed class StrictClient
{
    private static readonly string[] FinishReasons = ["stop", "length", "tool_calls", "content_filter", "function_call"];

    private readonly bool _asksUsage;
    private readonly SortedDictionary<int, StrictChoice> _choices = [];
    private string? _identity;

    private StrictClient(bool asksUsage)
    {
        _asksUsage = asksUsage;
    }

    public IReadOnlyList<StrictChoice> Choices => [.. _choices.Values];

    public StrictChoice Only => _choices.Values.ShouldHaveSingleItem();

    /// <summary>The usage of the usage chunk; null when none came.</summary>
    public JsonElement? Usage { get; private set; }

    public int Chunks { get; private set; }

    public static StrictClient Read(ReadOnlySpan<byte> stream, string model, bool asksUsage)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream);
        var client = new StrictClient(asksUsage);
        if (text.Length > 0)
        {
            text.ShouldEndWith("\n\n");
            foreach (var line in text[..^2].Split("\n\n"))
            {
                line.ShouldStartWith("data: {");
                line.ShouldNotContain('\n');
                client.Take(JsonDocument.Parse(line[6..]).RootElement, model);
            }
        }

        return client;
    }

    private void Take(JsonElement chunk, string model)
    {
        Chunks++;
        Usage.ShouldBeNull("nothing follows the usage chunk");
        chunk.GetProperty("object").GetString().ShouldBe("chat.completion.chunk");
        chunk.GetProperty("model").GetString().ShouldBe(model);
        var identity = $"{chunk.GetProperty("id").GetString()} {chunk.GetProperty("created").GetInt64()}";
        (_identity ??= identity).ShouldBe(identity);
        chunk.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        chunk.TryGetProperty("obfuscation", out _).ShouldBeFalse();
        chunk.TryGetProperty("x_groq", out _).ShouldBeFalse();
        chunk.EnumerateObject().Select(member => member.Name).ShouldBeUnique();

        var choices = chunk.GetProperty("choices");
        chunk.TryGetProperty("usage", out var usage).ShouldBe(_asksUsage);
        if (_asksUsage && usage.ValueKind != JsonValueKind.Null)
        {
            choices.GetArrayLength().ShouldBe(0);
            Usage = usage;
        }

        foreach (var choice in choices.EnumerateArray())
        {
            Take(choice);
        }
    }

    private void Take(JsonElement choice)
    {
        var index = choice.GetProperty("index").GetInt32();
        if (!_choices.TryGetValue(index, out var state))
        {
            _choices[index] = state = new StrictChoice();
        }

        choice.EnumerateObject().Select(member => member.Name).ShouldBeUnique();
        choice.TryGetProperty("usage", out _).ShouldBeFalse();
        state.Take(choice.GetProperty("delta"));
        var finish = choice.GetProperty("finish_reason").GetString();
        if (finish is not null)
        {
            FinishReasons.ShouldContain(finish);
            state.Finish.ShouldBeNull("a choice ends once");
            state.Finish = finish;
        }
    }
}
