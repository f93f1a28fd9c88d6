using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Idempotency;
using NextModel.Inference;
using NextModel.Secrets;
using NextModel.Storage.Sqlite.Idempotency;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Sqlite.Idempotency;

/// <summary>What a start makes of the claims that a dead process left behind.</summary>
public sealed class IdempotencyBookOnSqliteTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteIdempotencyStore _store;
    private readonly IdempotencyBook _book;

    public IdempotencyBookOnSqliteTests()
    {
        _store = SqliteIdempotencyStore.Open(_directory.File("idempotency.db"), path => throw new InvalidOperationException(path));
        _book = new IdempotencyBook(_store, new IdempotencySeal(new DataKeyRing()), new ManualTime(Noon), NullLogger<IdempotencyBook>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Recover_ClaimOfARequestThatWasNeverSent_IsFreed()
    {
        var (sent, unsent) = (await ClaimAsync("sent"), await ClaimAsync("unsent"));
        await _book.RecoverAsync(id => ValueTask.FromResult(id == sent.Receipt), TimeSpan.Zero, Token);
        (await _store.FindAsync(sent.Key, Noon, Token))!.State.ShouldBe(IdempotencyState.Claimed);
        (await _store.FindAsync(unsent.Key, Noon, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Sweep_WhatHasExpired_IsGone()
    {
        var claim = await ClaimAsync("old", Noon - IdempotencyBook.Window);
        await _book.SweepAsync(Token);
        (await _store.FindAsync(claim.Key, claim.CreatedAt, Token)).ShouldBeNull();
    }

    private async Task<IdempotencyRow> ClaimAsync(string name, DateTimeOffset? at = null)
    {
        var digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));
        var key = new IdempotencyKey("org_1", "proj_1", Operation.ChatCompletions, digest);
        var claim = new IdempotencyRow(key, digest, Guid.NewGuid(), at ?? Noon, (at ?? Noon) + IdempotencyBook.Window, IdempotencyState.Claimed, default);
        (await _store.ClaimAsync(claim)).ShouldBeTrue();
        return claim;
    }
}
