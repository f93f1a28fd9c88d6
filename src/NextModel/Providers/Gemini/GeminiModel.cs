namespace NextModel.Providers.Gemini;

/// <summary>How a family of models is told to think.</summary>
/// <param name="Family">What its ids begin with.</param>
/// <param name="LeastBudget">Smallest budget of thinking tokens: 0 where thinking can be switched off; null for a model that takes a level
/// instead of a budget, or does not think.</param>
/// <param name="MostBudget">Largest budget.</param>
/// <param name="TakesLevel">True where a level is given. Such models want their calls' signatures back.</param>
internal sealed record GeminiModel(string Family, int? LeastBudget, int MostBudget, bool TakesLevel)
{
    /// <summary>True where an address may stand for a file: Google fetches it. From its page on file input methods, read 2026-11.</summary>
    public bool FetchesAddresses { get; private init; } = true;

    // From Google's page on thinking, read 2026-11.
    private static readonly GeminiModel[] Families =
    [
        new("gemini-1", null, 0, TakesLevel: false) { FetchesAddresses = false },
        new("gemini-2.0", null, 0, TakesLevel: false) { FetchesAddresses = false },
        new("gemini-2.5-pro", 128, 32_768, TakesLevel: false),
        new("gemini-2.5-flash", 0, 24_576, TakesLevel: false),
        new("gemini-3", null, 0, TakesLevel: true),
        new("gemini-4", null, 0, TakesLevel: true),
    ];

    private static readonly GeminiModel Other = new("", null, 0, TakesLevel: false);

    public static GeminiModel Of(string upstreamModel) =>
        Array.Find(Families, family => upstreamModel.StartsWith(family.Family, StringComparison.OrdinalIgnoreCase)) ?? Other;
}
