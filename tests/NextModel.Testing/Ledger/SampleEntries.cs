using NextModel.Billing;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Providers;

namespace NextModel.Testing.Ledger;

/// <summary>Entries as the pipeline would hand them in. The arithmetic on them is right.</summary>
public static class SampleEntries
{
    /// <summary>A fresh streamed answer of 19 tokens in and 42 out, charged 0.000028050 USD.</summary>
    public static LedgerEntry Fresh(Caller caller, Guid id, long input = 19, long output = 42)
    {
        var usage = new Usage(UsageSource.Provider, input, 0, 0, output, 0);
        var charge = Charge(usage, ServeMode.Fresh);
        return new LedgerEntry
        {
            Id = id,
            StartedAt = SampleTenant.Day,
            Caller = caller,
            Operation = Operation.ChatCompletions,
            Stream = true,
            Workload = "",
            RequestedModel = "my-model",
            EffectiveModel = "my-model",
            Offer = SampleTenant.Offer,
            Outcome = RequestOutcome.Completed,
            Cache = new CacheFacts("miss", null, Hash(1, id), true, null, null),
            Usage = usage,
            ServedTokens = output,
            ConsumedTokens = input + output,
            BillableTokens = input + output,
            Charge = charge,
            Attempts =
            {
                new Attempt
                {
                    Number = 1,
                    Offer = SampleTenant.Offer,
                    StartedAt = SampleTenant.Day.AddMilliseconds(1),
                    Outcome = AttemptOutcome.Ok,
                    Status = 200,
                    MaxOutputTokens = 512,
                    UpstreamRequestId = $"req-{id:N}",
                    UpstreamResponseId = $"chatcmpl-{id:N}",
                    FirstByteMilliseconds = 212,
                    TotalMilliseconds = 840,
                    Usage = usage,
                    Cost = charge.ListAmount,
                    CostCurrency = "USD",
                },
            },
            RequestHash = Hash(2, id),
            ResponseHash = Hash(3, id),
            TotalMilliseconds = 843,
            FirstByteMilliseconds = 214,
            GatewayMilliseconds = 2,
        };
    }

    /// <summary>The same under a credential of the organization's own, refused under another one first: nothing is charged.</summary>
    public static LedgerEntry UnderOwnCredential(Caller caller, Guid id)
    {
        var entry = Fresh(caller, id);
        ChargeCalculator.Calculate(entry.Usage, ServeMode.Fresh, new ChargeTerms(SampleTenant.Price, "USD", 0.90m, null) { ByokFee = 0m }).TryGet(out var charge, out _);
        entry.Charge = charge;
        entry.Offer = Under("cred_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e");
        var served = entry.Attempts[0];
        entry.Attempts.Clear();
        entry.Attempts.Add(new Attempt
        {
            Number = 1,
            Offer = Under("cred_0193c1f20b7d7c3a9e5f4d2c1b0a9f8d"),
            StartedAt = SampleTenant.Day,
            Outcome = AttemptOutcome.Failed,
            Status = 401,
            Error = "credential_refused",
            TotalMilliseconds = 31,
        });
        entry.Attempts.Add(new Attempt
        {
            Number = 2,
            Offer = entry.Offer,
            StartedAt = served.StartedAt,
            Outcome = served.Outcome,
            Status = served.Status,
            MaxOutputTokens = served.MaxOutputTokens,
            UpstreamRequestId = served.UpstreamRequestId,
            UpstreamResponseId = served.UpstreamResponseId,
            FirstByteMilliseconds = served.FirstByteMilliseconds,
            TotalMilliseconds = served.TotalMilliseconds,
            Usage = served.Usage,
            Cost = served.Cost,
            CostCurrency = served.CostCurrency,
        });
        return entry;

        static Catalog.Offer Under(string credential) => SampleTenant.Offer with { Source = SampleTenant.Source with { CredentialId = credential } };
    }

    /// <summary>A fresh answer that is charged by images, seconds or characters.</summary>
    public static LedgerEntry ByUnits(Caller caller, Guid id, PricedUnit unit)
    {
        var entry = Fresh(caller, id, 0, 0);
        var price = SampleTenant.Price with
        {
            PricesTokens = false,
            Units = [new UnitPrice(unit, 0.0025m) { Size = unit == PricedUnit.Image ? "1024x1024" : null, Quality = unit == PricedUnit.Image ? "hd" : null }],
        };
        entry.Offer = SampleTenant.Offer with { Price = price };
        entry.Units = new MeteredUnits(unit, 7) { IsTold = true };
        entry.Charge = ChargeCalculator.Calculate(entry.Usage, ServeMode.Fresh, new ChargeTerms(price, "USD", 0.90m, null) { Units = entry.Units })
            .TryGet(out var charge, out var error) ? charge : throw new InvalidOperationException(error.Message);
        return entry;
    }

    /// <summary>The replay of <paramref name="fresh"/>, at a discount of 0.90.</summary>
    public static LedgerEntry Replay(LedgerEntry fresh, Guid id)
    {
        var usage = fresh.Usage with { Source = UsageSource.Replayed };
        var tokens = fresh.Usage.InputTokens + fresh.Usage.OutputTokens;
        return new LedgerEntry
        {
            Id = id,
            StartedAt = fresh.StartedAt.AddSeconds(30),
            Caller = fresh.Caller,
            Operation = fresh.Operation,
            Stream = false,
            Workload = fresh.Workload,
            RequestedModel = fresh.RequestedModel,
            EffectiveModel = fresh.EffectiveModel,
            Offer = fresh.Offer,
            ServeMode = ServeMode.ExactCache,
            Outcome = RequestOutcome.Completed,
            Cache = new CacheFacts("hit", null, fresh.Cache.Key, true, ReceiptIds.ReceiptId(fresh.Id), 30),
            Usage = usage,
            ServedTokens = fresh.Usage.OutputTokens,
            BillableTokens = tokens,
            ReplayedTokens = tokens,
            Charge = Charge(usage, ServeMode.ExactCache),
            RequestHash = fresh.RequestHash,
            ResponseHash = fresh.ResponseHash,
            TotalMilliseconds = 1,
            FirstByteMilliseconds = 1,
            GatewayMilliseconds = 1,
        };
    }

    /// <summary>A request that no source answered: nothing counted, nothing charged, one failed attempt.</summary>
    public static LedgerEntry Failed(Caller caller, Guid id)
    {
        var entry = new LedgerEntry
        {
            Id = id,
            StartedAt = SampleTenant.Day,
            Caller = caller,
            Operation = Operation.ChatCompletions,
            Stream = false,
            Workload = "nightly \"β\"\n",
            RequestedModel = "my-model",
            Outcome = RequestOutcome.UpstreamFailed,
            Cache = new CacheFacts("bypass", "no-store", null, false, null, null),
            TotalMilliseconds = 10_012,
            GatewayMilliseconds = 12,
        };
        entry.Attempts.Add(new Attempt
        {
            Number = 1,
            Offer = SampleTenant.Offer,
            StartedAt = SampleTenant.Day,
            Outcome = AttemptOutcome.Unreachable,
            Error = "connect",
            TotalMilliseconds = 10_000,
        });
        return entry;
    }

    private static Charge Charge(in Usage usage, ServeMode mode) =>
        ChargeCalculator.Calculate(usage, mode, new ChargeTerms(SampleTenant.Price, "USD", 0.90m, null)).TryGet(out var charge, out var error)
            ? charge
            : throw new InvalidOperationException(error.Message);

    private static Digest Hash(byte first, Guid id)
    {
        var bytes = new byte[32];
        bytes[0] = first;
        id.TryWriteBytes(bytes.AsSpan(1));
        return Digest.FromBytes(bytes);
    }
}
