using NextModel.Inference;
using NextModel.Providers.Anthropic;
using NextModel.Routing;

namespace NextModel.Providers.Clients;

/// <summary>The dialect of each operation that is not OpenAI's chat or embeddings.</summary>
internal static class ClientDialects
{
    public static IReadOnlyList<IClientDialect> All { get; } = [MessagesDialect.Instance];

    /// <summary>Null for an operation of OpenAI's own dialect.</summary>
    public static IClientDialect? Of(Operation operation) => operation == Operation.Messages ? MessagesDialect.Instance : null;

    /// <summary>True when a source gets the request as it came: it speaks the dialect of the caller.</summary>
    public static bool Passes(InferenceRequest request, Catalog.Source source) => Of(request.Operation)?.IsSpokenBy(source) == true;

    /// <summary>True when the first target of a route does.</summary>
    public static bool Passes(InferenceRequest request, RoutePlan route) => Passes(request, route.Targets[0].Source);
}
