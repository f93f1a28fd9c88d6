using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Reporting.ProviderFiles;

namespace NextModel.Gateway.Reconciling;

/// <summary>Which sources are at which provider, as far as their addresses tell.</summary>
internal static class ProviderSources
{
    public static readonly IReadOnlyList<string> Providers =
        ["openai", "anthropic", "openrouter", "deepseek", "volcengine", "aws", ProviderFileReader.Mapped];

    /// <summary>Ids of the provider's sources. The source of the provider's own name is one even if it is not configured now: old receipts name it.</summary>
    public static IReadOnlyList<string> Of(GatewaySnapshot snapshot, string provider)
    {
        if (provider == ProviderFileReader.Mapped)
        {
            return [];
        }

        var configured = snapshot.Sources.Values.Where(source => IsAt(source, provider));
        return [.. configured.Select(source => source.Id).Append(provider == "aws" ? "bedrock" : provider).Distinct().Order(StringComparer.Ordinal)];
    }

    private static bool IsAt(Source source, string provider) => !source.Sandbox && provider switch
    {
        "openai" => IsHost(source, "api.openai.com"),
        "anthropic" => IsHost(source, "api.anthropic.com"),
        "openrouter" => IsHost(source, "openrouter.ai"),
        "deepseek" => IsHost(source, "api.deepseek.com"),
        "volcengine" => IsHost(source, "volces.com"),
        _ => source.Dialect == Dialect.Bedrock,
    };

    private static bool IsHost(Source source, string host) =>
        source.BaseUrl.Host == host || source.BaseUrl.Host.EndsWith("." + host, StringComparison.Ordinal);
}
