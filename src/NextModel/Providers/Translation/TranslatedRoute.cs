using System.Globalization;
using System.Text;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Routing;

namespace NextModel.Providers.Translation;

/// <summary>A route seen with the dialects of its sources: which of them can be told the request at all, before anything is spent.</summary>
internal static class TranslatedRoute
{
    /// <summary>The route without the offers whose dialect has no words for the request; the refusal when none is left.</summary>
    public static Result<RoutePlan> Narrow(RoutePlan route, InferenceRequest request)
    {
        GatewayError? refusal = null;
        List<Offer>? left = null;
        for (var i = 0; i < route.Targets.Count; i++)
        {
            var offer = route.Targets[i];
            var why = Translators.For(offer.Source.Dialect) is { } translator ? WhyNot(translator, offer, route.ModelOf(offer), request) : null;
            if (why is null)
            {
                left?.Add(offer);
                continue;
            }

            refusal ??= why;
            left ??= [.. route.Targets.Take(i)];
        }

        return left is null ? route : left.Count == 0 ? refusal! : route.Only(left);
    }

    /// <summary>Digest of how the dialect alters the body beyond the request itself; null for OpenAI's. Part of the key of the exact cache: it
    /// holds the translation's version and the bound the catalog adds.</summary>
    public static Digest? Altered(RoutePlan route, InferenceRequest request)
    {
        var offer = route.Targets[0];
        if (Translators.For(offer.Source.Dialect) is not { } translator)
        {
            return offer.Source.ApiVersion is not { } version ? null : Digest.Of(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"api_version={version} max_output_tokens={request.OutputBound}")));
        }

        var bound = request.OutputBound ?? request.MaxOutputTokens ?? route.Model.MaxOutputTokens;
        var temperature = request.TemperatureBound is { } highest ? string.Create(CultureInfo.InvariantCulture, $" temperature={highest}") : "";
        return Digest.Of(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{translator.Name}/{translator.Version} max_output_tokens={bound}{temperature}")));
    }

    private static GatewayError? WhyNot(IDialectTranslator translator, Offer offer, Model model, InferenceRequest request)
    {
        if (request.Operation != Operation.ChatCompletions)
        {
            return new GatewayError(
                GatewayErrorCode.UnsupportedParameter, $"'{request.Model}' makes no embeddings: its source takes chat requests only.", "model");
        }

        using var translated = translator.Translate(new TranslationJob(request, offer, model.MaxOutputTokens, request.Stream));
        return translated.Refusal;
    }
}
