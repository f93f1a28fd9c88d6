namespace CacheSafety.Embedding;

/// <summary>The vectors of a set of texts, of length one, so that their product is the cosine of their angle.</summary>
public sealed class VectorTable
{
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    private VectorTable(string embedder) => Embedder = embedder;

    /// <summary>Name of the embedder.</summary>
    public string Embedder { get; }

    public static async Task<VectorTable> MakeAsync(IEmbedder embedder, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var distinct = texts.Distinct(StringComparer.Ordinal).ToArray();
        var table = new VectorTable(embedder.Name);
        foreach (var (text, vector) in distinct.Zip(await embedder.EmbedAsync(distinct, cancellationToken)))
        {
            var length = MathF.Sqrt(vector.Sum(value => value * value));
            table._vectors[text] = length == 0 ? vector : [.. vector.Select(value => value / length)];
        }

        return table;
    }

    /// <summary>Cosine, −1 to 1. The same text is 1, whatever rounding would make of it.</summary>
    public double Similarity(string one, string other)
    {
        if (one == other)
        {
            return 1;
        }

        var (x, y) = (_vectors[one], _vectors[other]);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return Math.Clamp(sum, -1, 1);
    }
}
