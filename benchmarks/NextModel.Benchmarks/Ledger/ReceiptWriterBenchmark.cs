using BenchmarkDotNet.Attributes;
using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>Writing one receipt as canonical text, form and values, and hashing it; the hash alone is the floor.</summary>
[MemoryDiagnoser]
public class ReceiptWriterBenchmark
{
    private readonly ReceiptText _text = new();
    private readonly byte[] _written;
    private readonly LedgerEntry _entry = SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));
    private readonly LedgerLog _log;

    public ReceiptWriterBenchmark()
    {
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        _log = new LedgerLogs([], keys, TimeProvider.System).For(SampleTenant.Caller().Organization.Id);
        ReceiptWriter.Write(_entry, _log, _text);
        _written = _text.Text.ToArray();
    }

    [Benchmark(Baseline = true)]
    public ReceiptHash Hash() => ReceiptHash.Of(_written);

    [Benchmark]
    public uint Write()
    {
        ReceiptWriter.Write(_entry, _log, _text);
        return Checksum.Of(_text.Form);
    }

    [Benchmark]
    public ReceiptHash WriteAndHash()
    {
        ReceiptWriter.Write(_entry, _log, _text);
        _text.Place(1041, ReceiptHash.None, 1_795_253_400_963);
        return ReceiptHash.Of(_text.Text);
    }
}
