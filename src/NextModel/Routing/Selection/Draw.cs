using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Routing.Selection;

/// <summary>Weighted rendezvous hashing: each target draws by seed and name, so that the same seed gives the same order on every replica,
/// and a target that comes or goes moves only the requests it gains or loses.</summary>
/// <remarks>
/// The key of a target is u^(1/weight) with u uniform in (0, 1): the greatest key is one target's with a chance of its share of the weights
/// (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006).
/// </remarks>
internal static class Draw
{
    /// <summary>The logarithm of the key: higher comes first.</summary>
    public static double Key(ReadOnlySpan<byte> seed, RouteTarget target, int weight)
    {
        if (weight <= 0)
        {
            return double.NegativeInfinity;
        }

        var (model, source) = (target.Model.Id, target.Offer.Source.Id);
        var name = Encoding.UTF8.GetBytes($"{model}\n{source}");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(seed);
        hash.AppendData(name);
        hash.GetHashAndReset(digest);

        // 53 bits, and half a step up: never 0.
        var u = ((BinaryPrimitives.ReadUInt64BigEndian(digest) >> 11) + 0.5) / (1UL << 53);
        return Math.Log(u) / weight;
    }
}
