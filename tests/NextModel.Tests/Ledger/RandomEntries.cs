using FsCheck;
using FsCheck.Fluent;
using NextModel.Billing;
using NextModel.Caching;
using NextModel.Credits;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Policies;
using NextModel.Providers;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>Entries of every shape: all outcomes, missing facts, odd names, extreme numbers.</summary>
internal static class RandomEntries
{
    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements("", "ci", "a \"quoted\" name", "back\\slash", "línea\nnueva\t", "\u0001\u001f\u007f", "日本語 \U0001F600", "\u2028/", "half \ud83d"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get));

    private static readonly Gen<long> Counts = Gen.OneOf(Gen.Choose(0, 100_000).Select(n => (long)n), Gen.Elements(0L, 1, 9_007_199_254_740_991));

    private static readonly Gen<decimal> Amounts = Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(n => n / 1_000_000_000m),
        Gen.Choose(0, int.MaxValue).Select(n => n / 10_000_000_000_000m),
        Gen.Elements(0m, 0.10m, 1000m, -0.0000000005m, 9_223_372_036.854775807m, 0.0000000000000000000000000001m, 79_228_162_514_264_337_593_543_950_335m));

    public static Arbitrary<LedgerEntry> Arbitrary { get; } = (
        from input in Counts
        from output in Counts
        from names in Names.ArrayOf(6)
        from outcome in Gen.Elements(Enum.GetValues<RequestOutcome>())
        from mode in Gen.Elements(Enum.GetValues<ServeMode>())
        from attempts in Attempts.ListOf().Resize(3)
        from amounts in Amounts.ArrayOf(4)
        from lines in Lines.ArrayOf().Resize(4)
        from bits in Gen.Choose(0, 255)
        select Entry(input, output, names, outcome, mode, attempts, amounts, lines, bits)).ToArbitrary();

    private static Gen<ChargeLine> Lines =>
        from item in Gen.Elements("input", "cached_input", "output", "rounding")
        from tokens in Counts
        from price in Amounts
        from amount in Amounts
        select new ChargeLine(item, tokens, price, amount);

    private static Gen<Attempt> Attempts =>
        from number in Gen.Choose(1, 9)
        from outcome in Gen.Elements(Enum.GetValues<AttemptOutcome>())
        from text in Names
        from tokens in Counts
        from bits in Gen.Choose(0, 255)
        select new Attempt
        {
            Number = number,
            Offer = SampleTenant.Offer,
            StartedAt = SampleTenant.Day.AddMilliseconds(number * 1.7),
            Outcome = outcome,
            Status = Has(bits, 0) ? 200 + bits : null,
            Error = Has(bits, 1) ? text : null,
            MaxOutputTokens = Has(bits, 2) ? tokens : null,
            UpstreamRequestId = Has(bits, 3) ? text : null,
            UpstreamResponseId = Has(bits, 4) ? text : null,
            FirstByteMilliseconds = Has(bits, 5) ? bits : null,
            TotalMilliseconds = bits,
            Usage = Has(bits, 6) ? new Usage(UsageSource.Provider, tokens, 1, 2, tokens, 0) : Usage.None,
            Cost = Has(bits, 7) ? 0.000028050m : null,
            CostCurrency = Has(bits, 7) ? "USD" : null,
        };

    private static LedgerEntry Entry(
        long input, long output, string[] names, RequestOutcome outcome, ServeMode mode, IEnumerable<Attempt> attempts,
        decimal[] amounts, ChargeLine[] lines, int bits)
    {
        var caller = SampleTenant.Caller();
        var entry = new LedgerEntry
        {
            Id = Guid.CreateVersion7(SampleTenant.Day),
            StartedAt = SampleTenant.Day.AddTicks(bits * 12_345L),
            Caller = caller with { Key = caller.Key with { Name = names[0], Environment = names[1] } },
            Operation = Has(bits, 0) ? Operation.Embeddings : Operation.ChatCompletions,
            Stream = Has(bits, 1),
            Workload = names[2],
            RequestedModel = names[3],
            EffectiveModel = names[4],
            ModelVersion = Has(bits, 4) ? names[1] : null,
            Offer = Has(bits, 2) ? SampleTenant.Offer with { UpstreamModel = names[5] } : null,
            ServeMode = mode,
            Outcome = outcome,
            Cache = Has(bits, 3)
                ? new CacheFacts("hit", null, Digest.FromBytes(new byte[32]), true, ReceiptIds.ReceiptId(Guid.CreateVersion7(SampleTenant.Day)), input)
                : new CacheFacts("bypass", names[5], null, false, null, null),
            Usage = new Usage(UsageSource.Estimated, input, 1, 2, output, 3),
            ServedTokens = output,
            ConsumedTokens = input,
            Charge = Has(bits, 4)
                ? new Charge
                {
                    Basis = BillingBasis.ListPrice,
                    Price = SampleTenant.Price,
                    Lines = lines,
                    Fx = Has(bits, 5) ? new FxRate("USD", "MYR", 4.13m, new DateOnly(2026, 11, 1)) : null,
                    ListAmount = Money.FromNanos(input),
                    Amount = Money.FromNanos(output),
                    Currency = "USD",
                }
                : null,
            RequestHash = Has(bits, 6) ? Digest.FromBytes([.. Enumerable.Range(0, 32).Select(i => (byte)i)]) : null,
            Reservation = Has(bits, 3) ? Reservation(input, output, bits) : null,
            ResponseHash = Has(bits, 7) ? Digest.FromBytes([.. Enumerable.Repeat((byte)255, 32)]) : null,
            TotalMilliseconds = bits,
            FirstByteMilliseconds = Has(bits, 0) ? bits : null,
            GatewayMilliseconds = amounts.Length,
            Policy = Has(bits, 2) ? Mark(names[1], bits) : null,
            AlsoMatched = Has(bits, 2) ? [.. Enumerable.Range(0, bits % 4).Select(n => Mark(names[n], n))] : [],
        };
        entry.Attempts.AddRange(attempts);
        return entry;
    }

    private static PolicyMark Mark(string text, int number) =>
        new(new Guid(number, 0, 0, new byte[8]), number + 1, number % 3 == 0 ? null : text, text);

    // As many as can count one request, at most.
    private static BudgetReservation Reservation(long reserved, long settled, int bits)
    {
        var shares = Enumerable.Range(0, 1 + (bits % (4 * Budget.MaxPerScope))).Select(n => new BudgetShare(Guid.NewGuid(), 1_795_219_200L + n)).ToArray();
        return new BudgetReservation(shares, reserved)
        {
            SettledNano = settled,
            OutputTokens = 20,
            Credit = Has(bits, 1) ? CreditHold.LeftBehind(reserved) : null,
            ClampedBy = Has(bits, 0) ? shares[^1].BudgetId : null,
        };
    }

    private static bool Has(int bits, int bit) => (bits >> bit & 1) == 1;
}
