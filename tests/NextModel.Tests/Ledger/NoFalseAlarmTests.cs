using System.Text;
using System.Text.Json.Nodes;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>Of genuine receipts the verifier says nothing, whatever they are of: any price, rate, discount, outcome, name, size of commit.</summary>
public sealed class NoFalseAlarmTests : IDisposable
{
    private static readonly string[] Names = ["", "ci", "söt", "a \"quoted\" name", "back\\slash", "tab\tand\nline", "模型", "\uFFFD", "=1+1", "𝒜", "\u0001"];

    private readonly SignedSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(2, 3_000)]
    public Task RunAsync_GenuineReceipts_FindsNothing(int seed, int count) => VerifyAsync(seed, count);

    [Fact]
    [Trait("tier", "nightly")]
    public Task RunAsync_AHundredThousandGenuineReceipts_FindsNothing() => VerifyAsync(3, 100_000);

    private async Task VerifyAsync(int seed, int count)
    {
        var random = new Random(seed);
        using var export = new MemoryStream();
        for (var written = 0; written < count;)
        {
            var size = Math.Min(random.Next(4) == 0 ? random.Next(1, 300) : random.Next(1, 9), count - written);
            foreach (var receipt in _samples.Commit([.. Enumerable.Range(0, size).Select(_ => Entry(random))]))
            {
                export.Write(random.Next(50) == 0 ? LaidOutOtherwise(receipt, random) : receipt);
                export.WriteByte((byte)'\n');
            }

            written += size;
        }

        export.Position = 0;
        using var verifier = new EvidenceVerifier(Encoding.UTF8.GetBytes(_samples.JwkSet), new LogChainVerifier());
        await new ReceiptLines().RunAsync(export, verifier, _ => { }, TestContext.Current.CancellationToken);

        verifier.Report.First.ShouldBeEmpty(string.Join('\n', verifier.Report.First));
        verifier.Report.Receipts.ShouldBe(count);
    }

    // The same JSON, spelled otherwise: other order of members, white space, escapes.
    private static byte[] LaidOutOtherwise(byte[] receipt, Random random)
    {
        var members = JsonNode.Parse(receipt)!.AsObject().ToList();
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
        return Encoding.UTF8.GetBytes(new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString().Replace("\":", "\" : ", StringComparison.Ordinal));
    }

    private static LedgerEntry Entry(Random random)
    {
        var input = Count(random);
        var cached = random.Next(3) == 0 ? (long)(input * random.NextDouble()) : 0;
        var written = random.Next(3) == 0 ? (long)((input - cached) * random.NextDouble()) : 0;
        var output = Count(random);
        var usage = new Usage(UsageSource.Provider, input, cached, written, output, random.Next(2) == 0 ? output / 3 : 0)
        {
            CacheWriteLongTokens = random.Next(2) == 0 ? written / 2 : 0,
            AudioInputTokens = random.Next(9) == 0 ? (input - cached - written) / 2 : 0,
        };
        var entry = random.Next(12) == 0 ? SampleEntries.Failed(Caller(random), NewId(random)) : SampleEntries.Fresh(Caller(random), NewId(random));
        entry = random.Next(3) == 0 ? SampleEntries.Replay(entry, NewId(random)) : entry;
        if (entry.Charge is not null && ChargeCalculator.Calculate(usage, entry.ServeMode, Terms(random)).TryGet(out var charge, out _))
        {
            entry.Usage = usage;
            entry.BillableTokens = usage.TotalTokens;
            entry.Charge = random.Next(20) == 0 ? charge.CappedAt(Money.ToNanos(charge.Amount) / 2) : charge;
        }

        entry.EffectiveModel = Names[random.Next(1, Names.Length)];
        return entry;
    }

    private static Identity.Caller Caller(Random random)
    {
        var caller = SampleTenant.Caller();
        return caller with { Key = caller.Key with { Name = Names[random.Next(Names.Length)], Environment = Names[random.Next(Names.Length)] } };
    }

    private static ChargeTerms Terms(Random random)
    {
        var price = new Price("p", "USD", Figure(random), Figure(random), Figure(random))
        {
            CacheWrite = random.Next(2) == 0 ? Figure(random) : null,
            CacheWriteLong = random.Next(2) == 0 ? Figure(random) : null,
            Reasoning = random.Next(2) == 0 ? Figure(random) : null,
            AudioInput = random.Next(2) == 0 ? Figure(random) : null,
        };
        var discount = random.Next(101) / 100m;
        return random.Next(3) == 0
            ? new ChargeTerms(price, "MYR", discount, new FxRate("USD", "MYR", (random.Next(100_000) + 1) / 10_000m, new DateOnly(2026, 11, 1)))
            : new ChargeTerms(price, "USD", discount, null) { ByokFee = random.Next(9) == 0 ? random.Next(101) / 100m : null };
    }

    // From nothing to more than anybody is charged: some do not fit 128 bits at 18 decimals.
    private static decimal Figure(Random random) => random.Next(8) == 0 ? 0 : random.Next(2_000_000) / (decimal)Math.Pow(10, random.Next(7));

    private static long Count(Random random) => random.Next(5) == 0 ? random.Next(3) : random.Next(30) == 0 ? random.NextInt64(4_000_000_000) : random.Next(200_000);

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
