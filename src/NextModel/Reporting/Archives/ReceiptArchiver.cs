using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NextModel.Ledger;
using NextModel.Reporting.Exports;

namespace NextModel.Reporting.Archives;

/// <summary>
/// Moves old receipts into signed files, a stretch at a time: written and flushed, read back and verified receipt by receipt, noted, and
/// only then dropped. Whatever dies between two of these loses nothing, and the next step goes on where it was.
/// </summary>
/// <param name="ledger">Where receipts are.</param>
/// <param name="store">Where archives are noted.</param>
/// <param name="reports">Must have read what is dropped.</param>
/// <param name="receipts">Hands out receipts whole.</param>
/// <param name="keys">Sign the manifest.</param>
/// <param name="time">The clock.</param>
public sealed class ReceiptArchiver(
    ILedgerStore ledger, IArchiveStore store, IReportStore reports, ReceiptReader receipts, SigningKeys keys, TimeProvider time) : IDisposable
{
    /// <summary>Receipts of one file.</summary>
    public const int PerFile = 100_000;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Archives the oldest receipts that were completed before an instant, one file of them at most.</summary>
    /// <param name="before">The instant.</param>
    /// <param name="directory">Where the file goes.</param>
    /// <param name="most">Receipts of the file.</param>
    /// <param name="cancellationToken">Stops between two steps; the next call goes on.</param>
    /// <exception cref="InvalidDataException">A receipt, or the file that was written, is damaged. Nothing was dropped.</exception>
    public async ValueTask<ArchiveStep> StepAsync(DateTimeOffset before, string directory, int most, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // What was noted and not dropped to its end: its file is read again first, since it may have been moved since.
            if ((await store.ListAsync(cancellationToken)).FirstOrDefault(archive => !archive.IsDone) is { } open)
            {
                await VerifyAsync(open, cancellationToken);
                return new ArchiveStep(await DropAsync(open, cancellationToken), IsLast: false);
            }

            var through = await reports.SettleAsync(cancellationToken);
            if (await store.FindNextAsync(before, through, most, cancellationToken) is not var (first, last))
            {
                while (await store.ReleaseAsync(cancellationToken))
                {
                    await Task.Yield();
                }

                return new ArchiveStep(null, IsLast: true);
            }

            var archive = await WriteAsync(first, last, Path.GetFullPath(directory), cancellationToken);
            await VerifyAsync(archive, cancellationToken);
            await store.AddAsync(archive, cancellationToken);
            return new ArchiveStep(await DropAsync(archive, cancellationToken), IsLast: false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>How many receipts <see cref="StepAsync"/> would take, and the bytes of their rows, about.</summary>
    public ValueTask<(long Receipts, long Bytes)> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => store.CountAsync(before, cancellationToken);

    public void Dispose() => _one.Dispose();

    // Every pause is as long as what was done before it: at least half of the time the ledger's writer has the database for itself.
    private async ValueTask<Archive> DropAsync(Archive archive, CancellationToken cancellationToken)
    {
        while (!archive.IsDone)
        {
            var started = TimeProvider.System.GetTimestamp();
            archive = await store.DropAsync(archive, cancellationToken);
            await Task.Delay(TimeProvider.System.GetElapsedTime(started), TimeProvider.System, cancellationToken);
        }

        while (await store.ReleaseAsync(cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        }

        return archive;
    }

    private async ValueTask<Archive> WriteAsync(long first, long last, string directory, CancellationToken cancellationToken)
    {
        DurableFile.CreateDirectory(directory);
        var name = string.Create(CultureInfo.InvariantCulture, $"archive-{first:000000000000}-{last:000000000000}");
        var file = ExportNames.File(name, ExportFormat.Jsonl);
        var draft = Path.Combine(directory, file + ".part");
        var tally = new ExportTally();
        var (from, to) = (long.MaxValue, long.MinValue);
        var heads = new Dictionary<Guid, LedgerHead>();
        long bytes;
        byte[] digest;
        using (var read = new ExportedReceipt())
        using (var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        await using (var target = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            await foreach (var (row, receipt) in receipts.ReadRangeAsync(null, first - 1, last, cancellationToken))
            {
                read.Read(row);
                tally.Add(read);
                (from, to) = (Math.Min(from, row.CompletedAt), Math.Max(to, row.CompletedAt));
                heads[row.LogId] = new LedgerHead(row.Form.OrganizationId, row.LogId, row.LogSequence, row.Hash, row.Position);
                byte[] line = [.. receipt, (byte)'\n'];
                sum.AppendData(line);
                await target.WriteAsync(line, cancellationToken);
            }

            target.Flush(flushToDisk: true);
            bytes = target.Length;
            digest = sum.GetHashAndReset();
        }

        if (tally.Receipts != last - first + 1)
        {
            throw new InvalidDataException($"The ledger gave {tally.Receipts} receipts for positions {first} to {last}. Run './nextmodel receipts verify --all'. Nothing was dropped.");
        }

        File.Move(draft, Path.Combine(directory, file), overwrite: true);
        var archive = new Archive(
            file, directory, digest, first, last, DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to))
        { Dropped = first - 1 };
        await SignAsync(archive, bytes, tally, [.. heads.Values.OrderBy(head => head.Position)], cancellationToken);
        return archive;
    }

    // All organizations' receipts, as they stand in the ledger: the manifest of an export without an organization.
    private async ValueTask SignAsync(Archive archive, long bytes, ExportTally tally, IReadOnlyList<LedgerHead> heads, CancellationToken cancellationToken)
    {
        var request = new ExportRequest(ExportFormat.Jsonl, new ReceiptScope("", null), ReceiptFilter.All, archive.From, archive.To.AddMilliseconds(1)) { IncludeSandbox = true };
        var manifest = ExportManifest.Write(
            new ExportFacts(new ExportCursor(request, archive.Last, time.GetUtcNow(), null, null), archive.Name, bytes, tally.Receipts, archive.Digest.ToArray(), tally)
            {
                Generator = ReceiptExports.Generator,
                Heads = heads,
                Checkpoint = await ledger.ReadLastCheckpointAsync(cancellationToken),
                IsComplete = true,
                Previous = (await store.ListAsync(cancellationToken)) is [.., var before] ? before.Name : null,
            },
            keys.Current);
        DurableFile.Write(archive.Path + ".manifest.json", manifest);
    }

    // What is on the disk now, not what was written a moment ago: each receipt by its signature, and that it is the ledger's.
    private async ValueTask VerifyAsync(Archive archive, CancellationToken cancellationToken)
    {
        if (!File.Exists(archive.Path))
        {
            throw new InvalidDataException($"{archive.Path} is not there. Put it back, or its receipts cannot be dropped from the ledger.");
        }

        if (!VerifyingKeys.TryParse(Encoding.ASCII.GetBytes(keys.JwkSet()), out var trusted))
        {
            throw new InvalidDataException("There are no public keys to verify the archive with.");
        }

        using (trusted)
        {
            var verifier = new ReceiptVerifier(trusted);
            var position = archive.First;
            using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var line in File.ReadLines(archive.Path))
            {
                var text = Encoding.UTF8.GetBytes(line);
                sum.AppendData(text);
                sum.AppendData("\n"u8);
                var verdict = verifier.Verify(text);
                var stored = position > archive.Last ? null : await ledger.ReadHashAsync(position, cancellationToken);
                if (verdict.Problems.Count > 0 || stored is null || verdict.Place?.Hash != stored)
                {
                    throw new InvalidDataException(
                        $"Line {position - archive.First + 1} of {archive.Path} is not the receipt at position {position} of the ledger"
                        + $"{(verdict.Problems.Count > 0 ? $" ({verdict.Problems[0].Message})" : "")}. Nothing more was dropped.");
                }

                position++;
            }

            if (position != archive.Last + 1 || !sum.GetHashAndReset().AsSpan().SequenceEqual(archive.Digest.Span))
            {
                throw new InvalidDataException($"{archive.Path} is not as it was written. Nothing more was dropped from the ledger.");
            }
        }
    }
}
