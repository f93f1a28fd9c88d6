using System.Text;
using BenchmarkDotNet.Attributes;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// Verifying 200,000 receipts on all processors: hashes, signatures (one for 1,024 receipts), amounts, chains. Promised: 50,000 a second on two.
/// Time is per receipt.
/// </summary>
[MemoryDiagnoser]
public class VerificationBenchmark : IDisposable
{
    private string _directory = "";
    private SqliteDatabase _database = null!;
    private byte[] _export = [];
    private byte[] _jwkSet = [];

    [GlobalSetup]
    public void Setup()
    {
        _directory = GeneratedLedger.BusySeconds(1);
        _database = SqliteDatabase.OpenReadOnly(Path.Combine(_directory, "nextmodel.db"));
        _jwkSet = Encoding.ASCII.GetBytes(SigningKeys.JwkSetOf(Path.Combine(_directory, "signing")));
        using var export = new MemoryStream();
        foreach (var receipt in new ReceiptReader(new SqliteLedgerReader(_database), new SqliteLedgerReader(_database)).ExportAsync(null, CancellationToken.None).ToBlockingEnumerable())
        {
            export.Write(receipt);
            export.WriteByte((byte)'\n');
        }

        _export = export.ToArray();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = GeneratedLedger.BusyReceipts)]
    public async Task Export()
    {
        using var verifier = new EvidenceVerifier(_jwkSet, new LogChainVerifier());
        using var file = new MemoryStream(_export);
        await new ReceiptLines().RunAsync(file, verifier, _ => { }, CancellationToken.None);
        Require(verifier);
    }

    [Benchmark(OperationsPerInvoke = GeneratedLedger.BusyReceipts)]
    public async Task Database()
    {
        using var verifier = new EvidenceVerifier(_jwkSet, new LogChainVerifier());
        await new LedgerWalk(new SqliteLedgerReader(_database)).RunAsync(verifier, 0, (_, _) => { }, CancellationToken.None);
        Require(verifier);
    }

    private static void Require(EvidenceVerifier verifier)
    {
        if (!verifier.Report.IsGenuine || verifier.Report.Receipts != GeneratedLedger.BusyReceipts)
        {
            throw new InvalidOperationException($"{verifier.Report.Problems} problems in {verifier.Report.Receipts} receipts: {string.Join(", ", verifier.Report.First)}");
        }
    }
}
