using System.Reflection;
using System.Text;
using System.Text.Json;
using NextModel.Ledger;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>
/// Receipts written by a released version, as clients saved them and as the ledger stores them. They verify and read back for ever; these
/// files are never written again.
/// </summary>
public sealed class ReceiptFreezeTests
{
    [Fact]
    public void Verify_SavedReceipts_AreGenuineAndChained()
    {
        VerifyingKeys.TryParse(Frozen("frozen-keys.jsonl"), out var keys).ShouldBeTrue();
        var verifier = new ReceiptVerifier(keys);
        var chain = new LogChainVerifier();
        var receipts = Encoding.UTF8.GetString(Frozen("frozen-receipts.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        receipts.Length.ShouldBe(4);

        foreach (var receipt in receipts)
        {
            var verdict = verifier.Verify(Encoding.UTF8.GetBytes(receipt));
            verdict.Problems.ShouldBeEmpty(receipt);
            chain.Add(verdict.Place.ShouldNotBeNull()).ShouldBeNull();
        }

        keys.Dispose();
    }

    [Fact]
    public void Verify_SavedReceiptUnderAnOwnCredential_IsGenuine()
    {
        VerifyingKeys.TryParse(Frozen("frozen-byok-keys.jsonl"), out var keys).ShouldBeTrue();

        new ReceiptVerifier(keys).Verify(Frozen("frozen-byok-receipt.jsonl")).Problems.ShouldBeEmpty();

        using var receipt = JsonDocument.Parse(Frozen("frozen-byok-receipt.jsonl"));
        receipt.RootElement.GetProperty("billing").GetProperty("basis").GetString().ShouldBe("byok");
        receipt.RootElement.GetProperty("billing").GetProperty("amount").GetString().ShouldBe("0.000000000");
        receipt.RootElement.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("credential").GetString())
            .ShouldBe(["cred_0193c1f20b7d7c3a9e5f4d2c1b0a9f8d", "cred_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e"]);
        keys.Dispose();
    }

    [Fact]
    public void TryReadText_StoredRow_IsTheSavedReceipt()
    {
        using var stored = JsonDocument.Parse(Frozen("frozen-row.jsonl"));
        string Member(string name) => stored.RootElement.GetProperty(name).GetString()!;
        ReceiptHash.TryParse(Member("hash"), out var hash).ShouldBeTrue();
        var row = new LedgerRow
        {
            Position = 1,
            Id = Guid.ParseExact(Member("id"), "N"),
            LogId = Guid.CreateVersion7(SampleTenant.Day),
            LogSequence = 1,
            CompletedAt = SampleTenant.Day.ToUnixTimeMilliseconds(),
            PreviousHash = ReceiptHash.None,
            Hash = hash,
            Form = new ReceiptForm(Convert.FromHexString(Member("form")), "", ""),
            Values = Convert.FromHexString(Member("values")),
            CommitIndex = 0,
            Seal = null,
        };

        var text = Encoding.UTF8.GetString(row.TryReadText().ShouldNotBeNull());

        Encoding.UTF8.GetString(Frozen("frozen-receipts.jsonl")).ShouldStartWith(text[..^1] + $",\"hash\":\"{hash}\"");
    }

    [Fact]
    public void ReceiptGap_Numbers_AreFrozen() =>
        Enum.GetValues<ReceiptGap>().ToDictionary(gap => gap.ToString(), gap => (int)gap).ShouldBe(
            new Dictionary<string, int>
            {
                ["Text"] = 1,
                ["Number"] = 2,
                ["Time"] = 3,
                ["Hash"] = 4,
                ["Id"] = 5,
                ["Amount"] = 6,
                ["RowId"] = 7,
                ["RowCompletedAt"] = 8,
                ["RowSequence"] = 9,
                ["RowPreviousHash"] = 10,
            },
            ignoreOrder: true);

    private static byte[] Frozen(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
