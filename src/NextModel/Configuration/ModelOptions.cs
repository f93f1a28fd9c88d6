namespace NextModel.Configuration;

/// <summary>An entry of <c>models</c>.</summary>
/// <param name="Where">Its path in the file.</param>
/// <param name="Id">What callers name.</param>
public sealed record ModelOptions(string Where, string Id)
{
    public string OwnedBy { get; init; } = "nextmodel";

    /// <summary><c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Tokenizer { get; init; } = "o200k_base";

    public IReadOnlyList<OfferOptions> Offers { get; init; } = [];
}
