namespace CacheSafety.Cases;

/// <summary>A question to a cache: may the answer of the old request be served to the new one? Schema csb/1.</summary>
public sealed record Case
{
    public const string Schema = "csb/1";

    public required string Id { get; init; }

    public required Suite Suite { get; init; }

    /// <summary>What is special about it: <c>negation</c>, <c>json_key_order</c> …</summary>
    public required string Class { get; init; }

    public required string Language { get; init; }

    /// <summary>Field of use where that matters: <c>health</c>, <c>finance</c>, <c>legal</c> …; null for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Cases of one group are not independent; the bootstrap draws them together. The id unless stated.</summary>
    public required string Group { get; init; }

    public required CaseRequest Old { get; init; }

    public required CaseAnswer OldAnswer { get; init; }

    public required CaseRequest New { get; init; }

    /// <summary>Time between the requests.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What a target must be able to do before the case can be put to it.</summary>
    public required IReadOnlyList<string> Requires { get; init; }

    public required CaseLabel Label { get; init; }

    public long PromptTokens { get; init; }

    public long CompletionTokens { get; init; }

    public string Notes { get; init; } = "";

    /// <summary>Counts in the figures and the gate.</summary>
    public bool IsGated => Suite != Suite.Advisory;

    /// <summary>Gated, and must not be served.</summary>
    public bool IsTrap => IsGated && !Label.Reusable;

    public override string ToString() => Id;
}
