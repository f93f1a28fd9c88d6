using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace NextModel.Load.Comparison;

/// <summary>Makes the API keys of a run through the admin API.</summary>
internal static class KeyMint
{
    /// <summary>As many keys of project <c>default</c> as <paramref name="count"/>.</summary>
    public static async Task<string[]> CreateAsync(int port, string adminKey, int count)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        var keys = new string[count];
        for (var i = 0; i < count; i++)
        {
            // Buffered, because the admin API wants the length of a body.
            using var body = JsonContent.Create(new { project = "default", name = $"load-{i}" });
            await body.LoadIntoBufferAsync();
            using var answer = await client.PostAsync(new Uri("/api/admin/v1/keys", UriKind.Relative), body);
            answer.EnsureSuccessStatusCode();
            var key = await answer.Content.ReadFromJsonAsync<JsonElement>();
            keys[i] = key.GetProperty("raw_key").GetString()!;
        }

        return keys;
    }
}
