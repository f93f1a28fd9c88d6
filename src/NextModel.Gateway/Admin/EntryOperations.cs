using System.Text.Json;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Set models and sources, as the admin API and the command line use them.</summary>
public sealed class EntryOperations(EntryBook book, TimeProvider time)
{
    /// <summary>All that were set of a kind, oldest first.</summary>
    /// <param name="kind">Models or sources.</param>
    /// <param name="name">Only of this id; null for all.</param>
    public IReadOnlyList<SetEntry> List(SetEntryKind kind, string? name) => [.. book.All.Where(entry => entry.Kind == kind && (name is null || entry.Name == name))];

    public Result<SetEntry> Find(SetEntryKind kind, string id) =>
        SetEntry.TryParseId(id, out var parsed) && book.Find(parsed) is { } entry && entry.Kind == kind ? entry : AdminObjects.Missing("entry", id);

    public async ValueTask<Result<SetEntry>> SetAsync(Administrator by, SetEntryKind kind, SetEntryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (request.ApiKey is not null && kind != SetEntryKind.Source)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, "'api_key' is a source's: a model has none.", "api_key");
        }

        if (request.ApiKey is { } key && EntryKeySeal.Check(key) is { } unfit)
        {
            return unfit;
        }

        var document = request.Entry is { ValueKind: not JsonValueKind.Null } entry ? entry.GetRawText() : null;
        return await book.SetAsync(
            by.Actor, by.Actor.Name.Length > 0 ? by.Actor.Name : by.Actor.Kind, kind, request.Id, request.EffectiveFrom, document, request.ApiKey, cancellationToken);
    }

    public async ValueTask<Result<SetEntry>> WithdrawAsync(Administrator by, SetEntryKind kind, string id, long? revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Find(kind, id).TryGet(out var entry, out var refusal) ? await book.WithdrawAsync(by.Actor, entry.Id, revision, cancellationToken) : refusal;
    }

    public SetEntryView View(SetEntry entry) => SetEntryView.Of(entry, book.All, time.GetUtcNow());
}
