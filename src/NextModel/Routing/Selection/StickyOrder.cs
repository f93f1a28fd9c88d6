using System.Security.Cryptography;
using System.Text;
using NextModel.Inference;

namespace NextModel.Routing.Selection;

/// <summary>
/// The same order for the same key and beginning of the prompt: conversations and prompts that begin alike meet the provider's own prompt
/// cache again. What begins a prompt is its <c>prompt_cache_key</c> if it has one, else its first message.
/// </summary>
internal static class StickyOrder
{
    private const int LongestStart = 4096;

    public static List<RouteTarget> Of(List<RouteTarget> targets, RouteFacts facts)
    {
        Span<byte> seed = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(facts.Caller.Key.Id));
        if (facts.Request is { } request)
        {
            hash.AppendData(StartOf(request));
        }

        hash.GetHashAndReset(seed);
        var keyed = new List<(RouteTarget Target, double Key)>(targets.Count);
        foreach (var target in targets)
        {
            keyed.Add((target, Draw.Key(seed, target, 1)));
        }

        return [.. keyed.OrderByDescending(k => k.Key).Select(k => k.Target)];
    }

    private static ReadOnlySpan<byte> StartOf(InferenceRequest request)
    {
        var body = request.Chat.Root;
        var named = body["prompt_cache_key"u8];
        if (!named.IsNullOrMissing)
        {
            return named.Raw;
        }

        foreach (var message in body["messages"u8].Children)
        {
            var raw = message.Value.Raw;
            return raw[..Math.Min(raw.Length, LongestStart)];
        }

        return [];
    }
}
