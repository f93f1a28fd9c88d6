using System.Text;
using System.Text.Json;
using NextModel.Reporting;
using NextModel.Testing.Gateway;
using NextModel.Web.Dashboard.Receipts;

namespace NextModel.Gateway.Tests.Site;

public sealed class NewReceiptsTests : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestGatewayOptions());

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task AfterAsync_ManyReaders_ReadWhatCameOnceAndNothingWhileNothingComes()
    {
        var store = new CountedReads(_gateway.Installation.Reports);
        var receipts = new NewReceipts(() => store);
        await AskAsync();
        var begin = await store.ReadHeadAsync(Cancellation);
        for (var look = 0; look < 10; look++)
        {
            (await receipts.AfterAsync(begin, Cancellation)).Came.ShouldNotBeNull().ShouldBeEmpty();
        }

        store.Reads.ShouldBe(0);
        await AskAsync();
        await AskAsync();
        var looks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => receipts.AfterAsync(begin, Cancellation).AsTask()));

        looks.ShouldAllBe(look => look.End == begin + 2 && look.Came!.Select(item => item.Cursor.Position).SequenceEqual(new[] { begin + 1, begin + 2 }));
        store.Reads.ShouldBe(1);
        (await receipts.AfterAsync(begin + 1, Cancellation)).Came.ShouldNotBeNull().Single().Cursor.Position.ShouldBe(begin + 2);
        (await receipts.AfterAsync(begin + 2, Cancellation)).Came.ShouldNotBeNull().ShouldBeEmpty();
        (await receipts.AfterAsync(begin - 1, Cancellation)).Came.ShouldBeNull("who is further behind than what is kept reads a page");
        await AskAsync();
        (await receipts.AfterAsync(begin, Cancellation)).Came.ShouldNotBeNull().Count.ShouldBe(3);
        store.Reads.ShouldBe(2);
    }

    private async Task AskAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(
            JsonSerializer.Serialize(new { model = "sandbox-echo", messages = new[] { new { role = "user", content = "live" } } }), Encoding.UTF8, "application/json");
        using var response = await _gateway.Client.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A store that counts how often receipts were read.</summary>
    private sealed class CountedReads(IReportStore store) : IReportStore
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public ValueTask<ReceiptPage> ListAsync(ReceiptQuery query, CancellationToken cancellationToken) => store.ListAsync(query, cancellationToken);

        public ValueTask<UsageReport> SumAsync(UsageQuery query, CancellationToken cancellationToken) => store.SumAsync(query, cancellationToken);

        public ValueTask<IReadOnlyList<UsageReport>> SumAsync(IReadOnlyList<UsageQuery> queries, CancellationToken cancellationToken) => store.SumAsync(queries, cancellationToken);

        public ValueTask<long> ReadHeadAsync(CancellationToken cancellationToken) => store.ReadHeadAsync(cancellationToken);

        public ValueTask<IReadOnlyList<ReceiptListItem>> ReadAfterAsync(long position, int limit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _reads);
            return store.ReadAfterAsync(position, limit, cancellationToken);
        }

        public ValueTask<long> SettleAsync(CancellationToken cancellationToken) => store.SettleAsync(cancellationToken);

        public IAsyncEnumerable<ReceiptCursor> SelectAsync(ReceiptSelection selection, CancellationToken cancellationToken) => store.SelectAsync(selection, cancellationToken);
    }
}
