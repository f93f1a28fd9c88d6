using NextModel.Ledger;
using NextModel.Storage.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// Numbers of the forms of a batch, and the rows of those that were not written yet. A replica takes many numbers at a time, so that a form
/// costs no round trip of its own. Not thread-safe.
/// </summary>
internal sealed class PostgresReceiptForms(PostgresDatabase database)
{
    // As the sequence says; more than a batch can need.
    private const int Block = 2048;

    private readonly ReceiptFormNumbers _known = new();
    private readonly List<(long Number, ReceiptDraft Draft)> _new = [];
    private long _next;
    private long _end;

    /// <summary>Makes sure that there are numbers for a batch of so many receipts.</summary>
    public async ValueTask ReserveAsync(int most, CancellationToken cancellationToken)
    {
        if (_end - _next < most)
        {
            await using var take = database.Source.CreateCommand("SELECT nextval('receipt_form_numbers')");
            _next = (long)(await take.ExecuteScalarAsync(cancellationToken))!;
            _end = _next + Block;
        }
    }

    /// <summary>Numbers of the drafts' forms, in their order.</summary>
    public long[] NumbersOf(IReadOnlyList<ReceiptDraft> drafts)
    {
        _new.Clear();
        var numbers = new long[drafts.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = _known.NumberOf(drafts[i], Take);
        }

        return numbers;
    }

    /// <summary>Adds the rows of forms that are new in this batch.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        if (_new.Count == 0)
        {
            return;
        }

        var insert = new NpgsqlBatchCommand(
            $"""
            INSERT INTO receipt_forms (number, {ReceiptFormColumns.Names})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """);
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. _new.Select(one => one.Number)] });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. _new.Select(one => one.Draft.Form.ToArray())], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        Texts(entry => entry.Caller.Organization.Id);
        Texts(entry => entry.Caller.Project.Id);
        Texts(entry => entry.Caller.Team.Id);
        Texts(entry => entry.Caller.Key.Id);
        Texts(entry => entry.Caller.Key.Environment);
        Texts(entry => entry.Workload);
        Numbers(entry => (int)entry.Operation);
        Numbers(entry => entry.Stream ? 1 : 0);
        Numbers(entry => entry.Offer?.Source.Sandbox ?? false ? 1 : 0);
        Texts(entry => entry.RequestedModel);
        Texts(entry => entry.EffectiveModel);
        Texts(entry => entry.Offer?.Source.Id ?? "");
        Texts(entry => entry.Offer?.UpstreamModel ?? "");
        Numbers(entry => (int)entry.ServeMode);
        Numbers(entry => (int)entry.Outcome);
        Numbers(entry => (int)entry.Usage.Source);
        Texts(entry => entry.Charge?.Currency ?? entry.Caller.Organization.Currency);
        batch.BatchCommands.Add(insert);

        void Texts(Func<LedgerEntry, string> of) => insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. _new.Select(one => Plain(of(one.Draft.Entry)))] });

        void Numbers(Func<LedgerEntry, int> of) => insert.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. _new.Select(one => of(one.Draft.Entry))] });
    }

    /// <summary>After a batch that was not written: numbers given in it stand for nothing.</summary>
    public void Forget() => _known.Forget();

    private long Take(ReceiptDraft draft)
    {
        _new.Add((_next, draft));
        return _next++;
    }

    // PostgreSQL has no text with a zero character in it.
    private static string Plain(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
}
