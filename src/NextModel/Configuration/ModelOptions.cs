namespace NextModel.Configuration;

/// <summary>An entry of <c>models</c>.</summary>
/// <param name="Where">Its path in the file.</param>
/// <param name="Id">What callers name.</param>
public sealed record ModelOptions(string Where, string Id)
{
    public string OwnedBy { get; init; } = "nextmodel";

    /// <summary><c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Tokenizer { get; init; } = "o200k_base";

    /// <summary>Most output tokens of one choice, 1 to 2,147,483,647; null when not stated.</summary>
    public long? MaxOutputTokens { get; init; }

    public IReadOnlyList<OfferOptions> Offers { get; init; } = [];
}
