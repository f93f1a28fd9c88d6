using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Ledger;

/// <summary>What a form repeats of its receipts, for grouping: as stored, not as signed.</summary>
public sealed record ReceiptLabels
{
    public required string Key { get; init; }

    public required string Environment { get; init; }

    public required string Workload { get; init; }

    public required Operation Operation { get; init; }

    public required bool Stream { get; init; }

    public required bool Sandbox { get; init; }

    public required string RequestedModel { get; init; }

    public required string EffectiveModel { get; init; }

    /// <summary>Empty where no source was chosen.</summary>
    public required string Source { get; init; }

    /// <summary>Empty where no source was chosen.</summary>
    public required string UpstreamModel { get; init; }

    public required ServeMode ServeMode { get; init; }

    public required RequestOutcome Outcome { get; init; }

    public required UsageSource UsageSource { get; init; }

    public required string Currency { get; init; }
}
