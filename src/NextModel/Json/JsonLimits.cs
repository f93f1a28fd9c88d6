namespace NextModel.Json;

/// <summary>How much structure a text may have, and how strictly it is read.</summary>
/// <param name="MaxDepth">Nested containers, 1 to 256.</param>
/// <param name="MaxValues">Values and member names in all.</param>
/// <param name="Strict">Refuse duplicate member names and lone surrogates, which readers disagree about.</param>
public readonly record struct JsonLimits(int MaxDepth, int MaxValues, bool Strict)
{
    /// <summary>What callers send us: one reading only, so that no two parsers can see different requests.</summary>
    public static JsonLimits Request { get; } = new(128, 200_000, Strict: true);

    /// <summary>What sources send us: taken as it comes.</summary>
    public static JsonLimits Upstream { get; } = new(256, 4_000_000, Strict: false);
}
