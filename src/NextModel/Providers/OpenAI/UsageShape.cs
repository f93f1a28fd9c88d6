using NextModel.Catalog;

namespace NextModel.Providers.OpenAI;

/// <summary>Which tokens a source's counts leave out of one another.</summary>
/// <param name="InputIncludesCache">See <see cref="SourceQuirks.InputIncludesCache"/>.</param>
/// <param name="OutputIncludesReasoning">See <see cref="SourceQuirks.OutputIncludesReasoning"/>.</param>
public readonly record struct UsageShape(bool InputIncludesCache, bool OutputIncludesReasoning)
{
    /// <summary>Every total includes its parts.</summary>
    public static UsageShape OpenAI => new(true, true);

    public static UsageShape Of(SourceQuirks quirks)
    {
        ArgumentNullException.ThrowIfNull(quirks);
        return new UsageShape(quirks.InputIncludesCache, quirks.OutputIncludesReasoning);
    }
}
