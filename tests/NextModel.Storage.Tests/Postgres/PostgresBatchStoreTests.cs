using NextModel.Providers.Objects;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Sql.Objects;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresBatchStoreTests : BatchStoreConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Claim_WhileAnotherReplicaThatLivesHasIt_IsRefusedUntilItGivesItBackOrEnds()
    {
        using var one = await OpenAsync();
        using var other = await OpenAsync();
        await one.Batches.AddAsync(Made("batch_1"), Cancellation);
        (await one.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);

        (await other.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Elsewhere);
        await other.Batches.ReleaseAsync(Made("batch_1"), Cancellation);
        (await other.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Elsewhere);
        await one.Batches.ReleaseAsync(Made("batch_1"), Cancellation);
        (await other.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);
        other.Dispose();
        (await one.Batches.ClaimAsync(Made("batch_1"), Cancellation)).ShouldBe(BatchClaim.Taken);
    }

    [Fact]
    public async Task Claim_ByManyReplicasAtOneTime_IsTakenByOne()
    {
        var replicas = new List<IOpenBatches>();
        for (var n = 0; n < 4; n++)
        {
            replicas.Add(await OpenAsync());
        }

        await replicas[0].Batches.AddAsync(Made("batch_1"), Cancellation);

        var claims = await Task.WhenAll(replicas.Select(replica => replica.Batches.ClaimAsync(Made("batch_1"), Cancellation).AsTask()));

        claims.Count(claim => claim == BatchClaim.Taken).ShouldBe(1);
        claims.Count(claim => claim == BatchClaim.Elsewhere).ShouldBe(3);
        replicas.ForEach(replica => replica.Dispose());
    }

    protected override async ValueTask<IOpenBatches> OpenAsync()
    {
        var opened = new OpenPostgres(Directory);
        return new Opened(opened, await PostgresReplica.JoinAsync(opened.Database, TimeProvider.System, Cancellation));
    }

    private sealed class Opened(OpenPostgres opened, PostgresReplica replica) : IOpenBatches
    {
        private bool _isClosed;

        public IBatchStore Batches => field ??= new SqlBatchStore(opened.Database, replica.Id.ToString(), SqlBatchStore.LivingReplica);

        public void Dispose()
        {
            if (!_isClosed)
            {
                _isClosed = true;
                replica.Dispose();
                opened.Dispose();
            }
        }
    }
}
