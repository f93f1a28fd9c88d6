namespace NextModel.Configuration;

/// <summary>Where this installation listens and keeps its data: the <c>NEXTMODEL_…</c> variables, read once.</summary>
public sealed record Installation
{
    private static readonly TimeSpan MostShutdownDelay = TimeSpan.FromMinutes(5);

    /// <summary>Listen addresses.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>Base of receipt links, without a trailing slash.</summary>
    public required string PublicUrl { get; init; }

    /// <summary>Directory of everything that is kept (mode 0700), absolute.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The PostgreSQL database that replicas share, password and all; null for SQLite in <see cref="DataDirectory"/>.</summary>
    public string? Database { get; init; }

    /// <summary>The configuration file, absolute; null when there is none.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>Where signed checkpoints are also written, absolute.</summary>
    public required string WitnessDirectory { get; init; }

    /// <summary>Who may read <c>/metrics</c>: <c>admin</c>, <c>open</c> or <c>off</c>.</summary>
    public required string Metrics { get; init; }

    /// <summary>Whether logs are lines of JSON rather than of text.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>What is sent to a collector by OTLP; nothing unless the operator's <c>OTEL_…</c> variables name one.</summary>
    public OtlpSignals Otlp { get; init; } = OtlpSignals.None;

    /// <summary>Requests that take longer are logged with where the time went; null logs none.</summary>
    public TimeSpan? SlowRequest { get; init; }

    /// <summary>How long the server goes on as before when it was told to stop, while it says that it is not ready; zero for not at all.</summary>
    public TimeSpan ShutdownDelay { get; init; }

    public string SecretsDirectory => Path.Combine(DataDirectory, "secrets");

    /// <summary>The data directory: a record's own text would spell the database's password.</summary>
    public override string ToString() => DataDirectory;

    /// <summary>Reads the variables; problems name the variable and the fix.</summary>
    public static Installation Read(Func<string, string?> environment, string workingDirectory, List<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var urls = ReadUrls(environment("NEXTMODEL_URLS") is { Length: > 0 } text ? text : "http://127.0.0.1:8080", problems);
        var data = Path.GetFullPath(environment("NEXTMODEL_DATA") is { Length: > 0 } directory ? directory : "data", workingDirectory);
        var metrics = environment("NEXTMODEL_METRICS") is { Length: > 0 } who ? who : "admin";
        if (metrics is not ("admin" or "open" or "off"))
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_METRICS", $"'{metrics}' is not one of admin, open, off."));
        }

        var logs = environment("NEXTMODEL_LOG_FORMAT") is { Length: > 0 } format ? format : "text";
        if (logs is not ("text" or "json"))
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_LOG_FORMAT", $"'{logs}' is not one of text, json."));
        }

        var slow = TimeSpan.Zero;
        if (environment("NEXTMODEL_SLOW_REQUEST") is { Length: > 0 } limit && !DurationText.TryParse(limit, out slow))
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_SLOW_REQUEST", $"'{limit}' is not a duration. {DurationText.Hint}"));
        }

        var delay = TimeSpan.Zero;
        if (environment("NEXTMODEL_SHUTDOWN_DELAY") is { Length: > 0 } wait && (!DurationText.TryParse(wait, out delay) || delay > MostShutdownDelay))
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_SHUTDOWN_DELAY", $"'{wait}' is not a duration of at most 5 minutes. {DurationText.Hint}"));
        }

        return new Installation
        {
            Urls = urls,
            PublicUrl = (environment("NEXTMODEL_PUBLIC_URL") is { Length: > 0 } url ? url : urls[0].ToString()).TrimEnd('/'),
            DataDirectory = data,
            Database = environment("NEXTMODEL_DATABASE") is { Length: > 0 } database ? database : null,
            ConfigurationFile = FindConfiguration(environment("NEXTMODEL_CONFIG"), workingDirectory, problems),
            WitnessDirectory = Path.GetFullPath(
                environment("NEXTMODEL_WITNESS") is { Length: > 0 } witness ? witness : Path.Combine(data, "checkpoints"), workingDirectory),
            Metrics = metrics,
            JsonLogs = logs == "json",
            Otlp = OtlpSignals.Read(environment),
            SlowRequest = slow > TimeSpan.Zero ? slow : null,
            ShutdownDelay = delay,
        };
    }

    private static List<Uri> ReadUrls(string text, List<ConfigurationProblem> problems)
    {
        var urls = new List<Uri>();
        foreach (var part in text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Uri.TryCreate(part, UriKind.Absolute, out var url) && url.Scheme is "http" && url.PathAndQuery == "/")
            {
                urls.Add(url);
            }
            else
            {
                problems.Add(new ConfigurationProblem(
                    "NEXTMODEL_URLS", $"'{part}' is not a listen address such as http://127.0.0.1:8080. For TLS put a proxy in front."));
            }
        }

        return urls.Count > 0 ? urls : [new Uri("http://127.0.0.1:8080")];
    }

    private static string? FindConfiguration(string? named, string workingDirectory, List<ConfigurationProblem> problems)
    {
        var path = Path.GetFullPath(named is { Length: > 0 } ? named : "nextmodel.yaml", workingDirectory);
        if (File.Exists(path))
        {
            return path;
        }

        if (named is { Length: > 0 })
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_CONFIG", $"there is no file '{path}'."));
        }

        return null;
    }
}
