using System.Globalization;
using System.Text.Json;

namespace CacheSafety.Cases;

/// <summary>Reads the members of one object of a line and notes every one that is not as the schema wants it.</summary>
internal readonly struct FieldReader
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly int _line;
    private readonly List<CaseProblem> _problems;

    public FieldReader(JsonElement value, string path, int line, List<CaseProblem> problems)
    {
        (_object, _path, _line, _problems) = (value, path, line, problems);
    }

    public void Problem(string name, string message) => _problems.Add(new CaseProblem(_line, PathOf(name), message));

    /// <summary>The member, or null and, where it is required, a problem.</summary>
    public JsonElement? Member(string name, JsonValueKind kind, bool required = true)
    {
        if (!_object.TryGetProperty(name, out var value))
        {
            if (required)
            {
                Problem(name, $"is missing; it must be {Word(kind)}.");
            }

            return null;
        }

        var isKind = value.ValueKind == kind || (kind == JsonValueKind.True && value.ValueKind == JsonValueKind.False);
        if (!isKind)
        {
            Problem(name, $"is {Word(value.ValueKind)}, but it must be {Word(kind)}.");
            return null;
        }

        return value;
    }

    public FieldReader? Object(string name, bool required = true) =>
        Member(name, JsonValueKind.Object, required) is { } value ? new FieldReader(value, PathOf(name), _line, _problems) : null;

    public string? Text(string name, bool required = true)
    {
        if (Member(name, JsonValueKind.String, required) is not { } value)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Problem(name, "has half of a surrogate pair (\\ud800 to \\udfff alone), which is no text.");
            return null;
        }
    }

    /// <summary>A text that is not empty.</summary>
    public string? Name(string name)
    {
        var text = Text(name);
        if (text is { Length: 0 })
        {
            Problem(name, "is empty; name it.");
            return null;
        }

        return text;
    }

    public bool? Flag(string name, bool required = true) => Member(name, JsonValueKind.True, required)?.GetBoolean();

    public long? Whole(string name, bool required = true)
    {
        if (Member(name, JsonValueKind.Number, required) is not { } value)
        {
            return null;
        }

        if (value.TryGetInt64(out var whole) && whole >= 0)
        {
            return whole;
        }

        Problem(name, $"is {value.GetRawText()}, but it must be a whole number of 0 or more.");
        return null;
    }

    /// <summary>One of the enum's names in lower case.</summary>
    public T? Word<T>(string name, bool required = true)
        where T : struct, Enum
    {
        if (Text(name, required) is not { } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (Words.Of(value) == text)
            {
                return value;
            }
        }

        Problem(name, $"is '{text}', but it must be one of {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}.");
        return null;
    }

    public string? OneOf(string name, IReadOnlyList<string> allowed)
    {
        var text = Text(name);
        if (text is null || allowed.Contains(text))
        {
            return text;
        }

        Problem(name, $"is '{text}', but it must be one of {string.Join(", ", allowed)}.");
        return null;
    }

    public IReadOnlyList<string>? ListOf(string name, IReadOnlyList<string> allowed)
    {
        if (Member(name, JsonValueKind.Array) is not { } value)
        {
            return null;
        }

        var list = new List<string>();
        foreach (var (place, item) in value.EnumerateArray().Index())
        {
            var text = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
            if (!allowed.Contains(text))
            {
                Problem(string.Create(CultureInfo.InvariantCulture, $"{name}[{place}]"), $"is '{text}', but it must be one of {string.Join(", ", allowed)}.");
            }

            list.Add(text);
        }

        return list;
    }

    /// <summary>An object of texts; empty when it is not there.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        if (Object(name, required: false) is not { } inner)
        {
            return CaseRequest.NoHeaders;
        }

        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in inner._object.EnumerateObject())
        {
            texts[member.Name] = inner.Text(member.Name) ?? "";
        }

        return texts;
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
