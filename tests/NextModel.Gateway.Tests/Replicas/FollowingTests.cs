using System.Diagnostics;
using System.Net;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>What one replica changes, the other one follows within two seconds; what one stores, the other one finds at once.</summary>
public sealed class FollowingTests : IAsyncLifetime
{
    private const string Question = """{"model":"sandbox-echo","messages":[{"role":"user","content":"hello"}],"temperature":0}""";

    // Two seconds are promised; the rest is for a machine that does much else.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private TestGateway _one = null!;
    private TestGateway _other = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var database = PostgresCluster.Shared.CreateDatabase();
        _one = await StartAsync(database);
        _other = await StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task Key_MadeAndRevokedOnOneReplica_WorksAndStopsOnTheOther()
    {
        var raw = await _one.CreateKeyAsync();
        using var client = _other.CreateClient(raw);
        await UntilAsync(async () => (await AskAsync(client)) == HttpStatusCode.OK);

        var key = _one.Installation.Directory.Callers.Single(caller => raw.StartsWith(caller.Key.Prefix, StringComparison.Ordinal)).Key;
        (await _one.Installation.Keys.RevokeAsync(Audit.AuditActor.CommandLine, key.Id, null, Cancellation)).TryGet(out _, out _).ShouldBeTrue();

        await UntilAsync(async () => (await AskAsync(client)) == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Answer_StoredByOneReplica_IsReplayedByTheOther()
    {
        using var client = _other.CreateClient(_one.ApiKey);
        await UntilAsync(async () => (await AskAsync(client, """{"model":"sandbox-echo","messages":[{"role":"user","content":"warm up"}]}""")) == HttpStatusCode.OK);
        using var fresh = await _one.ChatAsync(Question);
        fresh.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("fresh");
        await fresh.Content.ReadAsByteArrayAsync(Cancellation);

        using var again = await _other.ChatAsync(Question, client);

        again.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("exact_cache");
    }

    [Fact]
    public async Task Team_ChangedOnTwoReplicasFromOneVersion_IsChangedOnceAndTheOtherIsToldSo()
    {
        var team = _one.Installation.Directory.Teams.First();
        await UntilAsync(() => ValueTask.FromResult(_other.Installation.Directory.FindTeam(team.Id) is not null));

        var outcomes = await Task.WhenAll(new[] { _one, _other }.Select(async (gateway, n) =>
            (await gateway.Installation.Tenancy.ChangeTeamAsync(
                Audit.AuditActor.CommandLine, team.Id, team.Version, "change", before => before with { Name = $"name {n}" }, Cancellation)).TryGet(out _, out var refusal)
                ? null : refusal));

        outcomes.Count(refusal => refusal is null).ShouldBe(1);
        outcomes.Single(refusal => refusal is not null)!.Code.ShouldBe(Errors.GatewayErrorCode.PreconditionFailed);
        await UntilAsync(() => ValueTask.FromResult(_one.Installation.Directory.FindTeam(team.Id)!.Name == _other.Installation.Directory.FindTeam(team.Id)!.Name));
    }

    [Fact]
    public async Task SigningKey_RotatedOnOneReplica_IsTheOthersToo()
    {
        await _one.Installation.Evidence.SigningKeys.RotateAsync(Identity.Administrator.CommandLine, Cancellation);

        await UntilAsync(() => ValueTask.FromResult(_other.Installation.SigningKeys.Current.Public.Id == _one.Installation.SigningKeys.Current.Public.Id));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string question = Question)
    {
        using var answer = await client.PostAsync("/v1/chat/completions", new StringContent(question, System.Text.Encoding.UTF8, "application/json"), Cancellation);
        await answer.Content.ReadAsByteArrayAsync(Cancellation);
        return answer.StatusCode;
    }

    private static async Task UntilAsync(Func<ValueTask<bool>> isSo)
    {
        var began = Stopwatch.StartNew();
        while (!await isSo())
        {
            began.Elapsed.ShouldBeLessThan(Patience, "it was not followed");
            await Task.Yield();
        }
    }

    private static Task<TestGateway> StartAsync(string database) => TestGateway.StartAsync(new TestGatewayOptions
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_DATABASE"] = database,
            ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        },
    });
}
