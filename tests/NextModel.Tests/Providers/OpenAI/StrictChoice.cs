using System.Text.Json;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>One choice as <see cref="StrictClient"/> has put it together.</summary>
internal sealed class StrictChoice
{
    private bool _begun;

    public string Text { get; private set; } = "";

    public string Refusal { get; private set; } = "";

    public string Reasoning { get; private set; } = "";

    public string? FunctionName { get; private set; }

    public string FunctionArguments { get; private set; } = "";

    public string? Finish { get; set; }

    public List<string[]> Calls { get; } = [];

    public void Take(JsonElement delta)
    {
        delta.EnumerateObject().Select(member => member.Name).ShouldBeUnique();
        delta.TryGetProperty("role", out var role).ShouldBe(!_begun, "the role comes first and once");
        if (!_begun)
        {
            role.GetString().ShouldBe("assistant");
        }

        _begun = true;
        Text += Piece(delta, "content");
        Refusal += Piece(delta, "refusal");
        Reasoning += Piece(delta, "reasoning_content");
        if (delta.TryGetProperty("function_call", out var function))
        {
            FunctionName ??= function.TryGetProperty("name", out var name) ? name.GetString() : null;
            FunctionArguments += function.GetProperty("arguments").GetString();
        }

        if (delta.TryGetProperty("tool_calls", out var calls))
        {
            calls.GetArrayLength().ShouldBePositive();
            foreach (var call in calls.EnumerateArray())
            {
                TakeCall(call);
            }
        }
    }

    private void TakeCall(JsonElement call)
    {
        var index = call.GetProperty("index").GetInt32();
        var payload = call.TryGetProperty("custom", out var custom) ? custom : call.GetProperty("function");
        var arguments = payload.GetProperty(payload.TryGetProperty("input", out _) ? "input" : "arguments").GetString()!;
        if (index == Calls.Count)
        {
            call.GetProperty("type").GetString().ShouldNotBeNullOrEmpty();
            Calls.Add([call.GetProperty("id").GetString()!, payload.GetProperty("name").GetString()!, arguments]);
            Calls[index][0].ShouldNotBeNullOrEmpty();
            return;
        }

        index.ShouldBeInRange(0, Calls.Count - 1);
        call.TryGetProperty("id", out _).ShouldBeFalse();
        call.TryGetProperty("type", out _).ShouldBeFalse();
        payload.TryGetProperty("name", out _).ShouldBeFalse();
        Calls[index][2] += arguments;
    }

    private static string Piece(JsonElement delta, string name) =>
        delta.TryGetProperty(name, out var piece) ? piece.GetString() ?? "" : "";
}
