namespace NextModel.Policies;

/// <summary>One version of the rules of one organization, team, project or key. Each of them has one policy at most.</summary>
public sealed record Policy
{
    /// <summary>In front of the 32 hex digits of an id.</summary>
    public const string IdPrefix = "pol_";

    public required Guid Id { get; init; }

    public required string OrganizationId { get; init; }

    public required PolicyScope Scope { get; init; }

    /// <summary>Id of the organization, team, project or key.</summary>
    public required string ScopeId { get; init; }

    /// <summary>Counts the changes, from 1. Every version is kept: receipts name it.</summary>
    public required long Version { get; init; }

    /// <summary>The document as it was sent, YAML or JSON.</summary>
    public required string Text { get; init; }

    /// <summary>When this version began to count.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The id as clients see it.</summary>
    public string WireId => IdPrefix + Id.ToString("N");

    /// <summary>The id that <paramref name="text"/> spells.</summary>
    public static bool TryParseId(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith(IdPrefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "N", out id);
    }
}
