using NextModel.Inference;
using NextModel.Ledger;

namespace NextModel.Reporting;

/// <summary>Which receipts of a scope are meant; a null member does not restrict.</summary>
public sealed record ReceiptFilter
{
    public string? ProjectId { get; init; }

    /// <summary>The team of the project, as the receipts state it.</summary>
    public string? TeamId { get; init; }

    public string? KeyId { get; init; }

    public string? Environment { get; init; }

    public string? Workload { get; init; }

    /// <summary>The effective model.</summary>
    public string? Model { get; init; }

    public string? SourceId { get; init; }

    public ServeMode? ServeMode { get; init; }

    public RequestOutcome? Outcome { get; init; }

    /// <summary>Every receipt of the scope.</summary>
    public static ReceiptFilter All { get; } = new();

    /// <summary>True when receipts of these dimensions are meant.</summary>
    public bool Includes(ReceiptSlice slice) =>
        (ProjectId is null || ProjectId == slice.ProjectId)
        && (TeamId is null || TeamId == slice.TeamId)
        && (KeyId is null || KeyId == slice.KeyId)
        && (Environment is null || Environment == slice.Environment)
        && (Workload is null || Workload == slice.Workload)
        && (Model is null || Model == slice.EffectiveModel)
        && (SourceId is null || SourceId == slice.SourceId)
        && (ServeMode is null || ServeMode == slice.ServeMode)
        && (Outcome is null || Outcome == slice.Outcome);
}
