using NextModel.Responses;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every <see cref="IResponseStore"/> must do. An engine's tests inherit these and say how it is opened.</summary>
public abstract class ResponseStoreConformance : IDisposable
{
    /// <summary>Most bytes of a project's responses in these tests.</summary>
    protected const long ProjectBytes = 1_000;

    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    protected TemporaryDirectory Place { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_IdNobodyKept_IsNull()
    {
        var store = Open();
        (await FindAsync(store, "resp_1")).ShouldBeNull();
        (await store.FindByItemAsync("org_1", "proj_1", "msg_1", Noon, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Keep_Response_IsFoundAfterReopeningByIdAndByItem()
    {
        var store = Open();
        var row = Row("resp_1", 10) with { Previous = "resp_0", Items = ["msg_1", "fc_1"] };
        await store.KeepAsync(row);
        ShouldBe(await FindAsync(store, "resp_1"), row);
        Close(store);
        store = Open();
        ShouldBe(await FindAsync(store, "resp_1"), row);
        ShouldBe(await store.FindByItemAsync("org_1", "proj_1", "fc_1", Noon, Token), row);
    }

    [Fact]
    public async Task Keep_SameId_StaysAsItIs()
    {
        var store = Open();
        var row = Row("resp_1", 10);
        await store.KeepAsync(row);
        await store.KeepAsync(Row("resp_1", 20));
        ShouldBe(await FindAsync(store, "resp_1"), row);
    }

    [Fact]
    public async Task FindByItem_InSeveral_IsTheNewest()
    {
        var store = Open();
        await store.KeepAsync(Row("resp_1", 10) with { Items = ["msg_1"] });
        var newest = Row("resp_2", 10) with { Items = ["msg_1"] };
        await store.KeepAsync(newest);
        ShouldBe(await store.FindByItemAsync("org_1", "proj_1", "msg_1", Noon, Token), newest);
    }

    [Theory]
    [InlineData("org_2", "proj_1")]
    [InlineData("org_1", "proj_2")]
    public async Task Find_FromElsewhere_IsNull(string organization, string project)
    {
        var store = Open();
        var row = Row("resp_1", 10) with { Items = ["msg_1"] };
        await store.KeepAsync(row);
        (await store.FindAsync(organization, project, "resp_1", Noon, Token)).ShouldBeNull();
        (await store.FindByItemAsync(organization, project, "msg_1", Noon, Token)).ShouldBeNull();
        (await store.DeleteAsync(organization, project, "resp_1")).ShouldBeFalse();
        (await store.DeleteProjectAsync(organization, project)).ShouldBe(0);
        ShouldBe(await FindAsync(store, "resp_1"), row);
    }

    [Fact]
    public async Task Find_Expired_IsNull()
    {
        var store = Open();
        var row = Row("resp_1", 10) with { Items = ["msg_1"] };
        await store.KeepAsync(row);
        (await store.FindAsync("org_1", "proj_1", "resp_1", row.ExpiresAt - TimeSpan.FromTicks(1), Token)).ShouldNotBeNull();
        (await store.FindAsync("org_1", "proj_1", "resp_1", row.ExpiresAt, Token)).ShouldBeNull();
        (await store.FindByItemAsync("org_1", "proj_1", "msg_1", row.ExpiresAt, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Delete_Response_IsGoneWithItsItems()
    {
        var store = Open();
        await store.KeepAsync(Row("resp_1", 10) with { Items = ["msg_1"] });
        (await store.DeleteAsync("org_1", "proj_1", "resp_1")).ShouldBeTrue();
        (await FindAsync(store, "resp_1")).ShouldBeNull();
        (await store.FindByItemAsync("org_1", "proj_1", "msg_1", Noon, Token)).ShouldBeNull();
        (await store.DeleteAsync("org_1", "proj_1", "resp_1")).ShouldBeFalse();
    }

    [Fact]
    public async Task Keep_BeyondTheProjectsLimit_DeletesItsOldestAndNobodyElses()
    {
        var store = Open();
        var other = Row("resp_9", 900) with { Project = "proj_2" };
        await store.KeepAsync(other);
        foreach (var id in (string[])["resp_1", "resp_2", "resp_3"])
        {
            await store.KeepAsync(Row(id, 400));
        }

        (await FindAsync(store, "resp_1")).ShouldBeNull();
        ShouldBe(await FindAsync(store, "resp_2"), Row("resp_2", 400));
        ShouldBe(await FindAsync(store, "resp_3"), Row("resp_3", 400));
        ShouldBe(await store.FindAsync("org_1", "proj_2", "resp_9", Noon, Token), other);
    }

    // More than go at once; and their bytes no longer count, or the project would have no room for new ones.
    [Fact]
    public async Task DeleteExpired_ManyRows_AreGoneAndGiveTheirRoomBack()
    {
        var store = Open();
        foreach (var n in Enumerable.Range(0, 450))
        {
            await store.KeepAsync(Row($"resp_{n}", 2));
        }

        (await store.DeleteExpiredAsync(Noon + TimeSpan.FromHours(2), Token)).ShouldBe(450);
        (await store.DeleteExpiredAsync(Noon + TimeSpan.FromHours(2), Token)).ShouldBe(0);
        var (first, second) = (Row("first", 500), Row("second", 500));
        await store.KeepAsync(first);
        await store.KeepAsync(second);
        ShouldBe(await FindAsync(store, "first"), first);
        ShouldBe(await FindAsync(store, "second"), second);
    }

    [Fact]
    public async Task DeleteProject_ItsResponses_AreGoneAndNobodyElses()
    {
        var store = Open();
        var other = Row("resp_1", 10) with { Project = "proj_2" };
        await store.KeepAsync(other);
        await store.KeepAsync(Row("resp_1", 10));
        await store.KeepAsync(Row("resp_2", 10));
        (await store.DeleteProjectAsync("org_1", "proj_1")).ShouldBe(2);
        (await FindAsync(store, "resp_1")).ShouldBeNull();
        ShouldBe(await store.FindAsync("org_1", "proj_2", "resp_1", Noon, Token), other);
    }

    public void Dispose()
    {
        CloseAll();
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    // No item without its response, and as many bytes as there are.
    [Fact]
    public async Task Tables_AfterDeleting_HoldNothingNobodyLeadsTo()
    {
        var store = Open();
        var now = DateTimeOffset.UnixEpoch;
        foreach (var id in (string[])["resp_1", "resp_2", "resp_3"])
        {
            await store.KeepAsync(new ResponseRow("org_1", "proj_1", id, null, now, now, [$"msg_{id}"], new byte[400]));
        }

        Scalar("SELECT count(*) FROM response_items").ShouldBe(2);
        Scalar("SELECT bytes FROM response_projects").ShouldBe(800);
        await store.DeleteExpiredAsync(DateTimeOffset.MaxValue, Token);
        Scalar("SELECT (SELECT count(*) FROM responses) + (SELECT count(*) FROM response_items)").ShouldBe(0);
        Scalar("SELECT bytes FROM response_projects").ShouldBe(0);
    }

    /// <summary>Opens the store at <see cref="Place"/>, with <see cref="ProjectBytes"/> for each project.</summary>
    protected abstract IResponseStore Open();

    /// <summary>Closes one store, as at the end of a process.</summary>
    protected abstract void Close(IResponseStore store);

    protected abstract void CloseAll();

    /// <summary>The single number that a query gives, beside the store.</summary>
    protected abstract long Scalar(string sql);

    private static ResponseRow Row(string id, int size) => new(
        "org_1", "proj_1", id, null, Noon, Noon + TimeSpan.FromHours(1), [], Enumerable.Range(0, size).Select(n => (byte)n).ToArray());

    private static ValueTask<ResponseRow?> FindAsync(IResponseStore store, string id) => store.FindAsync("org_1", "proj_1", id, Noon, Token);

    private static void ShouldBe(ResponseRow? found, ResponseRow expected)
    {
        found.ShouldNotBeNull();
        (found with { Sealed = default, Items = expected.Items }).ShouldBe(expected with { Sealed = default });
        found.Sealed.ToArray().ShouldBe(expected.Sealed.ToArray());
    }
}
