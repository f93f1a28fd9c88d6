using NextModel.Configuration;

namespace NextModel.Gateway.Admin;

/// <summary>Which configuration is in force, and what was wrong with the one that is not.</summary>
public sealed record ConfigurationView
{
    /// <summary><c>current</c>, or <c>refused</c> when the file was read again and has problems: what was read before it is in force.</summary>
    public required string State { get; init; }

    /// <summary>The file; left out when there is none.</summary>
    public string? File { get; init; }

    /// <summary>When what is in force was read.</summary>
    public required DateTimeOffset LoadedAt { get; init; }

    /// <summary><c>sha256:</c> of the file's text that is in force.</summary>
    public string? Digest { get; init; }

    public DateTimeOffset? RefusedAt { get; init; }

    /// <summary>Every problem, each with its place in the file.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public static ConfigurationView Of(ConfigurationState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new ConfigurationView
        {
            State = state.RefusedAt is null ? "current" : "refused",
            File = state.File,
            LoadedAt = state.LoadedAt,
            Digest = state.Digest,
            RefusedAt = state.RefusedAt,
            Problems = [.. state.Problems.Select(problem => problem.ToString())],
        };
    }
}
