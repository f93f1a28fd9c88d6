using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Catalog;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing.Ledger;

namespace NextModel.Testing.Evidence;

/// <summary>
/// Everything a gateway hands out as evidence, genuine: two organizations, two process starts with a new signing key between them, a
/// checkpoint after each.
/// </summary>
public sealed class EvidenceSample
{
    private EvidenceSample()
    {
    }

    /// <summary>The organization whose evidence it is.</summary>
    public static string Organization => SampleTenant.Caller(1).Organization.Id;

    public static string OtherOrganization => SampleTenant.Caller(2).Organization.Id;

    /// <summary>Public keys as <c>/.well-known/jwks.json</c> has them.</summary>
    public required string JwkSet { get; init; }

    /// <summary>The organization's whole export, a receipt each: two logs of eight.</summary>
    public required IReadOnlyList<string> Receipts { get; init; }

    public required IReadOnlyList<string> OtherReceipts { get; init; }

    /// <summary>After the first start, with all heads.</summary>
    public required string OldCheckpoint { get; init; }

    /// <summary>After the second.</summary>
    public required string NewCheckpoint { get; init; }

    /// <summary>The same as the organization gets them.</summary>
    public required string OldView { get; init; }

    public required string NewView { get; init; }

    public required string OtherView { get; init; }

    /// <summary>Of the third receipt, under the new checkpoint.</summary>
    public required string Proof { get; init; }

    /// <summary>Of the last receipt, under the new checkpoint.</summary>
    public required string LastProof { get; init; }

    /// <summary>Between the two checkpoints.</summary>
    public required string Consistency { get; init; }

    /// <summary>Makes one in an empty directory, which holds the ledger afterwards.</summary>
    public static async Task<EvidenceSample> MakeAsync(string directory, CancellationToken cancellationToken)
    {
        var time = new ManualTime(SampleTenant.Day);
        var witness = new CheckpointWitness(Path.Combine(directory, "witness"));
        var checkpoints = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            using var database = SqliteDatabase.Open(Path.Combine(directory, "nextmodel.db"), SqliteSettings.Main);
            using var store = new SqliteLedgerStore(database, new DiskReserve(Path.Combine(directory, "reserve"), 0));
            var held = new HeldStore(store);
            using var ledger = await TestLedger.StartAsync(held, directory, time, cancellationToken);
            if (start > 0)
            {
                ledger.Keys.Rotate();
            }

            await FillAsync(ledger, held, time, start);
            var keeper = new CheckpointKeeper(ledger.Writer, store, ledger.Keys, witness, time, NullLogger<CheckpointKeeper>.Instance);
            checkpoints.Add((await keeper.TakeAsync(cancellationToken))!.Sign(ledger.Keys.Current));
        }

        return await ReadAsync(directory, checkpoints, cancellationToken);
    }

    // Some commits have one receipt and some several, as under load.
    private static async Task FillAsync(TestLedger ledger, HeldStore store, ManualTime time, int start)
    {
        for (var round = 0; round < 2; round++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var fresh = SampleEntries.Fresh(SampleTenant.Caller(1), ledger.NewId(), 19 + round, 42);
            await ledger.Writer.AppendAsync(fresh);
            store.Hold();
            var alone = ledger.Writer.AppendAsync(SampleEntries.Failed(SampleTenant.Caller(1, 2, 2), ledger.NewId())).AsTask();
            LedgerEntry[] together =
            [
                SampleEntries.Replay(fresh, ledger.NewId()),
                SampleEntries.Fresh(SampleTenant.Caller(2), ledger.NewId()),
                start + round == 0
                    ? SampleEntries.Fresh(SampleTenant.Caller(1, 2, 2), ledger.NewId(), 1234, 567)
                    : SampleEntries.ByUnits(SampleTenant.Caller(1, 2, 2), ledger.NewId(), (PricedUnit)((2 * start) + round - 1)),
            ];
            var waiting = Task.WhenAll([alone, .. together.Select(entry => ledger.Writer.AppendAsync(entry).AsTask())]);
            store.Release();
            await waiting;
        }
    }

    private static async Task<EvidenceSample> ReadAsync(string directory, List<string> checkpoints, CancellationToken cancellationToken)
    {
        using var database = SqliteDatabase.OpenReadOnly(Path.Combine(directory, "nextmodel.db"));
        var rows = new SqliteLedgerReader(database);
        var jwkSet = SigningKeys.JwkSetOf(Path.Combine(directory, "signing"));
        if (!VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(jwkSet), out var keys))
        {
            throw new InvalidOperationException("A ledger's own public keys are a key set.");
        }

        using (keys)
        {
            var receipts = await ExportAsync(rows, Organization, cancellationToken);
            var (old, grown) = (Read(checkpoints[0], keys), Read(checkpoints[1], keys));
            var (first, second) = (old.Checkpoint.Heads[0].Tree!.Size, grown.Checkpoint.Heads[0].Tree!.Size);
            var tree = new ScannedTree(rows, Organization);
            var path = await tree.ProveAsync(second, nodes => MerkleProof.Consistency(first, second, nodes), cancellationToken);
            return new EvidenceSample
            {
                JwkSet = jwkSet,
                Receipts = receipts,
                OtherReceipts = await ExportAsync(rows, OtherOrganization, cancellationToken),
                OldCheckpoint = old.Text,
                NewCheckpoint = grown.Text,
                OldView = old.TextFor(Organization)!,
                NewView = grown.TextFor(Organization)!,
                OtherView = grown.TextFor(OtherOrganization)!,
                Proof = await ProveAsync(2),
                LastProof = await ProveAsync(receipts.Count - 1),
                Consistency = Encoding.UTF8.GetString(ConsistencyProof.Write(first, second, path!)),
            };

            async Task<string> ProveAsync(int index)
            {
                var steps = await tree.ProveAsync(second, nodes => MerkleProof.Inclusion(index, second, nodes), cancellationToken);
                return Encoding.UTF8.GetString(
                    ReceiptProof.Write(Encoding.UTF8.GetBytes(receipts[index]), new TreePath(index, steps!), grown.TextFor(Organization)!));
            }
        }
    }

    private static SignedCheckpoint Read(string text, VerifyingKeys keys) =>
        SignedCheckpoint.TryRead(text, keys, out var problem) ?? throw new InvalidOperationException(problem!.Message);

    private static async Task<List<string>> ExportAsync(SqliteLedgerReader rows, string organization, CancellationToken cancellationToken)
    {
        var receipts = new List<string>();
        await foreach (var receipt in new ReceiptReader(rows, rows).ExportAsync(new ReceiptScope(organization, null), cancellationToken))
        {
            receipts.Add(Encoding.UTF8.GetString(receipt));
        }

        return receipts;
    }
}
