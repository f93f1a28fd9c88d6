using NextModel.Audit;
using NextModel.Identity;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Also: two replicas that change the same thing at once.</summary>
public sealed class PostgresTenancyStoreTests : TenancyStoreConformance
{
    private static readonly Caller Sample = SampleTenant.Caller();

    private static readonly AuditDraft Audit = new(AuditActor.CommandLine, "team.change", Sample.Team.Id, Sample.Organization.Id, SampleTenant.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Both saw version 1. One is told that it is gone, and the trail has one entry for one change.
    [Fact]
    public async Task Update_OnTwoReplicasAtOnce_OneChangesItAndTheOtherIsTold()
    {
        using var one = new OpenPostgres(Directory);
        using var other = new OpenPostgres(Directory);
        await one.Tenancy.AddOrganizationAsync(Sample.Organization, [1], Audit, Cancellation);
        await one.Tenancy.AddTeamAsync(Sample.Team, Audit, Cancellation);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            try
            {
                var replica = n % 2 == 0 ? one : other;
                await replica.Tenancy.UpdateTeamAsync(Sample.Team with { Name = $"name {n}", Version = 2 }, Audit, Cancellation);
                return $"name {n}";
            }
            catch (StaleChangeException)
            {
                return null;
            }
        }));

        var won = outcomes.Where(name => name is not null).ShouldHaveSingleItem();
        (await other.Tenancy.LoadAsync(Cancellation)).Teams.ShouldHaveSingleItem().Name.ShouldBe(won);
        one.CountAuditEntries().ShouldBe(3);
    }

    [Fact]
    public async Task Find_AnId_IsTheRowOfThatIdAndNothingElse()
    {
        using var opened = new OpenPostgres(Directory);
        await opened.Tenancy.AddOrganizationAsync(Sample.Organization, [1], Audit, Cancellation);
        await opened.Tenancy.AddTeamAsync(Sample.Team, Audit, Cancellation);
        await opened.Tenancy.AddTeamAsync(Sample.Team with { Id = "team_other", Name = "other" }, Audit, Cancellation);

        var found = await opened.Tenancy.FindAsync(Sample.Team.Id, Cancellation);

        found.Teams.ShouldHaveSingleItem().ShouldBe(Sample.Team);
        found.Organizations.ShouldBeEmpty();
        (await opened.Tenancy.FindAsync("team_nobody", Cancellation)).Teams.ShouldBeEmpty();
    }

    protected override IOpenTenancy Open() => new OpenPostgres(Directory);
}
