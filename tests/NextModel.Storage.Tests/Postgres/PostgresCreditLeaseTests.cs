using NextModel.Credits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Several replicas spend one organization's credit.</summary>
public sealed class PostgresCreditLeaseTests : IDisposable
{
    private const long Cost = 1_000;

    private static readonly string Organization = SampleTenant.Caller().Organization.Id;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    // 37 can be paid for, from what was paid and two promos: 37 are served, and the books add up.
    [Fact]
    public async Task Reserve_TwoHundredAtOnceOnThreeReplicas_ServesExactlyWhatTheCreditCovers()
    {
        var all = await StartAsync(3, paid: 30 * Cost, promos: [5 * Cost, 2 * Cost]);

        var served = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => ServeAsync(all[n % 3]), Cancellation)));

        served.Count(one => one).ShouldBe(37);
        var opened = all[0].Opened;
        opened.Scalar("SELECT coalesce(sum(balance), 0) FROM credit_balances").ShouldBe(0);
        opened.Scalar("SELECT coalesce(sum(amount), 0) FROM credit_leases").ShouldBe(0);
        var charges = await opened.Credits.ListAsync(new CreditQuery(Organization, 1000) { Kind = CreditTransferKind.Charge }, Cancellation);
        charges.Sum(charge => charge.Transfer.AmountNano).ShouldBe(-37 * Cost);
        charges.Sum(charge => charge.Transfer.Receipts!.Count).ShouldBe(37);
        (await opened.Credits.CheckAsync(Cancellation)).ShouldBeEmpty();
        await EndAsync(all);
    }

    // A correction must leave what a replica holds for requests in flight; a refund need not.
    [Fact]
    public async Task Post_TakesWhatAReplicaHolds_IsRefused()
    {
        var all = await StartAsync(2, paid: 10 * Cost, promos: []);
        var held = (await all[0].ReserveAsync(8 * Cost, Cancellation)).ShouldNotBeNull();

        await Should.ThrowAsync<CreditHeldException>(async () => await PostAsync(all[1], CreditTransferKind.Adjustment, -3 * Cost));
        await PostAsync(all[1], CreditTransferKind.Adjustment, -2 * Cost);
        await PostAsync(all[1], CreditTransferKind.Refund, -5 * Cost);

        all[0].Opened.Scalar("SELECT sum(balance) FROM credit_balances").ShouldBe(3 * Cost);
        (await all[0].SettleAsync(await all[0].DispatchAsync(held), 8 * Cost)).ShouldBeTrue("what was promised is served");
        (await all[1].ReserveAsync(Cost, Cancellation)).ShouldBeNull();
        (await all[0].Opened.Credits.CheckAsync(Cancellation)).ShouldBeEmpty();
        await EndAsync(all);
    }

    private static async Task<bool> ServeAsync(OpenPostgresBudgets replica)
    {
        if (await replica.ReserveAsync(Cost, Cancellation) is not { } reservation)
        {
            return false;
        }

        (await replica.SettleAsync(await replica.DispatchAsync(reservation), Cost)).ShouldBeTrue();
        return true;
    }

    private static async Task PostAsync(OpenPostgresBudgets replica, CreditTransferKind kind, long nano, DateTimeOffset? ends = null)
    {
        var id = Guid.CreateVersion7();
        await replica.Opened.Credits.PostAsync(
            new CreditPosting
            {
                Transfers =
                [
                    new CreditTransfer
                    {
                        Id = id,
                        OrganizationId = Organization,
                        Kind = kind,
                        Currency = "USD",
                        At = TimeProvider.System.GetUtcNow(),
                        ExpiresAt = ends,
                        Entries = kind == CreditTransferKind.Promo
                            ? CreditTransfer.Between(CreditAccountKind.Promo, id, CreditAccountKind.PromoExpense, nano)
                            : CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Clearing, nano),
                    },
                ],
                Setting = new CreditSetting(Organization, true, 1),
            },
            Cancellation);
    }

    private async Task<OpenPostgresBudgets[]> StartAsync(int replicas, long paid, long[] promos)
    {
        using (var stores = new OpenPostgres(_directory.Path))
        {
            await stores.AddAsync(SampleTenant.Caller().Organization);
        }

        var all = new OpenPostgresBudgets[replicas];
        for (var n = 0; n < replicas; n++)
        {
            all[n] = await OpenPostgresBudgets.StartAsync(_directory.Path, Directory.CreateDirectory(_directory.File($"replica{n}")).FullName, [], TimeProvider.System, Cancellation);
        }

        await PostAsync(all[0], CreditTransferKind.TopUp, paid);
        foreach (var promo in promos)
        {
            await PostAsync(all[0], CreditTransferKind.Promo, promo, TimeProvider.System.GetUtcNow().AddDays(1));
        }

        foreach (var replica in all)
        {
            replica.Credits.Restore(await replica.Opened.Credits.LoadAsync(Cancellation));
        }

        return all;
    }

    private static async Task EndAsync(OpenPostgresBudgets[] all)
    {
        foreach (var replica in all)
        {
            await replica.DisposeAsync();
        }
    }
}
