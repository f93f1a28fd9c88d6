using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Providers.Objects;
using NextModel.Routing;

namespace NextModel.Pipeline.Objects;

/// <summary>
/// What requests name that sources keep: a project names its own, and they are at one source. What nobody here is known to have made may be named under the
/// organization's own credential alone: the account it opens is the organization's.
/// </summary>
public sealed class ReferencedObjects(ISourceObjectStore store, TenancyDirectory directory)
{
    /// <summary>The route with only the offers that have all a request names; the refusal where that is not the project's, or no offer has it.</summary>
    /// <param name="route">The offers in order.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<Result<RoutePlan>> NarrowAsync(RoutePlan route, InferenceRequest request, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.References.Count == 0 ? new(route) : NarrowNamedAsync(route, request.References, caller, cancellationToken);
    }

    /// <summary>The refusal of what is not the project's at a source; null where all may be named there.</summary>
    /// <param name="source">The source, as it is called.</param>
    /// <param name="references">What is named.</param>
    /// <param name="caller">Who names it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<GatewayError?> WhyNotAsync(Source source, IReadOnlyList<SourceReference> references, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (WhyTooMany(references) is { } tooMany)
        {
            return tooMany;
        }

        foreach (var named in references)
        {
            var (place, refusal) = await PlaceOfAsync(named, caller, cancellationToken);
            if (refusal is not null || !Has(source, place))
            {
                return refusal ?? NotThere(named, place);
            }
        }

        return null;
    }

    private async ValueTask<Result<RoutePlan>> NarrowNamedAsync(
        RoutePlan route, IReadOnlyList<SourceReference> references, Caller caller, CancellationToken cancellationToken)
    {
        if (WhyTooMany(references) is { } tooMany)
        {
            return tooMany;
        }

        foreach (var named in references)
        {
            var (place, refusal) = await PlaceOfAsync(named, caller, cancellationToken);
            if (refusal is not null)
            {
                return refusal;
            }

            var left = route.Targets.Where(offer => Has(offer.Source, place)).ToList();
            if (left.Count == 0)
            {
                return NotThere(named, place);
            }

            route = left.Count == route.Targets.Count ? route : route.Only(left);
        }

        return route;
    }

    // Where it is; null for what is unknown here, which only an account of the organization's own can have.
    private async ValueTask<(SourceObject? Place, GatewayError? Refusal)> PlaceOfAsync(SourceReference named, Caller caller, CancellationToken cancellationToken)
    {
        if (KindOf(named.Kind) is not { } kind)
        {
            return default;
        }

        if (await store.FindAsync(caller.Organization.Id, caller.Project.Id, kind, named.Id, cancellationToken) is { } known)
        {
            return (known, null);
        }

        foreach (var other in directory.Projects)
        {
            if (other.OrganizationId == caller.Organization.Id && other.Id != caller.Project.Id
                && await store.FindAsync(other.OrganizationId, other.Id, kind, named.Id, cancellationToken) is not null)
            {
                return (null, NotFound(named));
            }
        }

        return default;
    }

    private static GatewayError? WhyTooMany(IReadOnlyList<SourceReference> references) => references.Count <= SourceReference.Most ? null : new GatewayError(
        GatewayErrorCode.InvalidRequest, $"One request names more than {SourceReference.Most} things that a source keeps. Name fewer.", references[^1].Path);

    private static bool Has(Source source, SourceObject? place) =>
        place is null ? source.CredentialId is not null : source.Id == place.SourceId && source.CredentialId == place.CredentialId;

    private static GatewayError NotThere(SourceReference named, SourceObject? place) => place is null
        ? NotFound(named)
        : new GatewayError(
            GatewayErrorCode.UnsupportedParameter,
            $"'{named.Path}' names a {Word(named.Kind)} at the source '{place.SourceId}', where this model is not offered under the credential that it was made with. "
            + "Ask for a model of that source, or send what it holds.",
            named.Path);

    private static GatewayError NotFound(SourceReference named) => new(
        GatewayErrorCode.NotFound, $"This project has no {Word(named.Kind)} '{(named.Id.Length <= 64 ? named.Id : named.Id[..64])}'.", named.Path);

    private static string Word(ReferenceKind kind) => kind switch
    {
        ReferenceKind.File => "file",
        ReferenceKind.Container => "container",
        ReferenceKind.VectorStore => "vector store",
        _ => "sound",
    };

    private static SourceObjectKind? KindOf(ReferenceKind kind) => kind switch
    {
        ReferenceKind.File => SourceObjectKind.File,
        ReferenceKind.Container => SourceObjectKind.Container,
        ReferenceKind.Audio => SourceObjectKind.Audio,
        _ => null,
    };
}
