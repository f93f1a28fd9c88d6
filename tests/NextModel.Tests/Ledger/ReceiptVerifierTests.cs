using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Ledger;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class ReceiptVerifierTests : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly SignedSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(21)]
    public void Verify_EveryReceiptOfACommit_IsGenuine(int size)
    {
        var receipts = _samples.Commit([.. Enumerable.Range(0, size).Select(i => SignedSamples.Fresh(i, i * 3))]);

        foreach (var receipt in receipts)
        {
            var verdict = _samples.Verifier.Verify(receipt);
            verdict.Problems.ShouldBeEmpty(Encoding.UTF8.GetString(receipt));
            verdict.Place.ShouldNotBeNull().OrganizationId.ShouldBe(SampleTenant.Caller().Organization.Id);
        }
    }

    [Fact]
    public void Verify_EveryKindOfReceipt_IsGenuine()
    {
        var fresh = SignedSamples.Fresh();
        var receipts = _samples.Commit(
            fresh,
            SampleEntries.Replay(fresh, Guid.CreateVersion7(SampleTenant.Day)),
            SampleEntries.Failed(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day)));

        receipts.ShouldAllBe(receipt => _samples.Verifier.Verify(receipt, null).IsGenuine);
    }

    [Fact]
    public void Verify_PrettyPrintedAndReordered_IsGenuine()
    {
        var receipt = _samples.Commit(SignedSamples.Fresh())[0];
        using var document = JsonDocument.Parse(receipt);
        var members = document.RootElement.EnumerateObject().Reverse().ToDictionary(member => member.Name, member => member.Value);

        var pretty = JsonSerializer.SerializeToUtf8Bytes(members, Indented);

        _samples.Verifier.Verify(pretty).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Verify_AnyByteFlipped_IsNotGenuine()
    {
        var receipt = _samples.Commit([.. Enumerable.Range(0, 5).Select(_ => SignedSamples.Fresh())])[2];
        var verifier = _samples.Verifier;
        verifier.Verify(receipt).IsGenuine.ShouldBeTrue();

        for (var at = 0; at < receipt.Length; at++)
        {
            // The bit that changes the case of letters at every byte, and each other bit at every seventh.
            foreach (var bit in (int[])[5, at % 7])
            {
                receipt[at] ^= (byte)(1 << bit);
                verifier.Verify(receipt).IsGenuine.ShouldBeFalse($"bit {bit} of byte {at}: {Encoding.UTF8.GetString(receipt)}");
                receipt[at] ^= (byte)(1 << bit);
            }
        }

        verifier.Verify(receipt).IsGenuine.ShouldBeTrue();
    }

    [Fact]
    public void Verify_AnyText_NeverThrows() => Prop.ForAll<byte[], string>((bytes, text) =>
    {
        _samples.Verifier.Verify(bytes).IsGenuine.ShouldBeFalse();
        _samples.Verifier.Verify(Encoding.UTF8.GetBytes(text ?? "")).IsGenuine.ShouldBeFalse();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"schema\":\"nextmodel.receipt/1\"}")]
    [InlineData("{\"schema\":\"nextmodel.receipt/2\",\"hash\":1}")]
    [InlineData("{\"schema\":\"nextmodel.receipt/1\",\"hash\":\"sha256:00\",\"log\":[],\"signature\":7}")]
    [InlineData("{\"schema\":\"nextmodel.receipt/1\",\"schema\":\"nextmodel.receipt/1\"}")]
    public void Verify_NoReceipt_IsAnUnknownSchema(string text) => Codes(Encoding.UTF8.GetBytes(text)).ShouldBe(["receipt_schema_unknown"]);

    [Fact]
    public void Verify_EveryMemberTruncatedOrRetyped_NeverThrows()
    {
        var receipt = Encoding.UTF8.GetString(_samples.Commit(SignedSamples.Fresh())[0]);
        foreach (var value in (string[])["null", "[]", "{}", "-1", "1e999", "\"\"", "true"])
        {
            for (var colon = receipt.IndexOf(':'); colon >= 0; colon = receipt.IndexOf(':', colon + 1))
            {
                var end = receipt.AsSpan(colon + 1).IndexOfAny(',', '}') + colon + 1;
                var changed = string.Concat(receipt.AsSpan(0, colon + 1), value, receipt.AsSpan(end));
                _samples.Verifier.Verify(Encoding.UTF8.GetBytes(changed)).IsGenuine.ShouldBe(changed == receipt, changed);
            }
        }
    }

    [Fact]
    public void Verify_ContentChanged_HashMismatch() =>
        Codes(Changed("\"source\":\"my-vllm\"", "\"source\":\"other\"")).ShouldBe(["receipt_hash_mismatch"]);

    [Fact]
    public void Verify_ContentAndHashChanged_SignatureInvalid()
    {
        var changed = Changed("\"source\":\"my-vllm\"", "\"source\":\"other\"");
        var text = Encoding.UTF8.GetString(changed);
        var actual = _samples.Verifier.Verify(changed).Problems[0].Message.Split(' ')[4].TrimEnd(',');
        var at = text.LastIndexOf("\"hash\":\"", StringComparison.Ordinal) + 8;

        Codes(Encoding.UTF8.GetBytes(text.Remove(at, 71).Insert(at, actual))).ShouldBe(["receipt_signature_invalid"]);
    }

    [Fact]
    public void Verify_SignedByAStranger_KeyUnknown()
    {
        using var strangers = new SignedSamples();

        Codes(strangers.Commit(SignedSamples.Fresh())[0]).ShouldBe(["receipt_key_unknown"]);
    }

    [Fact]
    public void Verify_SignatureOfAnotherCommit_SignatureInvalid()
    {
        var first = Encoding.UTF8.GetString(_samples.Commit(SignedSamples.Fresh())[0]);
        var second = Encoding.UTF8.GetString(_samples.Commit(SignedSamples.Fresh())[0]);
        var at = first.IndexOf(",\"signature\"", StringComparison.Ordinal);
        var other = second[second.IndexOf(",\"signature\"", StringComparison.Ordinal)..];

        Codes(Encoding.UTF8.GetBytes(first[..at] + other)).ShouldBe(["receipt_signature_invalid"]);
    }

    [Fact]
    public void Verify_ForgedRootUnderAnOldSignature_SignatureInvalid()
    {
        // One verifier sees the genuine receipt first: what it remembers of the signature must not vouch for another root.
        using var forger = new SignedSamples();
        var genuine = Encoding.UTF8.GetString(_samples.Commit(SignedSamples.Fresh())[0]);
        var forged = Encoding.UTF8.GetString(forger.Commit(SignedSamples.Fresh())[0]);
        var mixed = forged.Replace(Jws(forged), Jws(genuine), StringComparison.Ordinal);
        var verifier = _samples.Verifier;

        verifier.Verify(Encoding.UTF8.GetBytes(genuine)).IsGenuine.ShouldBeTrue();

        verifier.Verify(Encoding.UTF8.GetBytes(mixed)).Problems.Select(problem => problem.Wire).ShouldBe(["receipt_signature_invalid"]);
    }

    [Fact]
    public void Verify_ExpectedRequest_MustBeTheReceiptsOwn()
    {
        var entry = SignedSamples.Fresh();
        var receipt = _samples.Commit(entry)[0];

        _samples.Verifier.Verify(receipt, ReceiptIds.RequestId(entry.Id)).IsGenuine.ShouldBeTrue();
        _samples.Verifier.Verify(receipt, ReceiptIds.ReceiptId(entry.Id)).IsGenuine.ShouldBeTrue();
        foreach (var other in (string[])[ReceiptIds.RequestId(SignedSamples.Fresh().Id), "", "req_", "nonsense"])
        {
            _samples.Verifier.Verify(receipt, other).Problems.ShouldHaveSingleItem().Wire.ShouldBe("receipt_request_id_mismatch");
        }
    }

    private string[] Codes(byte[] receipt) => [.. _samples.Verifier.Verify(receipt).Problems.Select(problem => problem.Wire)];

    private byte[] Changed(string from, string to)
    {
        var text = Encoding.UTF8.GetString(_samples.Commit(SignedSamples.Fresh())[0]);
        text.ShouldContain(from);
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }

    private static string Jws(string receipt)
    {
        var at = receipt.IndexOf("\"jws\":\"", StringComparison.Ordinal) + 7;
        return receipt[at..receipt.IndexOf('"', at)];
    }
}
