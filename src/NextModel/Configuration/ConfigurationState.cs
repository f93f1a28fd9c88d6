namespace NextModel.Configuration;

/// <summary>Which configuration is in force, and what became of the last attempt to read it.</summary>
/// <param name="File">The file; null when there is none.</param>
/// <param name="LoadedAt">When what is in force was read.</param>
/// <param name="Digest"><c>sha256:</c> of the file's text that is in force; null when there is none.</param>
public sealed record ConfigurationState(string? File, DateTimeOffset LoadedAt, string? Digest)
{
    /// <summary>When the file was read again and refused; null when what was read last is in force.</summary>
    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>All that was wrong with it then.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; init; } = [];
}
