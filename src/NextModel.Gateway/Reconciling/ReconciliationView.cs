namespace NextModel.Gateway.Reconciling;

/// <summary>A run as the admin API shows it.</summary>
public sealed record ReconciliationView
{
    public required string Id { get; init; }

    public required string Organization { get; init; }

    public required string Provider { get; init; }

    /// <summary><c>reconciled</c>, <c>explained</c>, <c>incomplete</c> or <c>differences</c>.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>The run it goes on from.</summary>
    public string? Previous { get; init; }

    public required IReadOnlyList<ReconciliationFileView> Files { get; init; }

    /// <summary>Of the three numbers; null when the files have no money.</summary>
    public string? Currency { get; init; }

    public required ReconciliationNumbers Matched { get; init; }

    public required ReconciliationNumbers Explained { get; init; }

    public required ReconciliationNumbers Unexplained { get; init; }

    /// <summary>Digest of the JSON report, lower-case hex.</summary>
    public required string ReportSha256 { get; init; }

    /// <summary>A compact JWS over that digest, by a key of <c>/.well-known/jwks.json</c>.</summary>
    public required string Signature { get; init; }
}
