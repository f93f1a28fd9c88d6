using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Numbers of the forms that were written lately, and the writing of those that were not. Only under the database's gate.</summary>
internal sealed class SqliteReceiptForms : IDisposable
{
    private readonly ReceiptFormNumbers _known = new();
    private readonly Func<ReceiptDraft, long> _write;
    private readonly SqliteStatement _insert;

    public SqliteReceiptForms(SqliteConnection writer)
    {
        _write = Insert;
        _insert = new SqliteStatement(
            writer,
            """
            INSERT INTO receipt_forms (text, organization, team, project, key, environment, workload, operation, stream, sandbox,
                requested_model, effective_model, source, upstream_model, serve_mode, outcome, usage_source, currency)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
    }

    /// <summary>The form's number; inserts it in the open transaction when it is not known.</summary>
    public long NumberOf(ReceiptDraft draft) => _known.NumberOf(draft, _write);

    /// <summary>After a transaction that was rolled back: numbers given in it are void.</summary>
    public void Forget() => _known.Forget();

    public void Dispose() => _insert.Dispose();

    private long Insert(ReceiptDraft draft)
    {
        var entry = draft.Entry;
        var (organization, team, project, key) = entry.Caller;
        var source = entry.Offer?.Source;
        _insert.Bind(1, draft.Form);
        _insert.Bind(2, organization.Id);
        _insert.Bind(3, team.Id);
        _insert.Bind(4, project.Id);
        _insert.Bind(5, key.Id);
        _insert.Bind(6, key.Environment);
        _insert.Bind(7, entry.Workload);
        _insert.Bind(8, (int)entry.Operation);
        _insert.Bind(9, entry.Stream ? 1 : 0);
        _insert.Bind(10, source?.Sandbox ?? false ? 1 : 0);
        _insert.Bind(11, entry.RequestedModel);
        _insert.Bind(12, entry.EffectiveModel);
        _insert.Bind(13, source?.Id ?? "");
        _insert.Bind(14, entry.Offer?.UpstreamModel ?? "");
        _insert.Bind(15, (int)entry.ServeMode);
        _insert.Bind(16, (int)entry.Outcome);
        _insert.Bind(17, (int)entry.Usage.Source);
        _insert.Bind(18, entry.Charge?.Currency ?? organization.Currency);
        _insert.Run();
        return _insert.LastRowId;
    }
}
