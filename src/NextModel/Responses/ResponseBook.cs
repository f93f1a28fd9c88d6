using Microsoft.Extensions.Logging;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Telemetry;

namespace NextModel.Responses;

/// <summary>
/// Responses that callers asked to be kept, so that they can be asked for again and gone on from, at whatever source (docs/adr/0028). Each is its
/// project's: for another one it does not exist.
/// </summary>
public sealed partial class ResponseBook(IResponseStore store, ResponseSeal seal, Func<ResponseRules> rules, TimeProvider time, ILogger<ResponseBook> logger)
{
    /// <summary>Most bytes of what is kept of one response: 32 MiB.</summary>
    public const int MaxBytes = 32 << 20;

    /// <summary>Most responses that one goes back over.</summary>
    public const int MaxChain = 1000;

    private static readonly GatewayError Unavailable = new(
        GatewayErrorCode.Overloaded, "Kept responses cannot be read now. Try again later, or send all items in place of previous_response_id and item references.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>Whether anything is kept at all.</summary>
    public bool Stores => rules().Store;

    /// <summary>Keeps a response. One that cannot be kept is a line in the log, and unknown when it is asked for.</summary>
    public async ValueTask KeepAsync(Caller caller, string id, KeptResponse kept)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(kept);
        var now = time.GetUtcNow();
        var row = new ResponseRow(
            caller.Organization.Id, caller.Project.Id, id, kept.Previous, now, now + rules().Ttl, [.. ItemIds.Of(kept.Input, isInput: true), .. ItemIds.Of(kept.Response, isInput: false)], default);
        if (kept.Input.Length + kept.Response.Length > MaxBytes)
        {
            LogTooLarge(id);
            return;
        }

        try
        {
            if (seal.TrySeal(row, kept) is { } said)
            {
                await store.KeepAsync(row with { Sealed = said });
            }
        }
        catch (ResponseStoreException failure)
        {
            LogFailed("keep", failure);
        }
    }

    /// <summary>The response of that id, or the refusal: in this project there is none.</summary>
    public async ValueTask<Result<KeptResponse>> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await OpenAsync(() => store.FindAsync(caller.Organization.Id, caller.Project.Id, id, time.GetUtcNow(), cancellationToken), Unknown(id));
    }

    /// <summary>The response and all it goes back over, oldest first; or the refusal that names the one that is not there.</summary>
    public async ValueTask<Result<KeptResponse[]>> ChainAsync(Caller caller, string id, int mostBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var chain = new List<KeptResponse>();
        var size = 0L;
        for (var next = id; next is not null;)
        {
            var found = await OpenAsync(
                () => store.FindAsync(caller.Organization.Id, caller.Project.Id, next, time.GetUtcNow(), cancellationToken),
                new GatewayError(GatewayErrorCode.PreviousResponseNotFound, $"Previous response with id '{Show(next)}' not found. Send the conversation's items in place of it.", "previous_response_id"));
            if (!found.TryGet(out var kept, out var refusal))
            {
                return refusal;
            }

            chain.Add(kept);
            size += kept.Input.Length + kept.Response.Length;
            next = kept.Previous;
            if (chain.Count > MaxChain || size > mostBytes)
            {
                return new GatewayError(
                    GatewayErrorCode.RequestTooLarge, $"What 'previous_response_id' goes back over is more than {MaxChain} responses or {mostBytes >> 20} MiB. Begin anew with the items that matter.", "previous_response_id");
            }
        }

        chain.Reverse();
        return chain.ToArray();
    }

    /// <summary>The newest response that has an item of that id; null where the project has none.</summary>
    public async ValueTask<Result<KeptResponse>> FindByItemAsync(Caller caller, string item, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await OpenAsync(
            () => store.FindByItemAsync(caller.Organization.Id, caller.Project.Id, item, time.GetUtcNow(), cancellationToken), UnknownItem(item, path));
    }

    /// <summary>Deletes a response; the refusal when the project has none of that id.</summary>
    public async ValueTask<GatewayError?> DeleteAsync(Caller caller, string id)
    {
        ArgumentNullException.ThrowIfNull(caller);
        try
        {
            return await store.DeleteAsync(caller.Organization.Id, caller.Project.Id, id) ? null : Unknown(id);
        }
        catch (ResponseStoreException failure)
        {
            LogFailed("delete", failure);
            return Unavailable;
        }
    }

    /// <summary>Deletes all responses of a project, or the one of a request, and returns how many there were.</summary>
    /// <param name="organization">Organization id.</param>
    /// <param name="project">Project id.</param>
    /// <param name="request">The request's id; null for all.</param>
    public async ValueTask<int> PurgeAsync(string organization, string project, Guid? request) => request is { } one
        ? await store.DeleteAsync(organization, project, IdOf(one)) ? 1 : 0
        : await store.DeleteProjectAsync(organization, project);

    /// <summary>Deletes what has expired.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteExpiredAsync(time.GetUtcNow(), cancellationToken);
        }
        catch (ResponseStoreException failure)
        {
            LogFailed("sweep", failure);
        }
    }

    /// <summary>The id of the response to a request.</summary>
    public static string IdOf(Guid request) => $"resp_{request:N}";

    /// <summary>The refusal of an item that is not there.</summary>
    public static GatewayError UnknownItem(string item, string path) => new(
        GatewayErrorCode.InvalidRequest, $"Item with id '{Show(item)}' not found. Send the item itself, or keep responses: not with store false.", path);

    private async ValueTask<Result<KeptResponse>> OpenAsync(Func<ValueTask<ResponseRow?>> find, GatewayError unknown)
    {
        try
        {
            if (await find() is not { } row)
            {
                return unknown;
            }

            if (seal.TryOpen(row) is { } kept)
            {
                return kept;
            }

            LogNotOpened(row.Project, row.Id);
            return unknown;
        }
        catch (ResponseStoreException failure)
        {
            LogFailed("read", failure);
            return Unavailable;
        }
    }

    private static GatewayError Unknown(string id) => new(GatewayErrorCode.NotFound, $"Response with id '{Show(id)}' not found.");

    // What is no id may be anything that was said.
    private static string Show(string id) => id.Length <= 80 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? id : "…";

    [LoggerMessage(EventIds.ResponseStoreFailed, LogLevel.Error, "Kept responses: the storage failed to {Operation}")]
    private partial void LogFailed(string operation, Exception failure);

    [LoggerMessage(EventIds.ResponseTooLarge, LogLevel.Warning, "The response {ResponseId} is larger than is kept, and cannot be asked for again")]
    private partial void LogTooLarge(string responseId);

    [LoggerMessage(EventIds.ResponseRefused, LogLevel.Error, "The response {ResponseId} kept in project {Project} did not open as what was stored")]
    private partial void LogNotOpened(string project, string responseId);
}
