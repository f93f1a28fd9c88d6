using System.Globalization;
using System.Text;

namespace NextModel.Ledger;

/// <summary>The newest signed checkpoint, kept as a file outside the ledger, and what it says of the ledger at the next start.</summary>
/// <param name="directory">The witness directory.</param>
public sealed class CheckpointWitness(string directory)
{
    private readonly string _path = Path.Combine(directory, "checkpoint.json");

    // Of schema 1, until the first of schema 2 is there.
    private readonly string _first = Path.Combine(directory, "checkpoint.jws");

    /// <summary>The file's content; null when there is none.</summary>
    public string? Read() => Found() is { } path ? File.ReadAllText(path) : null;

    /// <summary>Replaces the file, durably.</summary>
    public void Write(string signed)
    {
        DurableFile.CreateDirectory(directory);
        DurableFile.Write(_path, Encoding.UTF8.GetBytes(signed));
        File.Delete(_first);
    }

    /// <summary>
    /// Compares the ledger with the file. Returns what is wrong, as a sentence, or null. After a finding the file is moved aside, as evidence,
    /// so that new checkpoints do not replace it.
    /// </summary>
    public async ValueTask<string?> CheckAsync(ILedgerStore store, VerifyingKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Found() is not { } path)
        {
            return null;
        }

        var finding = Checkpoint.TryRead(await File.ReadAllTextAsync(path, cancellationToken), keys) is { } witnessed
            ? await CompareAsync(witnessed, store, cancellationToken)
            : "it was not signed by a key of this installation";
        if (finding is null)
        {
            return null;
        }

        var aside = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{time.GetUtcNow():yyyyMMdd'T'HHmmssfff}{Path.GetExtension(path)}"));
        File.Move(path, aside);
        return $"The ledger does not match the last witnessed checkpoint ({aside}): {finding}. A backup was restored, the data directory was "
            + "cloned, or the ledger was changed. New logs are opened; receipts the witness knows may be missing here.";
    }

    private string? Found() => File.Exists(_path) ? _path : File.Exists(_first) ? _first : null;

    private static async ValueTask<string?> CompareAsync(Checkpoint witnessed, ILedgerStore store, CancellationToken cancellationToken)
    {
        foreach (var head in witnessed.Heads)
        {
            if (await store.ReadAtAsync([head.Position], cancellationToken) is not [var row])
            {
                // Its row may lie in an archive; what stays of it is its hash, which says the rest.
                if (await store.ReadHashAsync(head.Position, cancellationToken) == head.Hash)
                {
                    continue;
                }

                var last = await store.ReadLastPositionAsync(cancellationToken);
                return $"it counted {witnessed.Total} receipts at {witnessed.MadeAt:u}, the ledger has {last}";
            }

            if (row.Position != head.Position || row.LogId != head.LogId || row.LogSequence != head.Size || row.Hash != head.Hash)
            {
                return $"entry {head.Size} of log {head.LogId} is another one than it saw at {witnessed.MadeAt:u}";
            }
        }

        return null;
    }
}
