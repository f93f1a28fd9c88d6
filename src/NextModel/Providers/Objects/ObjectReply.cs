using NextModel.Json;

namespace NextModel.Providers.Objects;

/// <summary>What a source answered about something it keeps.</summary>
/// <param name="response">The answer, begun.</param>
/// <param name="patience">Ends it when it takes too long.</param>
/// <param name="both">Ends it then, or when nobody wants it.</param>
public sealed class ObjectReply(HttpResponseMessage response, IDisposable patience, CancellationTokenSource both) : IDisposable
{
    public int Status => (int)response.StatusCode;

    public bool IsSuccess => response.IsSuccessStatusCode;

    /// <summary>What the source calls it; null when it does not say.</summary>
    public string? MediaType => ResponseHeader.First(response.Content.Headers, "content-type");

    /// <summary>Its length; null when the source does not say.</summary>
    public long? Length => response.Content.Headers.ContentLength;

    /// <summary>The body, as far as <paramref name="most"/> bytes.</summary>
    public async ValueTask<byte[]> ReadAsync(int most)
    {
        using var body = new PooledBuffer(4096);
        await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
        int read;
        do
        {
            read = await stream.ReadAsync(body.GetMemory(4096), both.Token);
            body.Advance(read);
        }
        while (read > 0 && body.Length < most);
        return body.Written.ToArray();
    }

    /// <summary>The body, as it comes.</summary>
    public async ValueTask<Stream> OpenAsync() => await response.Content.ReadAsStreamAsync(both.Token);

    /// <summary>Copies the body from where it comes to where it goes.</summary>
    public async ValueTask CopyToAsync(Stream output)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
        await stream.CopyToAsync(output, both.Token);
    }

    public void Dispose()
    {
        response.Dispose();
        both.Dispose();
        patience.Dispose();
    }
}
