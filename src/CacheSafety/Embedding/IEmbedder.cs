namespace CacheSafety.Embedding;

/// <summary>Texts to vectors whose angle is their likeness.</summary>
public interface IEmbedder
{
    /// <summary>As it is named in reports: figures belong to one embedder and no other.</summary>
    string Name { get; }

    /// <summary>One vector for each text, in order; of any length above zero, all of the same size.</summary>
    Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}
