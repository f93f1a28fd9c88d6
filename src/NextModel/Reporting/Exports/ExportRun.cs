using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// An export being written: receipts are read some at a time, each block goes out before the next is read, and its digest and sums are
/// made on the way. Used once.
/// </summary>
public sealed class ExportRun
{
    private const int Chunk = 1000;
    private const int TransferPage = 1000;

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
        await foreach (var block in BlocksAsync(cancellationToken))
        {
            digest.AppendData(block.Span);
            Bytes += block.Length;
            await target.WriteAsync(block, cancellationToken);
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

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var text = new ExportText(Cursor.Request.Format, _organization, _directory, Tally);
        if (Cursor.After is null)
        {
            text.WriteHeader();
            await foreach (var charge in ChargesAsync(cancellationToken))
            {
                text.Write(charge);
            }

            yield return text.Take();
        }

        var chunk = new List<long>(Chunk);
        await foreach (var place in _selected.WithCancellation(cancellationToken))
        {
            chunk.Add(place.Position);
            if (chunk.Count == Chunk)
            {
                await ReadAsync(chunk, text, cancellationToken);
                yield return text.Take();
                chunk.Clear();
            }
        }

        await ReadAsync(chunk, text, cancellationToken);
        Rows = text.Rows;
        yield return text.Take();
    }

    private async ValueTask ReadAsync(List<long> positions, ExportText text, CancellationToken cancellationToken)
    {
        if (positions.Count == 0)
        {
            return;
        }

        IReadOnlyList<LedgerRow> rows = [.. (await _ledger.ReadAtAsync(positions, cancellationToken)).OrderBy(row => row.CompletedAt).ThenBy(row => row.Position)];
        Tally.NoteArchived(positions.Count - rows.Count);
        if (Cursor.Request.Format != ExportFormat.Jsonl)
        {
            foreach (var row in rows)
            {
                text.Write(row);
            }

            return;
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

            text.Write(row, signed!.Receipt(row.CommitIndex));
        }
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
