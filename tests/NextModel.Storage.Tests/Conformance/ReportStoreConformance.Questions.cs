using NextModel.Identity;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What is asked, and the plain sums it is compared with.</summary>
public abstract partial class ReportStoreConformance
{
    private static IEnumerable<ReceiptFilter> Filters() =>
    [
        ReceiptFilter.All,
        new() { KeyId = SampleTenant.Caller(key: 21).Key.Id },
        new() { ServeMode = ServeMode.ExactCache },
        new() { Outcome = RequestOutcome.UpstreamFailed },
        new() { Model = "my-model", SourceId = "my-vllm" },
        new() { Model = "no such model" },
        new() { ProjectId = SampleTenant.Caller(project: 2).Project.Id },
        new() { ProjectId = SampleTenant.Caller(project: 2).Project.Id, Outcome = RequestOutcome.Completed },
    ];

    private static IEnumerable<(ReceiptFilter Filter, UsageDimension[] GroupBy, UsageInterval Interval, bool Sandbox, string Zone)> Combinations() =>
    [
        (ReceiptFilter.All, [], UsageInterval.None, false, "UTC"),
        (ReceiptFilter.All, [UsageDimension.Project], UsageInterval.None, false, "UTC"),
        (ReceiptFilter.All, [UsageDimension.Project], UsageInterval.Day, true, "UTC"),
        (ReceiptFilter.All, [UsageDimension.Team], UsageInterval.Hour, false, "UTC"),
        (ReceiptFilter.All, [UsageDimension.Key, UsageDimension.ServeMode], UsageInterval.Day, false, "UTC"),
        (ReceiptFilter.All, Enum.GetValues<UsageDimension>(), UsageInterval.Quarter, true, "UTC"),
        (new() { ServeMode = ServeMode.ExactCache }, [UsageDimension.Source], UsageInterval.None, false, "UTC"),
        (ReceiptFilter.All, [UsageDimension.Model, UsageDimension.ServeMode], UsageInterval.Day, true, "UTC"),
        (new() { Model = "my-model" }, [UsageDimension.Key], UsageInterval.Day, false, "UTC"),
        (new() { KeyId = SampleTenant.Caller(key: 21).Key.Id }, [UsageDimension.Outcome], UsageInterval.Hour, false, "UTC"),
        (ReceiptFilter.All, [UsageDimension.Project], UsageInterval.Day, false, "Asia/Kathmandu"),
        (ReceiptFilter.All, [UsageDimension.Model], UsageInterval.Month, true, "America/New_York"),
        (ReceiptFilter.All, [UsageDimension.Environment, UsageDimension.UsageSource], UsageInterval.Week, false, "Australia/Lord_Howe"),
        (ReceiptFilter.All, [UsageDimension.Workload], UsageInterval.Hour, false, "Asia/Kolkata"),
        (new() { ProjectId = SampleTenant.Caller(1, 2).Project.Id }, [UsageDimension.Project], UsageInterval.Day, false, "Asia/Kathmandu"),
        (new() { TeamId = SampleTenant.Caller(1).Team.Id, Environment = "staging" }, [UsageDimension.Team], UsageInterval.None, false, "UTC"),
        (new() { Workload = "" }, [], UsageInterval.Day, true, "Pacific/Auckland"),
    ];

    // Whatever is asked together, from whichever sums it is answered.
    private static IEnumerable<(ReceiptFilter Filter, UsageDimension[] GroupBy, UsageInterval Interval, bool Sandbox, string Zone)> RandomCombinations(int count)
    {
        var random = new Random(17);
        string[] zones = ["UTC", "Asia/Kuala_Lumpur", "Asia/Kathmandu", "America/New_York"];
        for (var i = 0; i < count; i++)
        {
            var caller = SampleTenant.Caller(1, 1 + random.Next(3), 10 + random.Next(30));
            var filter = new ReceiptFilter
            {
                ProjectId = Perhaps(caller.Project.Id),
                TeamId = Perhaps(caller.Team.Id),
                KeyId = Perhaps(caller.Key.Id),
                Environment = Perhaps(caller.Key.Environment),
                Model = Perhaps("my-model"),
                SourceId = Perhaps("my-vllm"),
                ServeMode = random.Next(4) == 0 ? ServeMode.ExactCache : null,
                Outcome = random.Next(4) == 0 ? RequestOutcome.Completed : null,
            };
            yield return (
                filter, [.. Enum.GetValues<UsageDimension>().Where(_ => random.Next(4) == 0)], (UsageInterval)random.Next(6), random.Next(2) == 0, zones[random.Next(zones.Length)]);
        }

        string? Perhaps(string value) => random.Next(7) == 0 ? value : null;
    }

    private static LedgerEntry Entry(Caller caller, Random random)
    {
        var id = Guid.CreateVersion7(SampleTenant.Day.AddSeconds(random.Next(0, 300_000)));
        if (random.Next(8) == 0)
        {
            return SampleEntries.Failed(caller, id);
        }

        var fresh = SampleEntries.Fresh(caller, id, random.Next(5000), random.Next(2000));
        if (random.Next(10) == 0)
        {
            fresh.Offer = SampleTenant.Offer with { Source = SampleTenant.Source with { Id = "sandbox", Sandbox = true } };
        }

        return random.Next(3) == 0 ? SampleEntries.Replay(fresh, Guid.CreateVersion7(SampleTenant.Day)) : fresh;
    }

    private static bool InRange(ReceiptCursor cursor, ReceiptQuery query) =>
        cursor.CompletedAt >= query.From!.Value.ToUnixTimeMilliseconds() && cursor.CompletedAt < query.To!.Value.ToUnixTimeMilliseconds();

    private IEnumerable<(LedgerEntry Entry, ReceiptCursor Cursor)> Meant(ReceiptScope scope, ReceiptFilter filter) => _receipts.Where(receipt =>
        receipt.Entry.Caller.Organization.Id == scope.OrganizationId
        && (scope.TeamId is null || receipt.Entry.Caller.Team.Id == scope.TeamId)
        && (scope.ProjectId is null || receipt.Entry.Caller.Project.Id == scope.ProjectId)
        && filter.Includes(Slice(receipt.Entry)));

    private IEnumerable<(DateTimeOffset?, string, string, UsageSums)> Counted(UsageQuery query)
    {
        var grouping = new UsageGrouping(query);
        foreach (var (entry, cursor) in Meant(query.Scope, query.Filter).Where(receipt => query.IncludeSandbox || receipt.Entry.Offer?.Source.Sandbox != true))
        {
            if (cursor.CompletedAt >= query.From.ToUnixTimeMilliseconds() && cursor.CompletedAt < query.To.ToUnixTimeMilliseconds())
            {
                grouping.Add(cursor.CompletedAt, Slice(entry), Sums(entry));
            }
        }

        return grouping.Rows().Select(row => (row.Start, string.Join('|', row.Group), row.Currency, row.Sums));
    }

    private static UsageSums Sums(LedgerEntry entry) => new(
        1, entry.Usage.InputTokens, entry.Usage.CachedInputTokens, entry.Usage.OutputTokens, entry.Usage.ReasoningTokens,
        Billing.Money.ToNanos(entry.Charge?.Amount ?? 0), Billing.Money.ToNanos(entry.Charge?.ListAmount ?? 0));

    private static ReceiptSlice Slice(LedgerEntry entry) => new()
    {
        OrganizationId = entry.Caller.Organization.Id,
        TeamId = entry.Caller.Team.Id,
        ProjectId = entry.Caller.Project.Id,
        KeyId = entry.Caller.Key.Id,
        Environment = entry.Caller.Key.Environment,
        Workload = entry.Workload,
        Operation = entry.Operation,
        Stream = entry.Stream,
        Sandbox = entry.Offer?.Source.Sandbox ?? false,
        RequestedModel = entry.RequestedModel,
        EffectiveModel = entry.EffectiveModel,
        SourceId = entry.Offer?.Source.Id ?? "",
        ServeMode = entry.ServeMode,
        Outcome = entry.Outcome,
        UsageSource = entry.Usage.Source,
        Currency = "USD",
    };

    private async Task AppendAsync(TestLedger ledger, LedgerEntry entry)
    {
        var commit = await ledger.Writer.AppendAsync(entry);
        commit.IsDurable.ShouldBeTrue();
        _receipts.Add((entry, new ReceiptCursor(commit.CompletedAt.ToUnixTimeMilliseconds(), _receipts.Count + 1)));
    }

    private void CatchUp(bool wanted)
    {
        if (wanted)
        {
            _opened.CatchUp();
        }
    }
}
