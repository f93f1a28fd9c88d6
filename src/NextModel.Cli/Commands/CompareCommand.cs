using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Configuration;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel compare</c>: one prompt to several models of the running server, side by side.</summary>
internal static class CompareCommand
{
    private const string KeyVariable = "NEXTMODEL_API_KEY";

    public static Command Create(CommandOutput output)
    {
        var models = new Option<string[]>("--model", "-m") { Description = "A model; two to six of them.", Required = true, AllowMultipleArgumentsPerToken = true };
        var prompt = new Option<string?>("--prompt") { Description = "What they are asked; - reads standard input." };
        var request = new Option<string?>("--request") { Description = "A file with a chat request instead, without its model; - reads standard input." };
        var answers = new Option<bool>("--answers") { Description = "Print what each of them said, too." };
        var json = new Option<bool>("--json") { Description = "Print the comparison as JSON." };
        var command = new Command("compare", $"Ask several models of the running server the same, at once: time, tokens, cost and receipt of each. The API key is in {KeyVariable}.")
        {
            models, prompt, request, answers, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Environment.GetEnvironmentVariable(KeyVariable) is not { Length: > 0 } key)
            {
                return output.Fail($"set {KeyVariable} to an API key: the comparison is charged to it.", ExitCodes.Usage);
            }

            if (Body(parsed.GetValue(models)!, parsed.GetValue(prompt), parsed.GetValue(request), out var body) is { } wrong)
            {
                return output.Fail(wrong, ExitCodes.Usage);
            }

            return await RunAsync(output, key, body, parsed.GetValue(answers), parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandOutput output, string key, byte[] body, bool withAnswers, bool asJson, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        using var client = new ServerClient(installation);
        var texts = new SortedDictionary<int, (string Model, StringBuilder Text)>();
        JsonElement? comparison = null;
        var done = await client.StreamAsync("/api/compare", key, body, Take, cancellationToken);
        if (done is null)
        {
            return output.Fail($"no server listens at {installation.Urls[0]}. Start one with './nextmodel serve', or set NEXTMODEL_URLS.", ExitCodes.Unavailable);
        }

        if (!done.Value.TryGet(out _, out var refusal))
        {
            return output.Refuse(refusal);
        }

        if (comparison is not { } results)
        {
            return output.Fail("the server ended the comparison before its end.", ExitCodes.Unavailable);
        }

        Show(output, results.GetProperty("results"), withAnswers ? texts.Values : [], asJson);
        return results.GetProperty("results").EnumerateArray().All(one => one.GetProperty("status").GetString() == "completed") ? ExitCodes.Success : ExitCodes.Failure;

        void Take(string name, string data)
        {
            using var told = JsonDocument.Parse(data);
            if (name == "comparison")
            {
                comparison = told.RootElement.Clone();
            }
            else if (name == "chunk")
            {
                var index = told.RootElement.GetProperty("index").GetInt32();
                if (!texts.TryGetValue(index, out var text))
                {
                    texts[index] = text = (told.RootElement.GetProperty("model").GetString()!, new StringBuilder());
                }

                foreach (var choice in told.RootElement.GetProperty("chunk").GetProperty("choices").EnumerateArray())
                {
                    if (choice.TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String)
                    {
                        text.Text.Append(content.GetString());
                    }
                }
            }
        }
    }

    private static void Show(CommandOutput output, JsonElement results, IEnumerable<(string Model, StringBuilder Text)> answers, bool asJson)
    {
        if (asJson)
        {
            output.Line(results.GetRawText());
            return;
        }

        foreach (var (model, text) in answers)
        {
            output.Line($"── {model}");
            output.Line(text.ToString());
            output.Line();
        }

        output.Table(
            ["model", "source", "status", "served", "first byte ms", "total ms", "in", "out", "cost", "receipt"],
            results.EnumerateArray().Select(one => new[]
            {
                Text(one, "model"), Text(one, "source"), Text(one, "status"), Text(one, "serve_mode"), Text(one, "first_byte_ms"), Text(one, "total_ms"),
                Tokens(one, "prompt_tokens"), Tokens(one, "completion_tokens"), $"{Text(one, "cost")} {Text(one, "currency")}",
                one.GetProperty("receipt_url").GetString() is { } url ? url[(url.LastIndexOf('/') + 1)..] : "–",
            }));
        foreach (var one in results.EnumerateArray())
        {
            if (one.GetProperty("error") is { ValueKind: JsonValueKind.Object } error)
            {
                output.Note($"{Text(one, "model")}: {Text(error, "message")}");
            }
        }
    }

    private static string? Body(string[] models, string? prompt, string? request, out byte[] body)
    {
        body = [];
        if (prompt is null == request is null)
        {
            return "give either --prompt or --request.";
        }

        string asked;
        try
        {
            asked = request is null ? "" : request == "-" ? Console.In.ReadToEnd() : File.ReadAllText(request);
            using var parsed = request is null ? null : JsonDocument.Parse(asked);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return $"--request cannot be read: {error.Message}";
        }

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartArray("models"u8);
            foreach (var model in models)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
            json.WritePropertyName("request"u8);
            if (request is not null)
            {
                json.WriteRawValue(asked);
            }
            else
            {
                json.WriteStartObject();
                json.WriteStartArray("messages"u8);
                json.WriteStartObject();
                json.WriteString("role"u8, "user"u8);
                json.WriteString("content"u8, prompt == "-" ? Console.In.ReadToEnd() : prompt);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        body = text.ToArray();
        return null;
    }

    private static string Text(JsonElement one, string name) => one.GetProperty(name) is var value && value.ValueKind == JsonValueKind.Null ? "–" : value.ToString();

    private static string Tokens(JsonElement one, string name) => one.GetProperty("usage") is { ValueKind: JsonValueKind.Object } usage
        ? usage.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture)
        : "–";
}
