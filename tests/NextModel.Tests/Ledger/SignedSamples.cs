using System.Text;
using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>Signed receipts without a store: entries written, chained, sealed as one commit and handed out.</summary>
internal sealed class SignedSamples : IDisposable
{
    private readonly LedgerLogs _logs;
    private readonly SigningKey _key;

    public SignedSamples(IEnumerable<LedgerHead>? heads = null, SigningKey? key = null)
    {
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        _logs = new LedgerLogs(heads ?? [], keys, TimeProvider.System);
        _key = key ?? new SigningKey(System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256));
        JwkSet = $$"""{"keys":[{{_key.Public.Json}}]}""";
        Keys = VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(JwkSet), out var published)
            ? published
            : throw new InvalidOperationException("A key's own JWK is a key set.");
    }

    public VerifyingKeys Keys { get; }

    /// <summary>The same as they are published.</summary>
    public string JwkSet { get; }

    public ReceiptVerifier Verifier => new(Keys);

    public LedgerLog Log => _logs.For(SampleTenant.Caller().Organization.Id);

    /// <summary>Commits the entries together, a millisecond after each other, and gives their receipts.</summary>
    public byte[][] Commit(params LedgerEntry[] entries)
    {
        var rows = entries.Select((entry, index) => Row(entry, index, null)).ToArray();
        var seal = new byte[CommitSeal.Size];
        SignedRoot.Sign(_key, new MerkleTree(rows.Select(row => row.Hash)).Root, rows.Length, seal);
        rows[^1] = rows[^1] with { Seal = new CommitSeal(seal) };
        Log.Commit(1);
        var signed = new SignedCommit(rows);
        return [.. Enumerable.Range(0, rows.Length).Select(signed.Receipt)];
    }

    public static LedgerEntry Fresh(long input = 19, long output = 42) =>
        SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day), input, output);

    public void Dispose()
    {
        Keys.Dispose();
        _key.Dispose();
    }

    private LedgerRow Row(LedgerEntry entry, int index, CommitSeal? seal)
    {
        var (sequence, previous, completedAt) = Log.Next(SampleTenant.Day.AddMilliseconds(index).ToUnixTimeMilliseconds());
        var text = new ReceiptText();
        ReceiptWriter.Write(entry, Log, text);
        text.Place(sequence, previous, completedAt);
        var hash = ReceiptHash.Of(text.Text);
        Log.Stage(sequence, hash, completedAt, index);
        return new LedgerRow
        {
            Position = sequence,
            Id = entry.Id,
            LogId = Log.Id,
            LogSequence = sequence,
            CompletedAt = completedAt,
            PreviousHash = previous,
            Hash = hash,
            Form = new ReceiptForm(text.Form.ToArray(), Log.OrganizationId, entry.Caller.Project.Id),
            Values = text.Values.ToArray(),
            CommitIndex = index,
            Seal = seal,
        };
    }
}
