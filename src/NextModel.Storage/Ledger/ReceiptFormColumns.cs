using System.Data.Common;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;

namespace NextModel.Storage.Ledger;

/// <summary>The columns of <c>receipt_forms</c>, the same in both engines.</summary>
internal static class ReceiptFormColumns
{
    public const string Names =
        "text, organization, project, team, key, environment, workload, operation, stream, sandbox, requested_model, effective_model, source, "
        + "upstream_model, serve_mode, outcome, usage_source, currency";

    /// <summary>Reads a form from a row whose columns, from <paramref name="first"/> on, are those of <see cref="Names"/>.</summary>
    public static ReceiptForm Read(DbDataReader row, int first) =>
        new(row.GetFieldValue<byte[]>(first), row.GetString(first + 1), row.GetString(first + 2))
        {
            TeamId = row.GetString(first + 3),
            Labels = new ReceiptLabels
            {
                Key = row.GetString(first + 4),
                Environment = row.GetString(first + 5),
                Workload = row.GetString(first + 6),
                Operation = (Operation)row.GetInt32(first + 7),
                Stream = row.GetInt32(first + 8) != 0,
                Sandbox = row.GetInt32(first + 9) != 0,
                RequestedModel = row.GetString(first + 10),
                EffectiveModel = row.GetString(first + 11),
                Source = row.GetString(first + 12),
                UpstreamModel = row.GetString(first + 13),
                ServeMode = (ServeMode)row.GetInt32(first + 14),
                Outcome = (RequestOutcome)row.GetInt32(first + 15),
                UsageSource = (UsageSource)row.GetInt32(first + 16),
                Currency = row.GetString(first + 17),
            },
        };
}
