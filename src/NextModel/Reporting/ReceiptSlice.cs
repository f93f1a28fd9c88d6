using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;

namespace NextModel.Reporting;

/// <summary>What receipts can be grouped and filtered by. Receipts that agree in all of it are one slice.</summary>
public sealed record ReceiptSlice
{
    public required string OrganizationId { get; init; }

    public required string TeamId { get; init; }

    public required string ProjectId { get; init; }

    public required string KeyId { get; init; }

    public required string Environment { get; init; }

    public required string Workload { get; init; }

    public required Operation Operation { get; init; }

    public required bool Stream { get; init; }

    /// <summary>Simulated; left out of sums unless asked for.</summary>
    public required bool Sandbox { get; init; }

    public required string RequestedModel { get; init; }

    public required string EffectiveModel { get; init; }

    /// <summary>Empty when no source was reached.</summary>
    public required string SourceId { get; init; }

    public required ServeMode ServeMode { get; init; }

    public required RequestOutcome Outcome { get; init; }

    public required UsageSource UsageSource { get; init; }

    public required string Currency { get; init; }
}
