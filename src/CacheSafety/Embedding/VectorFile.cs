using System.Text.Json;

namespace CacheSafety.Embedding;

/// <summary>Vectors that were computed before, one JSON object a line: <c>{"text":"…","vector":[…]}</c>.</summary>
public sealed class VectorFile : IEmbedder
{
    private readonly IReadOnlyDictionary<string, float[]> _vectors;

    private VectorFile(string name, IReadOnlyDictionary<string, float[]> vectors)
    {
        Name = name;
        _vectors = vectors;
    }

    public string Name { get; }

    /// <exception cref="InvalidDataException">Says which line cannot be read.</exception>
    public static async Task<VectorFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var (number, size) = (0, 0);
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var row = JsonDocument.Parse(line);
                var vector = row.RootElement.GetProperty("vector").EnumerateArray().Select(item => item.GetSingle()).ToArray();
                size = size == 0 ? vector.Length : size;
                if (vector.Length == 0 || vector.Length != size)
                {
                    throw new InvalidDataException($"{path}, line {number}: the vector has {vector.Length} numbers, the first one has {size}.");
                }

                vectors[row.RootElement.GetProperty("text").GetString()!] = vector;
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new InvalidDataException($"{path}, line {number}: write {{\"text\":\"…\",\"vector\":[…]}} on each line. {error.Message}");
            }
        }

        return new VectorFile($"vectors:{Path.GetFileNameWithoutExtension(path)}", vectors);
    }

    /// <exception cref="InvalidDataException">A text has no vector.</exception>
    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(text => _vectors.TryGetValue(text, out var vector)
            ? vector
            : throw new InvalidDataException($"{Name} has no vector for the text '{Shorten(text)}'; 'cachesafety sweep --texts' prints every text that needs one."))]);

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
