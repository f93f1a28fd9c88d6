using NextModel.Providers.Translation;
using static NextModel.Providers.Translation.MemberTreatment;

namespace NextModel.Providers.Gemini;

/// <summary>What becomes of each member of an embeddings request at a source of the dialect <c>gemini</c>.</summary>
internal static class GeminiEmbeddingMembers
{
    public static MemberRules Rules { get; } = new(
        new("dimensions", Sent, "`outputDimensionality`"),
        new("encoding_format", Gateway, "numbers come and are encoded here as they were asked for"),
        new("input", Sent, "one of `requests` for each text; token ids are refused"),
        new("model", Sent, "part of the address and of each of `requests`, by the source's name"),
        new("user", Dropped, "it has no such member"));

    /// <summary>Members of the source's own that would name what the translation writes.</summary>
    public static readonly string[] Written = ["requests", "content", "outputDimensionality", "output_dimensionality"];
}
