using NextModel.Caching;
using NextModel.Json;

namespace NextModel.Pipeline;

/// <summary>What a receipt says of an answer: SHA-256 over its RFC 8785 form, without <c>usage</c>, which a replay tells differently.</summary>
internal static class ResponseHash
{
    private static readonly CanonicalRule WithoutUsage = CanonicalRule.Without("usage");

    /// <param name="answer">A complete answer.</param>
    public static Digest Of(JsonCursor answer)
    {
        using var canonical = new PooledBuffer(answer.Raw.Length + 64);
        Rfc8785.Write(answer, canonical, WithoutUsage);
        return Digest.Of(canonical.Written);
    }
}
