using System.Security.Cryptography;
using System.Text;
using NextModel.Caching;
using NextModel.Idempotency;
using NextModel.Inference;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every <see cref="IIdempotencyStore"/> must do. An engine's tests inherit these and say how it is opened.</summary>
public abstract class IdempotencyStoreConformance : IDisposable
{
    /// <summary>Most bytes of a project's answers in these tests.</summary>
    protected const long ProjectBytes = 1_000;

    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private int _lastReceipt;

    protected TemporaryDirectory Place { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_KeyNobodyUsed_IsNull() => (await FindAsync(Open(), KeyOf("one"))).ShouldBeNull();

    [Fact]
    public async Task Claim_FreeKey_IsFoundAsItWasWritten()
    {
        var store = Open();
        var claim = Claim("one");
        (await store.ClaimAsync(claim)).ShouldBeTrue();
        ShouldBe(await FindAsync(store, claim.Key), claim);
    }

    [Fact]
    public async Task Claim_TakenKey_IsFalseAndChangesNothing()
    {
        var store = Open();
        var claim = Claim("one");
        await store.ClaimAsync(claim);
        (await store.ClaimAsync(Claim("one"))).ShouldBeFalse();
        ShouldBe(await FindAsync(store, claim.Key), claim);
    }

    [Fact]
    public async Task Claim_ManyAtOnceForOneKey_OneGetsIt()
    {
        var store = Open();
        var claims = Enumerable.Range(0, 50).Select(_ => Claim("one")).ToList();
        var taken = await Task.WhenAll(claims.Select(claim => Task.Run(async () => await store.ClaimAsync(claim))));
        taken.Count(t => t).ShouldBe(1);
        ShouldBe(await FindAsync(store, KeyOf("one")), claims[Array.IndexOf(taken, true)]);
    }

    [Fact]
    public async Task Claim_ManyKeysAtOnce_AllGetTheirs()
    {
        var store = Open();
        var claims = Enumerable.Range(0, 200).Select(n => Claim($"{n}")).ToList();
        (await Task.WhenAll(claims.Select(claim => Task.Run(async () => await store.ClaimAsync(claim))))).ShouldAllBe(taken => taken);
        foreach (var claim in claims)
        {
            ShouldBe(await FindAsync(store, claim.Key), claim);
        }
    }

    [Fact]
    public async Task Claim_ExpiredKey_IsTakenAnewWithoutItsAnswer()
    {
        var store = Open();
        var old = await AnsweredAsync(store, "one", 10);
        (await store.FindAsync(old.Key, old.ExpiresAt - TimeSpan.FromTicks(1), Token)).ShouldNotBeNull();
        (await store.FindAsync(old.Key, old.ExpiresAt, Token)).ShouldBeNull();
        var claim = Claim("one") with { CreatedAt = old.ExpiresAt, ExpiresAt = old.ExpiresAt + IdempotencyBook.Window };
        (await store.ClaimAsync(claim)).ShouldBeTrue();
        ShouldBe(await store.FindAsync(old.Key, old.ExpiresAt, Token), claim);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public async Task Settle_WithAnswer_IsFoundAfterReopening(int size)
    {
        var store = Open();
        var row = await AnsweredAsync(store, "one", size);
        ShouldBe(await FindAsync(store, row.Key), row);
        Close(store);
        ShouldBe(await FindAsync(Open(), row.Key), row);
    }

    [Fact]
    public async Task Settle_WithoutAnswer_IsFoundAfterReopening()
    {
        var store = Open();
        var row = Claim("one");
        await store.ClaimAsync(row);
        await store.SettleAsync(row = row with { State = IdempotencyState.TooLarge });
        Close(store);
        ShouldBe(await FindAsync(Open(), row.Key), row);
    }

    [Fact]
    public async Task Settle_AnotherRequestsClaim_ChangesNothing()
    {
        var store = Open();
        var claim = Claim("one");
        await store.ClaimAsync(claim);
        await store.SettleAsync(Answer(Claim("one"), 10));
        ShouldBe(await FindAsync(store, claim.Key), claim);
        await store.SettleAsync(Answer(Claim("two"), 10));
        (await FindAsync(store, KeyOf("two"))).ShouldBeNull();
    }

    [Fact]
    public async Task Settle_BeyondTheProjectsLimit_ErasesItsOldestAnswersAndNobodyElses()
    {
        var store = Open();
        var other = await AnsweredAsync(store, "other", 900, project: "proj_2");
        var rows = new List<IdempotencyRow>();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            rows.Add(await AnsweredAsync(store, name, 400));
        }

        ShouldBe(await FindAsync(store, rows[0].Key), Erased(rows[0]));
        ShouldBe(await FindAsync(store, rows[1].Key), Erased(rows[1]));
        ShouldBe(await FindAsync(store, rows[2].Key), rows[2]);
        ShouldBe(await FindAsync(store, rows[3].Key), rows[3]);
        ShouldBe(await FindAsync(store, other.Key), other);
    }

    [Fact]
    public async Task Free_OwnClaim_IsAsIfItHadNeverBeen()
    {
        var store = Open();
        var claim = Claim("one");
        await store.ClaimAsync(claim);
        await store.FreeAsync(claim.Key, Guid.NewGuid());
        ShouldBe(await FindAsync(store, claim.Key), claim);
        await store.FreeAsync(claim.Key, claim.Receipt);
        (await FindAsync(store, claim.Key)).ShouldBeNull();
        (await store.ClaimAsync(Claim("one"))).ShouldBeTrue();
    }

    [Fact]
    public async Task Free_AnsweredKey_ChangesNothing()
    {
        var store = Open();
        var row = await AnsweredAsync(store, "one", 10);
        await store.FreeAsync(row.Key, row.Receipt);
        ShouldBe(await FindAsync(store, row.Key), row);
    }

    [Theory]
    [InlineData("org_2", "proj_1", Operation.ChatCompletions)]
    [InlineData("org_1", "proj_2", Operation.ChatCompletions)]
    [InlineData("org_1", "proj_1", Operation.Embeddings)]
    public async Task Find_SameNameElsewhere_IsAnotherKey(string organization, string project, Operation operation)
    {
        var store = Open();
        await AnsweredAsync(store, "one", 10);
        var elsewhere = KeyOf("one") with { Organization = organization, Project = project, Operation = operation };
        (await FindAsync(store, elsewhere)).ShouldBeNull();
        (await store.ClaimAsync(Claim("one") with { Key = elsewhere })).ShouldBeTrue();
    }

    [Fact]
    public async Task ReadClaims_AfterReopening_AreThoseWithoutOutcome()
    {
        var store = Open();
        await AnsweredAsync(store, "answered", 10);
        var claims = new[] { Claim("one"), Claim("two") };
        foreach (var claim in claims)
        {
            await store.ClaimAsync(claim);
        }

        var freed = Claim("freed");
        await store.ClaimAsync(freed);
        await store.FreeAsync(freed.Key, freed.Receipt);
        Close(store);
        var found = await Open().ReadClaimsAsync(Token);
        found.Count.ShouldBe(2);
        ShouldBe(found[0], claims[0]);
        ShouldBe(found[1], claims[1]);
    }

    [Fact]
    public async Task EraseProject_ItsAnswers_AreGoneAndItsKeysStayUsed()
    {
        var store = Open();
        var rows = new[] { await AnsweredAsync(store, "one", 10), await AnsweredAsync(store, "two", 10) };
        var (other, claim) = (await AnsweredAsync(store, "one", 10, project: "proj_2"), Claim("claimed"));
        await store.ClaimAsync(claim);
        (await store.EraseProjectAsync("org_1", "proj_1")).ShouldBe(2);
        ShouldBe(await FindAsync(store, rows[0].Key), Erased(rows[0]));
        ShouldBe(await FindAsync(store, rows[1].Key), Erased(rows[1]));
        ShouldBe(await FindAsync(store, claim.Key), claim);
        ShouldBe(await FindAsync(store, other.Key), other);
        (await store.EraseProjectAsync("org_1", "proj_1")).ShouldBe(0);
    }

    [Fact]
    public async Task EraseReceipt_OfItsOwnProject_ErasesThatAnswerOnly()
    {
        var store = Open();
        var (one, two) = (await AnsweredAsync(store, "one", 10), await AnsweredAsync(store, "two", 10));
        (await store.EraseReceiptAsync("org_1", "proj_2", one.Receipt)).ShouldBe(0);
        (await store.EraseReceiptAsync("org_1", "proj_1", one.Receipt)).ShouldBe(1);
        ShouldBe(await FindAsync(store, one.Key), Erased(one));
        ShouldBe(await FindAsync(store, two.Key), two);
    }

    // More than go at once; and their bytes no longer count, or the project would have no room for new ones.
    [Fact]
    public async Task DeleteExpired_ManyRows_AreGoneAndGiveTheirRoomBack()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(async n => await AnsweredAsync(store, $"{n}", 1)));
        var young = Claim("young") with { ExpiresAt = Noon + TimeSpan.FromHours(48) };
        await store.ClaimAsync(young);
        (await store.DeleteExpiredAsync(Noon + TimeSpan.FromHours(25), Token)).ShouldBe(1_200);
        (await store.DeleteExpiredAsync(Noon + TimeSpan.FromHours(25), Token)).ShouldBe(0);
        ShouldBe(await FindAsync(store, young.Key), young);
        var late = await AnsweredAsync(store, "late", (int)ProjectBytes);
        ShouldBe(await FindAsync(store, late.Key), late);
    }

    public void Dispose()
    {
        CloseAll();
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static IdempotencyRow Erased(IdempotencyRow row) => row with { State = IdempotencyState.Erased, Sealed = default };

    // No row without its key, no answer without its row, and as many bytes as there are.
    [Fact]
    public async Task Tables_AfterErasingAndDeleting_HoldNothingNobodyLeadsTo()
    {
        var store = Open();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            await AnsweredAsync(store, name, 400);
        }

        Scalar("SELECT count(*) FROM idempotency_answers").ShouldBe(2);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(800);
        await store.EraseProjectAsync("org_1", "proj_1");
        Scalar("SELECT count(*) FROM idempotency_answers").ShouldBe(0);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(0);
        await AnsweredAsync(store, "five", 400);
        await store.DeleteExpiredAsync(DateTimeOffset.MaxValue, Token);
        Scalar("SELECT (SELECT count(*) FROM idempotency_answers) + (SELECT count(*) FROM idempotency_keys)").ShouldBe(0);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(0);
    }

    /// <summary>Opens the store at <see cref="Place"/>, with <see cref="ProjectBytes"/> for each project.</summary>
    protected abstract IIdempotencyStore Open();

    /// <summary>Closes one store, as at the end of a process.</summary>
    protected abstract void Close(IIdempotencyStore store);

    protected abstract void CloseAll();

    /// <summary>The single number that a query gives, beside the store.</summary>
    protected abstract long Scalar(string sql);

    protected static IdempotencyKey KeyOf(string name) =>
        new("org_1", "proj_1", Operation.ChatCompletions, Digest.Of(Encoding.UTF8.GetBytes(name)));

    // Later ones are greater, as those of requests are.
    protected IdempotencyRow Claim(string name, string project = "proj_1")
    {
        var receipt = new Guid(Interlocked.Increment(ref _lastReceipt), 0, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]);
        return new IdempotencyRow(
            KeyOf(name) with { Project = project }, Digest.Of("body"u8), receipt, Noon, Noon + IdempotencyBook.Window, IdempotencyState.Claimed, default);
    }

    protected async Task<IdempotencyRow> AnsweredAsync(IIdempotencyStore store, string name, int size, string project = "proj_1")
    {
        var claim = Claim(name, project);
        (await store.ClaimAsync(claim)).ShouldBeTrue();
        var answered = Answer(claim, size);
        await store.SettleAsync(answered);
        return answered;
    }

    protected static void ShouldBe(IdempotencyRow? found, IdempotencyRow expected)
    {
        found.ShouldNotBeNull();
        found.Sealed.ToArray().ShouldBe(expected.Sealed.ToArray());
        (found with { Sealed = default }).ShouldBe(expected with { Sealed = default });
    }

    private static IdempotencyRow Answer(IdempotencyRow claim, int size) =>
        claim with { State = IdempotencyState.Answered, Sealed = RandomNumberGenerator.GetBytes(size) };

    private static ValueTask<IdempotencyRow?> FindAsync(IIdempotencyStore store, IdempotencyKey key) => store.FindAsync(key, Noon, Token);
}
