using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Providers.Objects;

namespace NextModel.Pipeline.Objects;

/// <summary>
/// Files, batches and stored answers: they stay at the source that has them, and belong to the project that made them. Another project's are not found.
/// </summary>
public sealed class SourceObjects(
    SnapshotHolder snapshots, CredentialDirectory credentials, PolicyDirectory policies, BudgetKeeper budgets, ISourceObjectStore store,
    TenancyDirectory directory, TimeProvider time)
{
    /// <summary>Those that requests name.</summary>
    public ReferencedObjects References { get; } = new(store, directory);

    /// <summary>Why a caller may not have such objects made at all; null when it may.</summary>
    public GatewayError? WhyNot(Caller caller, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!policies.ChainOf(caller).IsEmpty)
        {
            return new GatewayError(
                GatewayErrorCode.PolicyDenied,
                $"Policies rule this key, and what they allow depends on the model, which {operation.Wire()} do not name where it could be judged. "
                + "Send the requests one by one, or use a key of a project without policies.");
        }

        return operation == Operation.Batches && budgets.LimitsSpending(caller)
            ? new GatewayError(
                GatewayErrorCode.PriceUnknown,
                "A hard budget or credit applies to this key, and what a batch costs is not known before it is over: nobody could hold that much for a day. Send the requests one by one.")
            : null;
    }

    /// <summary>Where a new object of a caller goes: to a source that offers them, under the organization's own credential where it has one there.</summary>
    public Result<Source> ChooseSource(Caller caller, Operation operation)
    {
        var snapshot = snapshots.Current;
        foreach (var own in credentials.Of(caller)?.Credentials ?? [])
        {
            if (OwnModels.SourceOf(snapshot, own.Credential.SourceId) is { } platform && platform.Operations.Contains(operation) && own.At(platform) is { } source)
            {
                return source;
            }
        }

        return snapshot.Sources.Values.Where(source => source.Operations.Contains(operation)).MinBy(source => source.Id, StringComparer.Ordinal) is { } offering
            ? offering
            : new GatewayError(
                GatewayErrorCode.UnsupportedParameter,
                $"No source here offers {operation.Wire()}. An operator adds '{operation.Wire()}' to 'operations' of a source in nextmodel.yaml.");
    }

    /// <summary>An object of a caller's project, and the source that has it.</summary>
    public async ValueTask<Result<FoundObject>> FindAsync(Caller caller, SourceObjectKind kind, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await store.FindAsync(caller.Organization.Id, caller.Project.Id, kind, id, cancellationToken) is { } known
            ? SourceOf(caller, known) is { } source
                ? new FoundObject(known, source)
                : new GatewayError(GatewayErrorCode.NoHealthySource, $"The source '{known.SourceId}', which has '{id}', cannot be called any more as it was.")
            : NotFound(kind, id);
    }

    /// <summary>The sources that have objects of a caller's project.</summary>
    public async ValueTask<IReadOnlyList<Source>> PlacesAsync(Caller caller, SourceObjectKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var places = await store.PlacesAsync(caller.Organization.Id, caller.Project.Id, kind, cancellationToken);
        return [.. places.Select(place => SourceOf(caller, place)).OfType<Source>()];
    }

    /// <summary>Those of some ids that are of a caller's project.</summary>
    public ValueTask<IReadOnlySet<string>> OwnedAsync(Caller caller, SourceObjectKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return store.OwnedAsync(caller.Organization.Id, caller.Project.Id, kind, ids, cancellationToken);
    }

    /// <summary>Notes whose an object is; the refusal when that cannot be written.</summary>
    public async ValueTask<GatewayError?> NoteAsync(Caller caller, SourceObjectKind kind, string id, Source source)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(source);
        var made = new SourceObject(caller.Organization.Id, caller.Project.Id, kind, id, source.Id, source.CredentialId, time.GetUtcNow());
        return await store.AddAsync(made, CancellationToken.None)
            ? null
            : new GatewayError(GatewayErrorCode.Overloaded, $"The source has made '{id}', but whose it is could not be recorded. Try again shortly.");
    }

    /// <summary>Forgets an object.</summary>
    public ValueTask RemoveAsync(SourceObject gone) => store.RemoveAsync(gone, CancellationToken.None);

    private Source? SourceOf(Caller caller, SourceObject known)
    {
        var snapshot = snapshots.Current;
        if (known.CredentialId is not { } own)
        {
            return snapshot.Sources.GetValueOrDefault(known.SourceId);
        }

        return OwnModels.SourceOf(snapshot, known.SourceId) is { } platform
            ? (credentials.Of(caller)?.Credentials ?? []).FirstOrDefault(one => one.Credential.Id == own)?.At(platform)
            : null;
    }

    private static GatewayError NotFound(SourceObjectKind kind, string id)
    {
        var word = kind switch { SourceObjectKind.File => "file", SourceObjectKind.Batch => "batch", _ => "stored chat completion" };
        return new GatewayError(GatewayErrorCode.NotFound, $"This project has no {word} '{(id.Length <= 64 ? id : id[..64])}'.", "id");
    }
}
