using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>
/// Whether a model can serve a request at all, by what the catalog states of it: what certainly cannot is refused before anything is spent. What
/// nobody has stated of a model is no reason against it.
/// </summary>
public static class RequestFit
{
    private const int Suggestions = 3;

    /// <summary>The route without the offers that cannot serve the request; the refusal when none is left.</summary>
    /// <param name="route">The offers in order.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="models">The catalog by name, for models that could.</param>
    public static Result<RoutePlan> Narrow(RoutePlan route, InferenceRequest request, IReadOnlyDictionary<string, Model> models)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(request);
        GatewayError? first = null;
        GatewayError? why = null;
        List<Offer>? left = null;
        Model? judged = null;
        for (var i = 0; i < route.Targets.Count; i++)
        {
            var offer = route.Targets[i];
            var model = route.ModelOf(offer);
            if (!ReferenceEquals(model, judged))
            {
                (judged, why) = (model, WhyNot(model, request, models));
            }

            if ((why ?? (request.HasParts ? LocalFiles.WhyNot(offer, request) : null)) is not { } refusal)
            {
                left?.Add(offer);
                continue;
            }

            first ??= refusal;
            left ??= [.. route.Targets.Take(i)];
        }

        return left is null ? route : left.Count == 0 ? first! : route.Only(left);
    }

    // A request of text alone to a model that lacks nothing of the kind is compared, not read.
    private static GatewayError? WhyNot(Model model, InferenceRequest request, IReadOnlyDictionary<string, Model> models)
    {
        var lacks = model.Capabilities.Lacks;
        if (request.Operation == Operation.Embeddings)
        {
            return (lacks & Capability.Embeddings) != 0
                ? Refuse($"'{model.Id}' makes no embeddings.", "model", model, Capability.Embeddings, 0, models)
                : TooLong(model, request, Capability.Embeddings, models);
        }

        if (request.IsOpaque)
        {
            var (kind, what) = KindOf(request.Operation);
            return (lacks & kind) != 0 ? Refuse($"'{model.Id}' {what}.", "model", model, kind, -1, models) : null;
        }

        if (request.Operation == Operation.Completions)
        {
            // Whether a model takes text without a chat around it is for its source to say.
            return TooLong(model, request, Capability.None, models);
        }

        if ((lacks & Capability.Chat) != 0)
        {
            var does = model.Capabilities.Can(Capability.Embeddings) == true ? "makes embeddings and " : model.Capabilities.Can(Capability.Images) == true ? "makes images and " : "";
            return Refuse($"'{model.Id}' {does}does not chat.", "model", model, Capability.Chat, 0, models);
        }

        var needs = Capability.Chat;
        if ((lacks & BodyFacts.OfMembers & ~Capability.Audio) != 0 || (request.HasParts && (lacks & BodyFacts.OfParts) != 0))
        {
            // How hard a model is to think is a wish, not a need.
            needs |= BodyFacts.Of(request).Needs & ~Capability.Reasoning;
            if ((needs & lacks) != 0)
            {
                return Lacking(model, request, needs, models);
            }
        }

        return TooLong(model, request, needs, models);
    }

    private static (Capability Kind, string Lacking) KindOf(Operation operation) => operation switch
    {
        Operation.ImageGenerations or Operation.ImageEdits or Operation.ImageVariations => (Capability.Images, "makes no images"),
        Operation.Speech => (Capability.Speech, "does not speak"),
        Operation.Transcriptions or Operation.Translations => (Capability.Transcription, "does not write down what is spoken"),
        Operation.Moderations => (Capability.Moderation, "judges nothing"),
        _ => (Capability.None, ""),
    };

    private static GatewayError Lacking(Model model, InferenceRequest request, Capability needs, IReadOnlyDictionary<string, Model> models)
    {
        var (name, need) = CapabilityNames.All.First(one => (needs & model.Capabilities.Lacks & one.Capability) != 0);
        var path = NeedPlace.Of(request, need);
        return Refuse($"'{path}' needs a model with '{name}', which '{model.Id}' does not have.", path, model, needs, 0, models);
    }

    private static GatewayError? TooLong(Model model, InferenceRequest request, Capability needs, IReadOnlyDictionary<string, Model> models) =>
        ContextFit.WhyNot(model, request) is { } reason
            ? Refuse(reason, request.InputMember, model, needs, model.ContextWindow!.Value, models) with
            {
                Code = GatewayErrorCode.ContextLengthExceeded,
            }
            : null;

    private static GatewayError Refuse(
        string reason, string param, Model model, Capability needs, long contextAbove, IReadOnlyDictionary<string, Model> models)
    {
        var others = models.Values.Distinct()
            .Where(one => one.Capabilities.Can(needs) == true && one.Status != ModelStatus.Deprecated && (one.ContextWindow ?? 0) > contextAbove)
            .OrderBy(one => one.OwnedBy != model.OwnedBy)
            .ThenBy(one => one.ContextWindow)
            .ThenBy(one => one.Id, StringComparer.Ordinal)
            .Take(Suggestions)
            .Select(one => $"'{one.Id}'")
            .ToList();
        var fix = others.Count > 0 ? $" Ask for {string.Join(" or ", others)}, for example." : " No model here is known that has it.";
        return new GatewayError(GatewayErrorCode.UnsupportedParameter, reason + fix, param);
    }
}
