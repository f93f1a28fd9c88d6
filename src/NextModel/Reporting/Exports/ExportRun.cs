using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// An export being written: receipts are read some at a time and written in their order, on half of the processors at most, and on two where
/// there are two. What is not taken is not read on. Digest and sums are made on the way. Used once.
/// </summary>
public sealed class ExportRun
{
    private const int Chunk = 1000;
    private const int TransferPage = 1000;

    private static readonly int Ahead = Math.Max(2, Environment.ProcessorCount / 2);

    private readonly ReceiptExports _exports;
    private readonly ILedgerReader _ledger;
    private readonly CreditBook _credits;
    private readonly TenancyDirectory _directory;
    private readonly Organization _organization;
    private IAsyncEnumerable<ReceiptCursor> _selected = null!;

    internal ExportRun(
        ReceiptExports exports, ExportCursor cursor, ILedgerReader ledger, CreditBook credits, TenancyDirectory directory, Organization organization)
    {
        _exports = exports;
        _ledger = ledger;
        _credits = credits;
        Cursor = cursor;
        _directory = directory;
        _organization = organization;
    }

    /// <summary>The part that is written.</summary>
    public ExportCursor Cursor { get; }

    /// <summary>Gives this part again.</summary>
    public string CursorText => _exports.Seal(Cursor);

    /// <summary>Gives the next part; null when this is the last.</summary>
    public string? NextCursorText { get; private set; }

    public ExportTally Tally { get; } = new();

    public long Bytes { get; private set; }

    /// <summary>Rows or lines that were written, without a header.</summary>
    public long Rows { get; private set; }

    /// <summary>SHA-256 of what was written; after <see cref="WriteAsync"/>.</summary>
    public byte[] Digest { get; private set; } = [];

    /// <summary>Writes all of it. What is slow to take it is waited for.</summary>
    /// <exception cref="InvalidDataException">A stored receipt is damaged.</exception>
    public async ValueTask WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var text in TextsAsync(cancellationToken))
        {
            digest.AppendData(text.Block.Span);
            Bytes += text.Block.Length;
            Rows += text.Rows;
            Tally.Add(text.Tally);
            await target.WriteAsync(text.Block, cancellationToken);
        }

        Digest = digest.GetHashAndReset();
    }

    // A part ends where its limit says, and its cursors are known before its first byte goes out.
    internal async ValueTask SelectAsync(IAsyncEnumerable<ReceiptCursor> selected, CancellationToken cancellationToken)
    {
        _selected = selected;
        if (Cursor.Limit is not { } limit)
        {
            return;
        }

        var part = new List<ReceiptCursor>();
        await foreach (var place in selected.WithCancellation(cancellationToken))
        {
            if (part.Count == limit)
            {
                NextCursorText = _exports.Seal(Cursor with { After = part[^1] });
                break;
            }

            part.Add(place);
        }

        _selected = ReplayAsync(part);
    }

    private static async IAsyncEnumerable<ReceiptCursor> ReplayAsync(List<ReceiptCursor> part)
    {
        foreach (var place in part)
        {
            yield return place;
        }

        await Task.CompletedTask;
    }

    // Each text is good until the next is asked for; then it is written again.
    private async IAsyncEnumerable<ExportText> TextsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = Enumerable.Range(0, Ahead).Select(_ => new ExportText(Cursor.Request.Format, _organization, _directory)).ToList();
        var texts = new Stack<ExportText>(all);
        var written = new Queue<Task<ExportText>>();
        try
        {
            if (Cursor.After is null)
            {
                var text = texts.Peek();
                await WriteBeginAsync(text, cancellationToken);
                yield return text;
                text.Clear();
            }

            await foreach (var chunk in ChunksAsync(cancellationToken))
            {
                if (texts.Count == 0)
                {
                    var text = await written.Dequeue();
                    yield return text;
                    text.Clear();
                    texts.Push(text);
                }

                var next = texts.Pop();
                written.Enqueue(Task.Run(() => RenderAsync(chunk, next, cancellationToken), cancellationToken));
            }

            while (written.TryDequeue(out var last))
            {
                var text = await last;
                yield return text;
                texts.Push(text);
            }
        }
        finally
        {
            // One that failed is the reason for being here, or nobody asks for it any more.
            await Task.WhenAll(written).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            all.ForEach(text => text.Dispose());
        }
    }

    private async ValueTask WriteBeginAsync(ExportText text, CancellationToken cancellationToken)
    {
        text.WriteHeader();
        await foreach (var charge in ChargesAsync(cancellationToken))
        {
            text.Write(charge);
        }
    }

    private async IAsyncEnumerable<List<long>> ChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<long>(Chunk);
        await foreach (var place in _selected.WithCancellation(cancellationToken))
        {
            chunk.Add(place.Position);
            if (chunk.Count == Chunk)
            {
                yield return chunk;
                chunk = new List<long>(Chunk);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }

    private async Task<ExportText> RenderAsync(List<long> positions, ExportText text, CancellationToken cancellationToken)
    {
        var rows = (await _ledger.ReadAtAsync(positions, cancellationToken)).ToList();
        rows.Sort(static (a, b) => new ReceiptCursor(a.CompletedAt, a.Position).CompareTo(new ReceiptCursor(b.CompletedAt, b.Position)));
        text.Tally.NoteArchived(positions.Count - rows.Count);
        if (Cursor.Request.Format != ExportFormat.Jsonl)
        {
            foreach (var row in rows)
            {
                text.Write(row);
            }

            return text;
        }

        // A signed receipt needs its whole commit.
        IReadOnlyList<LedgerRow> commit = [];
        SignedCommit? signed = null;
        foreach (var row in rows)
        {
            if (commit.Count == 0 || row.Position < commit[0].Position || row.Position > commit[^1].Position)
            {
                commit = await _ledger.ReadCommitAsync(row.Position, cancellationToken);
                signed = new SignedCommit(commit);
            }

            text.Write(row, signed!);
        }

        return text;
    }

    // Purchases and credits of the whole organization, in an export of all of it.
    private async IAsyncEnumerable<FocusCharge> ChargesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = Cursor.Request;
        if (!request.Format.IsFocus() || request.Scope.ProjectId is not null || request.Scope.TeamId is not null || request.Filter != ReceiptFilter.All)
        {
            yield break;
        }

        var query = new CreditQuery(request.Scope.OrganizationId, TransferPage)
        {
            OldestFirst = true,
            From = request.From,
            To = request.To < Cursor.BegunAt ? request.To : Cursor.BegunAt,
        };
        while (await _credits.ListAsync(query, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var posted in page)
            {
                if (FocusCharges.Of(posted.Transfer) is { } charge)
                {
                    yield return charge;
                }
            }

            query = query with { After = page[^1].Position };
        }
    }
}
