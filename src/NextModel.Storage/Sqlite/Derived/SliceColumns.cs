using Microsoft.Data.Sqlite;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The columns that hold a slice, in <c>receipt_forms</c> and in <c>slices</c>.</summary>
internal static class SliceColumns
{
    public const int Count = 16;

    public const string Names =
        "organization, team, project, key, environment, workload, operation, stream, sandbox, requested_model, effective_model, source, "
        + "serve_mode, outcome, usage_source, currency";

    public static ReceiptSlice Read(SqliteDataReader rows, int first) => new()
    {
        OrganizationId = rows.GetString(first),
        TeamId = rows.GetString(first + 1),
        ProjectId = rows.GetString(first + 2),
        KeyId = rows.GetString(first + 3),
        Environment = rows.GetString(first + 4),
        Workload = rows.GetString(first + 5),
        Operation = (Operation)rows.GetInt32(first + 6),
        Stream = rows.GetBoolean(first + 7),
        Sandbox = rows.GetBoolean(first + 8),
        RequestedModel = rows.GetString(first + 9),
        EffectiveModel = rows.GetString(first + 10),
        SourceId = rows.GetString(first + 11),
        ServeMode = (ServeMode)rows.GetInt32(first + 12),
        Outcome = (RequestOutcome)rows.GetInt32(first + 13),
        UsageSource = (UsageSource)rows.GetInt32(first + 14),
        Currency = rows.GetString(first + 15),
    };

    public static void Bind(SqliteStatement statement, int first, ReceiptSlice slice)
    {
        statement.Bind(first, slice.OrganizationId);
        statement.Bind(first + 1, slice.TeamId);
        statement.Bind(first + 2, slice.ProjectId);
        statement.Bind(first + 3, slice.KeyId);
        statement.Bind(first + 4, slice.Environment);
        statement.Bind(first + 5, slice.Workload);
        statement.Bind(first + 6, (int)slice.Operation);
        statement.Bind(first + 7, slice.Stream ? 1 : 0);
        statement.Bind(first + 8, slice.Sandbox ? 1 : 0);
        statement.Bind(first + 9, slice.RequestedModel);
        statement.Bind(first + 10, slice.EffectiveModel);
        statement.Bind(first + 11, slice.SourceId);
        statement.Bind(first + 12, (int)slice.ServeMode);
        statement.Bind(first + 13, (int)slice.Outcome);
        statement.Bind(first + 14, (int)slice.UsageSource);
        statement.Bind(first + 15, slice.Currency);
    }
}
