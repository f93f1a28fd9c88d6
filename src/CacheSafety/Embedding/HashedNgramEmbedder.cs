using System.Text;

namespace CacheSafety.Embedding;

/// <summary>
/// Hashed character n-grams: deterministic, without a model, and blind to meaning. The floor of semantic caches and a tool for tests; its
/// curve is not what a trained encoder does.
/// </summary>
public sealed class HashedNgramEmbedder : IEmbedder
{
    private const int Dimensions = 1024;
    private const int Shortest = 3;
    private const int Longest = 5;

    public string Name => "hashed-ngram";

    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(Embed)]);

    public static float[] Embed(string text)
    {
        var vector = new float[Dimensions];
        var runes = $" {text.ToLowerInvariant()} ".EnumerateRunes().ToArray();
        for (var length = Shortest; length <= Longest; length++)
        {
            for (var start = 0; start + length <= runes.Length; start++)
            {
                var hash = Hash(runes.AsSpan(start, length));
                // One bit of the hash is the sign, so that collisions cancel instead of adding up.
                vector[(hash >> 1) % Dimensions] += (hash & 1) == 0 ? 1 : -1;
            }
        }

        return vector;
    }

    // FNV-1a, and a last mix because its low bits are weak.
    private static uint Hash(ReadOnlySpan<Rune> runes)
    {
        var hash = 2_166_136_261;
        foreach (var rune in runes)
        {
            hash = (hash ^ (uint)rune.Value) * 16_777_619;
        }

        return (hash ^ (hash >> 15)) * 2_246_822_519;
    }
}
