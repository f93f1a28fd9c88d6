using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Responses;
using NextModel.Routing;

namespace NextModel.Providers.Clients;

/// <summary>How each operation passes that is not OpenAI's chat or embeddings.</summary>
internal static class ClientDialects
{
    /// <summary>Those that chat answers can be told in.</summary>
    public static IReadOnlyList<IClientDialect> All { get; } = [MessagesDialect.Instance, ResponsesDialect.Instance];

    /// <summary>Null for chat and embeddings in OpenAI's own dialect.</summary>
    public static IPassedDialect? Of(Operation operation) => operation switch
    {
        Operation.Messages => MessagesDialect.Instance,
        Operation.Responses => ResponsesDialect.Instance,
        Operation.Completions => CompletionsDialect.Instance,
        _ => OpaqueDialect.Of(operation),
    };

    /// <summary>True when a source gets the request as it came: it speaks the dialect of the caller.</summary>
    public static bool Passes(InferenceRequest request, Source source) => Of(request.Operation)?.IsSpokenBy(source) == true;

    /// <summary>True when the first target of a route does.</summary>
    public static bool Passes(InferenceRequest request, RoutePlan route) => Passes(request, route.Targets[0].Source);

    /// <summary>Why a source cannot be asked for the operation at all; null when it can, in one way or another.</summary>
    public static GatewayError? WhyNot(InferenceRequest request, Source source) =>
        Of(request.Operation) is { } dialect and not IClientDialect && !dialect.IsSpokenBy(source)
            ? new GatewayError(
                GatewayErrorCode.UnsupportedParameter,
                $"'{request.Model}' cannot be asked for {request.Operation.Wire()}: its source '{source.Id}' does not say that it offers them. "
                + Advice(request.Operation, source),
                "model")
            : null;

    private static string Advice(Operation operation, Source source)
    {
        var instead = operation == Operation.Completions ? "Call /v1/chat/completions, or name a model" : "Name a model";
        return $"{instead} of a source that does; an operator who knows better adds '{operation.Wire()}' to 'operations' of the source '{source.Id}'.";
    }
}
