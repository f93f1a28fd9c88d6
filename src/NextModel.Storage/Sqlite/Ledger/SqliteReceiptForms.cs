using Microsoft.Data.Sqlite;
using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>
/// Numbers of the forms that were written lately, found by content. A form that is not among them is written again under a new number, so
/// forgetting is harmless. Only under the database's gate.
/// </summary>
internal sealed class SqliteReceiptForms : IDisposable
{
    // Two generations of this many forms, about 2 KB each: what is used moves to the young one, the old one is dropped whole. An
    // installation uses keys times models times a few forms; with too few kept, each receipt would bring its form along.
    private const int MaxYoung = 8192;

    private readonly SqliteStatement _insert;
    private Dictionary<uint, (byte[] Text, long Number)> _young = [];
    private Dictionary<uint, (byte[] Text, long Number)> _old = [];

    public SqliteReceiptForms(SqliteConnection writer) => _insert = new SqliteStatement(
        writer,
        """
        INSERT INTO receipt_forms (text, organization, team, project, key, environment, workload, operation, stream, sandbox,
            requested_model, effective_model, source, upstream_model, serve_mode, outcome, usage_source, currency)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    /// <summary>The form's number; inserts it in the open transaction when it is not known.</summary>
    public long NumberOf(ReceiptDraft draft)
    {
        if (_young.TryGetValue(draft.FormChecksum, out var known) && draft.Form.SequenceEqual(known.Text))
        {
            return known.Number;
        }

        if (!_old.TryGetValue(draft.FormChecksum, out known) || !draft.Form.SequenceEqual(known.Text))
        {
            known = (draft.Form.ToArray(), Insert(draft));
        }

        if (_young.Count >= MaxYoung)
        {
            (_old, _young) = (_young, []);
        }

        _young[draft.FormChecksum] = known;
        return known.Number;
    }

    /// <summary>After a transaction that was rolled back: numbers given in it are void.</summary>
    public void Forget()
    {
        _young.Clear();
        _old.Clear();
    }

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
