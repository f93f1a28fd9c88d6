using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CacheSafety.Embedding;

/// <summary>Vectors of any endpoint that speaks OpenAI's <c>POST /v1/embeddings</c>.</summary>
/// <param name="http">Used for all calls.</param>
/// <param name="baseUrl">Ends in <c>/v1</c>.</param>
/// <param name="model">The embedding model.</param>
/// <param name="apiKey">Bearer; null for none.</param>
public sealed class EndpointEmbedder(HttpClient http, Uri baseUrl, string model, string? apiKey) : IEmbedder
{
    private const int Batch = 64;

    public string Name => model;

    /// <exception cref="HttpRequestException">The endpoint refused or is not there.</exception>
    /// <exception cref="InvalidDataException">It answered something else.</exception>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var vectors = new List<float[]>(texts.Count);
        foreach (var batch in texts.Chunk(Batch))
        {
            vectors.AddRange(await CallAsync(batch, cancellationToken));
        }

        return vectors;
    }

    private async Task<float[][]> CallAsync(string[] batch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{baseUrl.ToString().TrimEnd('/')}/embeddings"));
        request.Content = JsonContent.Create(new Dictionary<string, object> { ["model"] = model, ["input"] = batch, ["encoding_format"] = "float" });
        if (apiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (!answer.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() != batch.Length)
        {
            throw new InvalidDataException($"{baseUrl} answered no list of {batch.Length} embeddings for the model '{model}'.");
        }

        var vectors = new float[batch.Length][];
        foreach (var (place, item) in data.EnumerateArray().Index())
        {
            // Not every endpoint keeps the order.
            var index = item.TryGetProperty("index", out var stated) && stated.TryGetInt32(out var number) ? number : place;
            vectors[index] = [.. item.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())];
        }

        return vectors;
    }
}
