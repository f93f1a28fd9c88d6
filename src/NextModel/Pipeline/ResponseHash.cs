using System.Security.Cryptography;
using NextModel.Json;

namespace NextModel.Pipeline;

/// <summary>What a receipt says of an answer: SHA-256 over its RFC 8785 form, without <c>usage</c>, which a replay tells differently.</summary>
internal static class ResponseHash
{
    private static readonly CanonicalRule WithoutUsage = CanonicalRule.Without("usage");

    /// <param name="answer">A complete answer as JSON.</param>
    public static byte[] Of(ReadOnlyMemory<byte> answer)
    {
        var tape = JsonTape.Rent();
        using var canonical = new PooledBuffer(answer.Length + 64);
        try
        {
            if (!tape.TryParse(answer, JsonLimits.Upstream, out var problem))
            {
                throw new InvalidOperationException($"An answer of ours is no JSON: {problem}.");
            }

            Rfc8785.Write(tape.Root, canonical, WithoutUsage);
            return SHA256.HashData(canonical.Written);
        }
        finally
        {
            tape.Return();
        }
    }
}
