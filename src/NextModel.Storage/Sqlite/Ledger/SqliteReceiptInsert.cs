using Microsoft.Data.Sqlite;
using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Adds the rows of a batch to the open transaction. Only under the database's gate.</summary>
internal sealed class SqliteReceiptInsert : IDisposable
{
    private readonly SqliteReceiptForms _forms;
    private readonly SqliteStatement _log;
    private readonly SqliteStatement _receipt;
    private readonly Dictionary<Guid, long> _logs = [];
    private readonly List<Guid> _newLogs = [];

    public SqliteReceiptInsert(SqliteConnection writer)
    {
        _forms = new SqliteReceiptForms(writer);
        _log = new SqliteStatement(writer, "INSERT INTO logs (id, organization, predecessor) VALUES (?, ?, ?)");
        _receipt = new SqliteStatement(
            writer,
            """
            INSERT INTO receipts (form, log, log_sequence, completed_at, id, previous_hash, hash, amount, list_amount, input_tokens,
                cached_input_tokens, output_tokens, reasoning_tokens, total_ms, commit_index, gap_values, seal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
    }

    /// <summary>Position of the last receipt of the last batch.</summary>
    public long LastPosition { get; private set; }

    public void Insert(LedgerBatch batch)
    {
        _newLogs.Clear();
        var last = batch.Drafts.Count - 1;
        for (var i = 0; i <= last; i++)
        {
            // The row after this must be the receipt itself: its key is read as the batch's position.
            var form = _forms.NumberOf(batch.Drafts[i]);
            var log = NumberOf(batch.Drafts[i].Log);
            Insert(batch.Drafts[i], form, log, i, i == last ? batch.Seal : null);
        }

        LastPosition = _receipt.LastRowId;
    }

    /// <summary>After a transaction that was rolled back: numbers given in it are void.</summary>
    public void Forget()
    {
        _forms.Forget();
        foreach (var log in _newLogs)
        {
            _logs.Remove(log);
        }

        _newLogs.Clear();
    }

    public void Dispose()
    {
        _forms.Dispose();
        _log.Dispose();
        _receipt.Dispose();
    }

    private long NumberOf(LedgerLog log)
    {
        if (_logs.TryGetValue(log.Id, out var number))
        {
            return number;
        }

        Span<byte> id = stackalloc byte[16];
        log.Id.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> predecessor = stackalloc byte[ReceiptHash.Size];
        log.Predecessor.Write(predecessor);
        _log.Bind(1, id);
        _log.Bind(2, log.OrganizationId);
        _log.Bind(3, predecessor);
        _log.Run();
        _newLogs.Add(log.Id);
        return _logs[log.Id] = _log.LastRowId;
    }

    private void Insert(ReceiptDraft draft, long form, long log, int index, CommitSeal? seal)
    {
        Span<byte> bytes = stackalloc byte[ReceiptHash.Size];
        var usage = draft.Entry.Usage;
        _receipt.Bind(1, form);
        _receipt.Bind(2, log);
        _receipt.Bind(3, draft.Sequence);
        _receipt.Bind(4, draft.CompletedAt);
        draft.Entry.Id.TryWriteBytes(bytes, bigEndian: true, out var idSize);
        _receipt.Bind(5, bytes[..idSize]);
        draft.PreviousHash.Write(bytes);
        _receipt.Bind(6, bytes);
        draft.Hash.Write(bytes);
        _receipt.Bind(7, bytes);
        _receipt.Bind(8, draft.AmountNano);
        _receipt.Bind(9, draft.ListAmountNano);
        _receipt.Bind(10, usage.InputTokens);
        _receipt.Bind(11, usage.CachedInputTokens);
        _receipt.Bind(12, usage.OutputTokens);
        _receipt.Bind(13, usage.ReasoningTokens);
        _receipt.Bind(14, draft.Entry.TotalMilliseconds);
        _receipt.Bind(15, index);
        _receipt.Bind(16, draft.Values);
        if (seal is { } signed)
        {
            _receipt.Bind(17, signed.Bytes.Span);
        }
        else
        {
            _receipt.BindNull(17);
        }

        _receipt.Run();
    }
}
