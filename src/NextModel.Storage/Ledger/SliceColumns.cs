using System.Data.Common;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Reporting;

namespace NextModel.Storage.Ledger;

/// <summary>The columns that hold a slice, in <c>receipt_forms</c> and in <c>slices</c>.</summary>
internal static class SliceColumns
{
    public const int Count = 16;

    public const string Names =
        "organization, team, project, key, environment, workload, operation, stream, sandbox, requested_model, effective_model, source, "
        + "serve_mode, outcome, usage_source, currency";

    public static ReceiptSlice Read(DbDataReader rows, int first) => new()
    {
        OrganizationId = rows.GetString(first),
        TeamId = rows.GetString(first + 1),
        ProjectId = rows.GetString(first + 2),
        KeyId = rows.GetString(first + 3),
        Environment = rows.GetString(first + 4),
        Workload = rows.GetString(first + 5),
        Operation = (Operation)rows.GetInt32(first + 6),
        Stream = rows.GetInt32(first + 7) != 0,
        Sandbox = rows.GetInt32(first + 8) != 0,
        RequestedModel = rows.GetString(first + 9),
        EffectiveModel = rows.GetString(first + 10),
        SourceId = rows.GetString(first + 11),
        ServeMode = (ServeMode)rows.GetInt32(first + 12),
        Outcome = (RequestOutcome)rows.GetInt32(first + 13),
        UsageSource = (UsageSource)rows.GetInt32(first + 14),
        Currency = rows.GetString(first + 15),
    };
}
