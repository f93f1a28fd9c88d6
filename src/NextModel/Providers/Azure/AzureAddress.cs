using NextModel.Catalog;
using NextModel.Inference;

namespace NextModel.Providers.Azure;

/// <summary>Where and with which header Azure OpenAI is called. Bodies and answers are OpenAI's own.</summary>
internal static class AzureAddress
{
    /// <summary>The address of a deployment: with an <c>api_version</c> the classic one, which names the deployment in its path, but for
    /// responses, without one the v1 API: there the deployment is the <c>model</c> of the body.</summary>
    public static Uri Of(Source source, Operation operation, string deployment)
    {
        var route = OperationPaths.Of(operation);
        if (operation is Operation.Responses or Operation.Compactions)
        {
            return At(source, route);
        }

        return source.ApiVersion is null ? At(source, route) : At(source, $"deployments/{Uri.EscapeDataString(deployment)}/{route}");
    }

    /// <summary>The list of models: <c>GET {endpoint}/openai/v1/models</c>, or the classic <c>GET {endpoint}/openai/models?api-version=…</c>
    /// (learn.microsoft.com/rest/api/microsoft-foundry/azureopenai/models).</summary>
    public static Uri Models(Source source) => At(source, "models");

    /// <summary>The address of a route, which may have a query.</summary>
    public static Uri At(Source source, string route)
    {
        var address = source.BaseUrl.AbsoluteUri.TrimEnd('/');
        if (source.ApiVersion is { } version)
        {
            var root = address.EndsWith("/openai", StringComparison.Ordinal) ? address : address + "/openai";
            return new Uri($"{root}/{route}{(route.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={Uri.EscapeDataString(version)}");
        }

        return new Uri($"{(address.EndsWith("/v1", StringComparison.Ordinal) ? address : address + "/openai/v1")}/{route}");
    }

    /// <summary>The header that carries the credential: a token of Entra ID is a bearer's, everything else a key.</summary>
    public static KeyValuePair<string, string> Credential(string apiKey) => apiKey.StartsWith("eyJ", StringComparison.Ordinal)
        ? new("Authorization", $"Bearer {apiKey}")
        : new("api-key", apiKey);
}
