using System.Text.Json;
using CacheSafety.Cases;

namespace CacheSafety.BlackBox;

/// <summary>How one gateway is asked for its cache and how it says what the cache did. Data, one JSON file each.</summary>
public sealed record Adapter
{
    public required string Name { get; init; }

    /// <summary>Response header that states the cache's part; null when there is none.</summary>
    public string? StatusHeader { get; init; }

    /// <summary>JSON pointer into a JSON answer that states it; null when there is none.</summary>
    public string? StatusJson { get; init; }

    /// <summary>Values that claim a hit, compared without case.</summary>
    public IReadOnlyList<string> Hits { get; init => field = value ?? []; } = [];

    /// <summary>Values that claim a fresh answer.</summary>
    public IReadOnlyList<string> Misses { get; init => field = value ?? []; } = [];

    /// <summary>The header is sent on hits only, with any value.</summary>
    public bool HitWhenPresent { get; init; }

    /// <summary>Sent with every request, to switch the cache on.</summary>
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init => field = value ?? CaseRequest.NoHeaders; } = CaseRequest.NoHeaders;

    /// <summary>What a caller sends to pass the cache by, beside <c>Cache-Control</c>; for cases that ask for it.</summary>
    public IReadOnlyDictionary<string, string> BypassHeaders { get; init => field = value ?? CaseRequest.NoHeaders; } = CaseRequest.NoHeaders;

    /// <summary>Header that keeps entries of one run apart from others; null when there is none.</summary>
    public string? NamespaceHeader { get; init; }

    /// <summary>Where its maker documents it.</summary>
    public string? Docs { get; init; }

    public string? Note { get; init; }

    /// <summary>Names of the adapters that come with the tool.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
    [
        .. typeof(Adapter).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("adapters/", StringComparison.Ordinal))
            .Select(name => name["adapters/".Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A built-in adapter by name, or one of a file.</summary>
    /// <exception cref="InvalidDataException">Neither, or a file that is none.</exception>
    public static async Task<Adapter> ReadAsync(string nameOrPath, CancellationToken cancellationToken)
    {
        using var built = typeof(Adapter).Assembly.GetManifestResourceStream($"adapters/{nameOrPath}.json");
        if (built is null && !File.Exists(nameOrPath))
        {
            throw new InvalidDataException($"there is no adapter '{nameOrPath}', neither built in ({string.Join(", ", BuiltIn)}) nor as a file.");
        }

        try
        {
            await using var file = built ?? File.OpenRead(nameOrPath);
            return (await JsonSerializer.DeserializeAsync(file, AdapterJson.Default.Adapter, cancellationToken))!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"the adapter '{nameOrPath}' cannot be read: {error.Message}");
        }
    }

    /// <summary>The same with more headers in every request, as <c>name: value</c>; one of a name that is there already takes its place.</summary>
    /// <exception cref="InvalidDataException">A text is none of that form.</exception>
    public Adapter With(IReadOnlyCollection<string> headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var all = new Dictionary<string, string>(RequestHeaders, StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new InvalidDataException($"--header '{header}' is not of the form 'name: value'.");
            }

            all[header[..colon].Trim()] = header[(colon + 1)..].Trim();
        }

        return headers.Count == 0 ? this : this with { RequestHeaders = all };
    }

    /// <summary>What an answer says of itself: true for a hit, false for fresh, null when it says nothing that is known.</summary>
    /// <param name="header">Value of the status header; null when it is missing.</param>
    /// <param name="body">The answer when it is JSON; null otherwise.</param>
    public bool? Claim(string? header, JsonElement? body)
    {
        if (HitWhenPresent && StatusHeader is not null)
        {
            return !string.IsNullOrEmpty(header);
        }

        var said = header ?? (StatusJson is { } pointer && body is { } json ? At(json, pointer) : null);
        return said is null ? null
            : Hits.Contains(said, StringComparer.OrdinalIgnoreCase) ? true
            : Misses.Contains(said, StringComparer.OrdinalIgnoreCase) ? false
            : null;
    }

    private static string? At(JsonElement value, string pointer)
    {
        foreach (var name in pointer.Split('/').Skip(1))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value.ToString();
    }
}
