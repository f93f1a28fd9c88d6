using NextModel.Ledger;
using NextModel.Storage.Postgres.Credits;
using NextModel.Storage.Postgres.Limits;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// A batch of receipts as one round trip and one transaction: the turn, the receipts, where their logs end, the intents that they end, what
/// they take from budgets and charge to credits. Not thread-safe.
/// </summary>
internal sealed class PostgresAppend(PostgresDatabase database, PostgresReplica replica)
{
    // A commit may wait for those of other replicas, and for a disk that is busy.
    private const int TimeoutSeconds = 10;

    private const string FirstPosition = "(SELECT first_position FROM replicas WHERE id = $1)";

    private readonly PostgresReceiptForms _forms = new(database);
    private readonly Dictionary<Guid, (LedgerLog Log, ReceiptDraft Last, int Index)> _ends = [];

    /// <summary>Sends the batch; gives the position of its first receipt when it is durable.</summary>
    /// <param name="batch">The receipts.</param>
    /// <param name="number">Its place among the batches of this replica.</param>
    /// <param name="connection">Open, without a transaction.</param>
    /// <exception cref="NpgsqlException">It was not written, or nobody knows; see <see cref="PostgresLedgerFailure"/>.</exception>
    public async ValueTask<long> SendAsync(LedgerBatch batch, long number, NpgsqlConnection connection)
    {
        await using var commands = new NpgsqlBatch(connection) { Timeout = TimeoutSeconds };
        var numbers = _forms.NumbersOf(batch.Drafts);
        Add("SELECT ledger_take($1, $2, $3)", new NpgsqlParameter<Guid> { TypedValue = replica.Id }, Number(number), new NpgsqlParameter<int> { TypedValue = batch.Drafts.Count });
        _forms.AddTo(commands);
        AddReceipts(commands, batch, numbers);
        AddLogs(commands, batch.Drafts);
        Add("DELETE FROM intents WHERE id = ANY($1)", new NpgsqlParameter<Guid[]> { TypedValue = [.. batch.Drafts.Select(draft => draft.Entry.Id)] });
        PostgresBudgetCounts.AddTo(commands, replica.Id, batch.Counts);
        PostgresCreditCharges.AddTo(commands, replica.Id, batch.Charges);
        return await FirstAsync(commands);

        void Add(string sql, params NpgsqlParameter[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(values);
            commands.BatchCommands.Add(command);
        }
    }

    /// <summary>Makes ready for a batch of so many receipts.</summary>
    public ValueTask PrepareAsync(int count, CancellationToken cancellationToken) => _forms.ReserveAsync(count, cancellationToken);

    /// <summary>After a batch that was not written.</summary>
    public void Forget() => _forms.Forget();

    private void AddReceipts(NpgsqlBatch commands, LedgerBatch batch, long[] numbers)
    {
        var drafts = batch.Drafts;
        var insert = new NpgsqlBatchCommand(
            $"""
            INSERT INTO receipts (position, form, log, log_sequence, completed_at, id, previous_hash, hash, amount, list_amount, input_tokens,
                cached_input_tokens, output_tokens, reasoning_tokens, total_ms, gap_values, commit_index, seal)
            SELECT {FirstPosition} + r.place - 1, r.form, r.log, r.log_sequence, r.completed_at, r.id, r.previous_hash, r.hash, r.amount, r.list_amount,
                r.input_tokens, r.cached_input_tokens, r.output_tokens, r.reasoning_tokens, r.total_ms, r.gap_values, r.place - 1,
                CASE WHEN r.place = $2 THEN $3 END
            FROM unnest($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) WITH ORDINALITY AS r(form, log, log_sequence,
                completed_at, id, previous_hash, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms,
                gap_values, place)
            """);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        insert.Parameters.Add(Number(drafts.Count));
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = batch.Seal.Bytes.ToArray() });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Of(draft => draft.Log.Id) });
        Numbers(draft => draft.Sequence);
        Numbers(draft => draft.CompletedAt);
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Of(draft => draft.Entry.Id) });
        insert.Parameters.Add(Bytes(Of(draft => draft.PreviousHash.ToArray())));
        insert.Parameters.Add(Bytes(Of(draft => draft.Hash.ToArray())));
        Numbers(draft => draft.AmountNano);
        Numbers(draft => draft.ListAmountNano);
        Numbers(draft => draft.Entry.Usage.InputTokens);
        Numbers(draft => draft.Entry.Usage.CachedInputTokens);
        Numbers(draft => draft.Entry.Usage.OutputTokens);
        Numbers(draft => draft.Entry.Usage.ReasoningTokens);
        Numbers(draft => draft.Entry.TotalMilliseconds);
        insert.Parameters.Add(Bytes(Of(draft => draft.Values.ToArray())));
        commands.BatchCommands.Add(insert);

        void Numbers(Func<ReceiptDraft, long> of) => insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Of(of) });

        T[] Of<T>(Func<ReceiptDraft, T> of)
        {
            var values = new T[drafts.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = of(drafts[i]);
            }

            return values;
        }
    }

    private void AddLogs(NpgsqlBatch commands, IReadOnlyList<ReceiptDraft> drafts)
    {
        _ends.Clear();
        for (var i = 0; i < drafts.Count; i++)
        {
            _ends[drafts[i].Log.Id] = (drafts[i].Log, drafts[i], i);
        }

        var end = new NpgsqlBatchCommand(
            $"""
            INSERT INTO logs (id, organization, predecessor, replica, size, hash, position)
            SELECT l.id, l.organization, l.predecessor, $1, l.size, l.hash, {FirstPosition} + l.index
            FROM unnest($2, $3, $4, $5, $6, $7) AS l(id, organization, predecessor, size, hash, index)
            ON CONFLICT (id) DO UPDATE SET size = excluded.size, hash = excluded.hash, position = excluded.position
            """);
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        end.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. _ends.Keys] });
        end.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. _ends.Values.Select(one => one.Log.OrganizationId)] });
        end.Parameters.Add(Bytes([.. _ends.Values.Select(one => one.Log.Predecessor.ToArray())]));
        end.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. _ends.Values.Select(one => one.Last.Sequence)] });
        end.Parameters.Add(Bytes([.. _ends.Values.Select(one => one.Last.Hash.ToArray())]));
        end.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. _ends.Values.Select(one => (long)one.Index)] });
        commands.BatchCommands.Add(end);
    }

    // All results are read: an error of any of them means that nothing was written.
    private static async ValueTask<long> FirstAsync(NpgsqlBatch commands)
    {
        await using var results = await commands.ExecuteReaderAsync(CancellationToken.None);
        await results.ReadAsync(CancellationToken.None);
        var first = results.GetInt64(0);
        while (await results.NextResultAsync(CancellationToken.None))
        {
        }

        return first;
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<byte[][]> Bytes(byte[][] values) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
}
