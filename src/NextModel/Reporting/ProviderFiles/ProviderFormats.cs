namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// The formats that are known. All are written from what the providers document, none from a customer's file yet: reports say so.
/// </summary>
internal static class ProviderFormats
{
    /// <summary>In every import of a known format, until it was proved on a customer's file.</summary>
    public const string Experimental = "This format is experimental: it was written from the provider's documentation, not from a customer's file.";

    public static IReadOnlyList<ProviderFormat> All { get; } =
    [
        .. OpenAIFormats.All, .. AnthropicFormats.All, .. OpenRouterFormats.All, .. DeepSeekFormats.All, VolcengineFormat.Bill, AwsFormat.CostAndUsage,
    ];

    public static IReadOnlyList<ProviderFormat> Of(string provider) => [.. All.Where(format => format.Provider == provider)];
}
