using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Dashboard.Playground;

/// <summary>What a reader typed into the playground, kept as it was typed, and what is wrong with it.</summary>
public sealed class PlaygroundForm
{
    /// <summary>Fewest models side by side.</summary>
    public const int Fewest = 2;

    /// <summary>Most models side by side.</summary>
    public const int Most = 6;

    /// <summary>Longest prompt, in characters, of each of its two parts.</summary>
    public const int LongestText = 100_000;

    /// <summary>Most output tokens that can be asked for.</summary>
    public const int MostOutput = 32_000;

    private const string UsualOutput = "300";

    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    private PlaygroundForm(IReadOnlyList<string> models) => Models = models;

    /// <summary>Id of the key that pays.</summary>
    public string KeyId { get; private init; } = "";

    /// <summary>One for each field, empty ones included.</summary>
    public IReadOnlyList<string> Models { get; }

    public string System { get; private init; } = "";

    public string User { get; private init; } = "";

    public string Temperature { get; private init; } = "";

    public string MaxTokens { get; private init; } = UsualOutput;

    /// <summary>True asks the sources even where there is a verified answer to replay.</summary>
    public bool IsFresh { get; private init; }

    /// <summary>Fields that are wrong, and the key of the text that says why.</summary>
    public IReadOnlyDictionary<string, string> Problems => _problems;

    public IReadOnlyList<string> Chosen => [.. Models.Where(model => model.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Output tokens an answer may have.</summary>
    public int Output => int.Parse(MaxTokens, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The form before anything was typed.</summary>
    /// <param name="query">May name models (<c>models=a,b</c>) and a key.</param>
    /// <param name="usual">Models to begin with.</param>
    public static PlaygroundForm Begin(IQueryCollection query, IEnumerable<string> usual)
    {
        ArgumentNullException.ThrowIfNull(query);
        var asked = query["models"].OfType<string>().SelectMany(models => models.Split(',')).Select(Name).Where(model => model.Length > 0).ToList();
        return new PlaygroundForm(Fill(asked.Count > 0 ? asked : usual)) { KeyId = query["key"].ToString() };
    }

    /// <summary>Reads what was sent.</summary>
    public static PlaygroundForm Read(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var read = new PlaygroundForm(Fill(form["model"].OfType<string>().Select(Name)))
        {
            KeyId = form["key"].ToString(),
            System = form["system"].ToString(),
            User = form["user"].ToString(),
            Temperature = form["temperature"].ToString().Trim(),
            MaxTokens = form["max_tokens"].ToString().Trim() is { Length: > 0 } most ? most : UsualOutput,
            IsFresh = form["cache"] == "refresh",
        };
        read.Check();
        return read;
    }

    /// <summary>What is to be done. Only without <see cref="Problems"/>.</summary>
    public PlaygroundRun ToRun() => new(KeyId, Chosen, Body(), IsFresh);

    private static string Name(string? text) => text is { Length: <= 200 } ? text.Trim() : "";

    private static List<string> Fill(IEnumerable<string> models)
    {
        var filled = models.Take(Most).ToList();
        filled.AddRange(Enumerable.Repeat("", Most - filled.Count));
        return filled;
    }

    private void Check()
    {
        if (Chosen.Count < Fewest)
        {
            _problems["model"] = "playground.bad.models";
        }

        if (User.Trim().Length == 0)
        {
            _problems["user"] = "playground.bad.user";
        }

        foreach (var (field, text) in new[] { ("user", User), ("system", System) })
        {
            if (text.Length > LongestText)
            {
                _problems[field] = "playground.bad.long";
            }
        }

        if (Temperature.Length > 0 && !(decimal.TryParse(Temperature, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var temperature) && temperature is >= 0 and <= 2))
        {
            _problems["temperature"] = "playground.bad.temperature";
        }

        if (!(int.TryParse(MaxTokens, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= MostOutput))
        {
            _problems["max_tokens"] = "playground.bad.output";
        }
    }

    private byte[] Body()
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("messages"u8);
            foreach (var (role, text) in new[] { ("system", System), ("user", User) })
            {
                if (text.Trim().Length > 0)
                {
                    json.WriteStartObject();
                    json.WriteString("role"u8, role);

                    // A browser sends the lines of a form with CRLF.
                    json.WriteString("content"u8, text.Replace("\r\n", "\n", StringComparison.Ordinal));
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
            json.WriteNumber("max_tokens"u8, Output);
            if (Temperature.Length > 0)
            {
                json.WritePropertyName("temperature"u8);
                json.WriteRawValue(decimal.Parse(Temperature, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
