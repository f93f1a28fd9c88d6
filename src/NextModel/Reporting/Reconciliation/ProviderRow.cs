namespace NextModel.Reporting.Reconciliation;

/// <summary>One row of a provider's file in the form that is compared.</summary>
public sealed record ProviderRow
{
    public required ProviderRowKind Kind { get; init; }

    /// <summary>The file's number in the run, from 0.</summary>
    public int File { get; init; }

    /// <summary>Line in the file, from 1; of JSON the line its record begins on.</summary>
    public long Line { get; init; }

    /// <summary>Unix milliseconds: begin of the stretch, or the moment of the call.</summary>
    public required long Start { get; init; }

    /// <summary>Unix milliseconds, not included; equal to <see cref="Start"/> for a call.</summary>
    public required long End { get; init; }

    /// <summary>The provider's id of a call; empty for totals.</summary>
    public string Id { get; init; } = "";

    /// <summary>Null when the row is not about one model.</summary>
    public string? Model { get; init; }

    /// <summary>The provider's name of the credential; null when the file does not say.</summary>
    public string? Key { get; init; }

    public TokenClasses Tokens { get; init; }

    public TokenGrouping Grouping { get; init; }

    /// <summary>Requests counted; null when the file does not count them.</summary>
    public long? Requests { get; init; }

    /// <summary>Null when the row has no money.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO 4217; null without money.</summary>
    public string? Currency { get; init; }

    /// <summary>Digest of all the row says: two rows of a file that agree in it are one row given twice.</summary>
    public UInt128 Identity { get; init; }
}
