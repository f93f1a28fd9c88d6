using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Json;
using NextModel.Providers.Objects;
using NextModel.Telemetry;

namespace NextModel.Pipeline.Objects;

/// <summary>
/// Charges batches: each once, when it is first seen to be over, before anybody is given what it has answered (docs/adr/0035). Whoever looks at one while
/// it is being charged waits for that.
/// </summary>
public sealed partial class BatchCharging(
    SourceObjects objects, IBatchStore store, ObjectCall calls, BatchBooks books, SnapshotHolder snapshots, CredentialDirectory credentials,
    TenancyDirectory directory, TimeProvider time, ILogger<BatchCharging> logger)
    : IAsyncDisposable
{
    private const int MostAtOnce = 1000;
    private const int MaxBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<(string Organization, string Project, string Id), Lazy<Task<GatewayError?>>> _underWay = new();
    private readonly FileLines _files = new(calls);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How often batches that nobody asks for are looked at.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Notes a batch that a source has made; the refusal when that cannot be written.</summary>
    public async ValueTask<GatewayError?> NoteAsync(Caller caller, string id, Source source, IReadOnlyList<string> models)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(source);
        var made = new Batch(caller.Organization.Id, caller.Project.Id, id, source.Id, source.CredentialId, caller.Key.Id, models, time.GetUtcNow());
        return await store.AddAsync(made, CancellationToken.None)
            ? null
            : new GatewayError(GatewayErrorCode.Overloaded, $"The source has made '{id}', but what it will cost could not be noted, so it is not yours. Make another one shortly.");
    }

    /// <summary>
    /// A batch of a caller's project was looked at. What its files are is noted: they are the project's, what it has answered once that is charged. The
    /// refusal where it is over and cannot be charged now.
    /// </summary>
    /// <param name="caller">Whose project it is of.</param>
    /// <param name="id">Its id.</param>
    /// <param name="json">What its source says of it.</param>
    /// <param name="source">Its source, as it is called.</param>
    /// <param name="cancellationToken">Waits no longer; what is being charged goes on.</param>
    public async ValueTask<GatewayError?> SeenAsync(Caller caller, string id, JsonCursor json, Source source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(source);
        var facts = BatchFacts.Of(json);
        if (facts.ErrorFile is { } errors && await objects.NoteAsync(caller, SourceObjectKind.File, errors, source) is { } unnoted)
        {
            return unnoted;
        }

        // One that was made before batches were charged is not known here, and costs what was said then: nothing.
        if (await store.FindAsync(caller.Organization.Id, caller.Project.Id, id, cancellationToken) is { IsCharged: false } batch)
        {
            if (!facts.IsOver)
            {
                return null;
            }

            if (await ChargeOnceAsync(batch, facts, directory.FindKey(batch.KeyId) ?? caller, source).WaitAsync(cancellationToken) is { } uncharged)
            {
                return uncharged;
            }
        }

        return facts.OutputFile is { } output ? await objects.NoteAsync(caller, SourceObjectKind.File, output, source) : null;
    }

    /// <summary>Looks at the batches that are not charged, for callers who never come back.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in await store.ReadOpenAsync(MostAtOnce, cancellationToken))
        {
            if (directory.FindKey(batch.KeyId) is { } caller
                && await LookAsync(batch, caller, cancellationToken) is { } refusal && refusal.Code is not (GatewayErrorCode.NotFound or GatewayErrorCode.Overloaded))
            {
                LogNotCharged(batch.Id, batch.SourceId, refusal.Message);
            }
        }
    }

    /// <summary>Reads no more; what is read is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var one in _underWay.Values)
        {
            await ((Task)one.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
    }

    private async ValueTask<GatewayError?> LookAsync(Batch batch, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await objects.FindAsync(caller, SourceObjectKind.Batch, batch.Id, cancellationToken)).TryGet(out var found, out var refusal)
            || !(await calls.SendAsync(found.Source, HttpMethod.Get, $"batches/{Uri.EscapeDataString(batch.Id)}", null, cancellationToken)).TryGet(out var reply, out refusal))
        {
            return refusal;
        }

        using (reply)
        {
            var tape = JsonTape.Rent();
            try
            {
                return tape.TryParse(await reply.ReadAsync(MaxBytes), JsonLimits.Upstream, out _)
                    ? await SeenAsync(caller, batch.Id, tape.Root, found.Source, cancellationToken)
                    : null;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return null;
            }
            finally
            {
                tape.Return();
            }
        }
    }

    private Task<GatewayError?> ChargeOnceAsync(Batch batch, BatchFacts facts, Caller caller, Source source)
    {
        var key = (batch.OrganizationId, batch.ProjectId, batch.Id);
        return _underWay.GetOrAdd(key, _ => new Lazy<Task<GatewayError?>>(() => Task.Run(async () =>
        {
            try
            {
                return await ChargeAsync(batch, facts, caller, source);
            }
            finally
            {
                _underWay.TryRemove(key, out var _);
            }
        }))).Value;
    }

    private async Task<GatewayError?> ChargeAsync(Batch batch, BatchFacts facts, Caller caller, Source source)
    {
        switch (await store.ClaimAsync(batch, CancellationToken.None))
        {
            case BatchClaim.Charged:
                return null;
            case BatchClaim.Elsewhere:
                return new GatewayError(GatewayErrorCode.Overloaded, $"The batch '{batch.Id}' is being charged by another process. Ask again shortly.")
                {
                    RetryAfter = TimeSpan.FromSeconds(2),
                };
        }

        if (facts.OutputFile is { } output)
        {
            var tally = new BatchTally(batch, source, OwnModels.Of(credentials.Of(caller), snapshots.Current));
            if (!(await ReadAsync(source, output, tally)).TryGet(out var seen, out var unread) || tally.Answers < facts.Completed)
            {
                await store.ReleaseAsync(batch, CancellationToken.None);
                return Unread(batch, unread?.Message ?? $"It has {tally.Answers} answers, and the source says that {facts.Completed} requests were answered.");
            }

            foreach (var share in tally.Shares)
            {
                // What of it is written stays, and is found when it is tried again: by this process, for it alone knows what became of its last commit.
                if (await books.WriteAsync(batch, share, caller, seen.Digest) is { } unwritten)
                {
                    return unwritten;
                }
            }
        }

        await store.CloseAsync(batch, CancellationToken.None);
        return null;
    }

    private async ValueTask<Result<FileSeen>> ReadAsync(Source source, string output, BatchTally tally)
    {
        try
        {
            return await _files.ReadAsync(source, output, "output file", Take, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return new GatewayError(GatewayErrorCode.Overloaded, "The process ends.");
        }

        ValueTask<GatewayError?> Take(JsonTape tape, int line)
        {
            tally.Take(tape.Root);
            return default;
        }
    }

    private static GatewayError Unread(Batch batch, string why) => new(
        GatewayErrorCode.ProviderError, $"The batch '{batch.Id}' is over, but its output file could not be read whole, by which it is charged; so it is not given out yet. {why} Ask again.");

    [LoggerMessage(EventIds.BatchNotCharged, LogLevel.Warning, "The batch {Batch} at {Source} is not charged yet; it is looked at again in some minutes: {Reason}")]
    private partial void LogNotCharged(string batch, string source, string reason);
}
