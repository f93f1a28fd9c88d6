using System.Globalization;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Routing;

namespace NextModel.Providers.Translation;

/// <summary>A route seen with the dialects of its sources: which of them can be told the request at all, before anything is spent.</summary>
internal static class TranslatedRoute
{
    /// <summary>The route without the offers whose dialect has no words for the request; the refusal when none is left.</summary>
    /// <param name="route">The offers in order.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="first">The body for the first offer that is left, to be disposed; null where that one gets the request as it came.</param>
    public static Result<RoutePlan> Narrow(RoutePlan route, InferenceRequest request, out FirstTranslation? first)
    {
        first = null;
        GatewayError? refusal = null;
        List<Offer>? left = null;
        for (var i = 0; i < route.Targets.Count; i++)
        {
            var offer = route.Targets[i];
            var isFirst = left is null ? i == 0 : left.Count == 0;
            var why = ClientDialects.Passes(request, offer.Source) ? null
                : ClientDialects.WhyNot(request, offer.Source) is { } notOffered ? notOffered
                : request.ChatForm?.Refusal is { } unsaid ? unsaid
                : Translators.For(offer.Source.Dialect) is { } translator
                    ? WhyNot(translator, offer, route.ModelOf(offer), request, isFirst, ref first)
                    : QuirkLimits.WhyNot(request, offer.Source);
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

    /// <summary>
    /// How the dialect of the first target alters the body beyond the request itself: the version of the translation, and what the catalog or the
    /// source's settings put into it. Part of the key of the exact cache; null where nothing of that kind is added.
    /// </summary>
    public static string? Form(InferenceRequest request, RoutePlan route)
    {
        var offer = route.Targets[0];
        if (ClientDialects.Of(request.Operation) is { } client)
        {
            return client.IsSpokenBy(offer.Source) ? null : $"{(client as IClientDialect)?.Form} {FormOf(route, offer)}";
        }

        return FormOf(route, offer);
    }

    /// <summary>True when a source is to stream its answer: the caller asked for that, or the source gives long answers no other way.</summary>
    public static bool Streams(InferenceRequest request, Offer offer, long? modelLimit) =>
        request.Stream || (offer.Source.Quirks.StreamOnly && request.IsChat)
        || Translators.For(offer.Source.Dialect)?.PrefersStream(new TranslationJob(request, offer, modelLimit, Stream: false)) == true;

    private static string? FormOf(RoutePlan route, Offer offer) =>
        Translators.For(offer.Source.Dialect) is { } translator
            ? string.Create(CultureInfo.InvariantCulture, $"{translator.Name}/{translator.Version} model_limit={route.Model.MaxOutputTokens}")
            : offer.Source.ApiVersion is { } version ? $"api_version={version}" : null;

    private static GatewayError? WhyNot(
        IDialectTranslator translator, Offer offer, Model model, InferenceRequest request, bool isFirst, ref FirstTranslation? first)
    {
        if (!request.IsChat && !translator.MakesEmbeddings)
        {
            return new GatewayError(
                GatewayErrorCode.UnsupportedParameter, $"'{request.Model}' makes no embeddings: its source takes chat requests only.", "model");
        }

        var job = new TranslationJob(request, offer, model.MaxOutputTokens, Streams(request, offer, model.MaxOutputTokens));
        var translated = translator.Translate(job);
        if (isFirst && translated.Refusal is null)
        {
            first = new FirstTranslation(job, translated);
        }
        else
        {
            translated.Dispose();
        }

        return translated.Refusal;
    }
}
