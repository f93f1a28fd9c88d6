namespace NextModel.Reporting.ProviderFiles;

/// <summary>What became of a file that was read.</summary>
public sealed record ImportedFile
{
    /// <summary>Problems that are listed; the rest is counted.</summary>
    public const int MaxProblems = 20;

    /// <summary>What it was read as, such as <c>openai.usage</c>; several, joined by a comma, for an archive.</summary>
    public required string Format { get; init; }

    /// <summary>Rows that were taken.</summary>
    public required long Rows { get; init; }

    /// <summary>What to know about it, in sentences: unknown columns, rows that are about something else.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why it cannot be taken, the first of it. One is enough: a file is taken whole or not at all.</summary>
    public IReadOnlyList<ImportProblem> Problems { get; init; } = [];

    public long ProblemCount { get; init; }
}
