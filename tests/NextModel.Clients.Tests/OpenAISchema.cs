using System.Text.Json;

namespace NextModel.Clients.Tests;

/// <summary>OpenAI's published description of its answers, judged by ajv.</summary>
public static class OpenAISchema
{
    /// <summary>The violations of each text; none means valid.</summary>
    /// <param name="texts">Pairs of a definition of <c>node/openai.schema.json</c> and a JSON text.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ValidateAsync(IEnumerable<(string Definition, string Json)> texts)
    {
        var input = texts.Select(text => JsonSerializer.Serialize(new { schema = text.Definition, json = text.Json }) + "\n");
        var lines = await NodeScript.RunAsync(["validate-schema.mjs"], string.Concat(input));
        return [.. lines.Select(line => JsonSerializer.Deserialize<string[]>(line)!)];
    }
}
