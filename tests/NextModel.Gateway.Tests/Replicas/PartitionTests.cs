using System.Net;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>
/// The network between one replica and the database is cut, and nobody is told: the replica refuses and says so, the others go on, and what
/// arrives late when it is mended is written once or not at all.
/// </summary>
public sealed class PartitionTests
{
    private const int LedgerFailed = 4;

    // Of the replica behind the link: the first that joined.
    private const string TakeForDead = "UPDATE replicas SET seen_at = seen_at - interval '2 minutes' WHERE id = (SELECT id FROM replicas ORDER BY id LIMIT 1) AND ended_at IS NULL";

    [Fact]
    public async Task Link_CutForAMoment_ItsReplicaRefusesAndGoesOn()
    {
        await using var fire = new ReplicasUnderFire(seed: 37);
        await fire.StartAsync(tenants: 2);

        await fire.RunAsync(callers: 60, async () =>
        {
            for (var cut = 0; cut < 3; cut++)
            {
                await fire.Seen.WaitForAnotherAsync(60);
                fire.Link.Cut();
                var refused = await UntilAsync(fire, HttpStatusCode.ServiceUnavailable);
                TestContext.Current.TestOutputHelper?.WriteLine(refused);
                refused.ShouldContain("\"overloaded\"");
                (await fire.LookAsync(0, "/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
                (await fire.LookAsync(0, "/health/live")).ShouldBe(HttpStatusCode.OK);
                for (var asked = 0; asked < 4; asked++)
                {
                    (await fire.AskAsync(1 + (asked % 2), fire.Keys[0], $"cut {cut} {asked}")).Status.ShouldBe(HttpStatusCode.OK, "the others go on");
                }

                fire.Link.Mend();
                await UntilAsync(fire, HttpStatusCode.OK);
            }
        });
        await fire.EndAsync();

        (await fire.ReadAsync()).ShouldAccountFor(fire.Seen);
    }

    [Fact]
    public async Task Link_CutForLong_ItsReplicaIsTakenForDead_AndWritesNothingWhenItIsMended()
    {
        await using var fire = new ReplicasUnderFire(seed: 38);
        await fire.StartAsync(tenants: 1);
        var ended = (ExitCode: 0, Output: "");

        await fire.RunAsync(callers: 60, async () =>
        {
            await fire.Seen.WaitForAnotherAsync(60);
            fire.Link.Cut();
            PostgresCluster.Shared.Execute(TakeForDead, fire.Database);
            while (!await IsEndedAsync(fire))
            {
                // Whoever looks next ends it.
                await Task.Yield();
            }

            // Its requests are others' now.
            await fire.Seen.WaitForAnotherAsync(60);
            fire.Link.Mend();
            ended = await fire.WaitForExitAsync(0);
        });
        await fire.EndAsync();

        ended.ExitCode.ShouldBe(LedgerFailed);
        ended.Output.ShouldContain("was taken for dead");
        var state = await fire.ReadAsync();
        state.ShouldAccountFor(fire.Seen);
        state.Receipts.ShouldContain(receipt => receipt.Outcome == "interrupted");
    }

    // What the replica behind the link answers, once it has that status.
    private static async Task<string> UntilAsync(ReplicasUnderFire fire, HttpStatusCode status)
    {
        for (var asked = 0; ; asked++)
        {
            var answer = await fire.AskAsync(0, fire.Keys[0], $"until {status} {asked}");
            if (answer.Status == status)
            {
                return answer.Body;
            }

            answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            asked.ShouldBeLessThan(1000, answer.Body);
        }
    }

    private static async Task<bool> IsEndedAsync(ReplicasUnderFire fire)
    {
        await using var connection = new NpgsqlConnection(fire.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT ended_at IS NOT NULL FROM replicas ORDER BY id LIMIT 1", connection);
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
