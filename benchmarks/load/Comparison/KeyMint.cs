using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace NextModel.Load.Comparison;

/// <summary>Makes the API keys of a run through the admin API.</summary>
internal static class KeyMint
{
    /// <summary>As many keys in an organization that everything governs, with credit to spend.</summary>
    public static async Task<string[]> CreateGovernedAsync(int port, string adminKey, int count)
    {
        using var client = Client(port, adminKey);
        var file = GovernedOrganization.Write(Enumerable.Range(0, count).Select(i => $"load-{i}"), "load-*");
        var applied = await PostAsync(client, "/api/admin/v1/apply", new { file });
        await PostAsync(client, "/api/admin/v1/credits/default/transfers", new { kind = "top_up", amount = 1_000_000, external_id = "load" });
        return [.. applied.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("raw_key").GetString()!)];
    }

    /// <summary>As many keys of a project as <paramref name="count"/>.</summary>
    public static async Task<string[]> CreateAsync(int port, string adminKey, int count, string project = "default")
    {
        using var client = Client(port, adminKey);
        var keys = new string[count];
        for (var i = 0; i < count; i++)
        {
            var asked = new Dictionary<string, object> { ["project"] = project, ["name"] = $"load-{i}" };
            if (project != "default")
            {
                // The first builds know no such member.
                asked["create"] = true;
            }

            var key = await PostAsync(client, "/api/admin/v1/keys", asked);
            keys[i] = key.GetProperty("raw_key").GetString()!;
        }

        return keys;
    }

    private static HttpClient Client(int port, string adminKey)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        return client;
    }

    private static async Task<JsonElement> PostAsync<T>(HttpClient client, string path, T value)
    {
        // Buffered, because the admin API wants the length of a body.
        using var body = JsonContent.Create(value);
        await body.LoadIntoBufferAsync();
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException(text);
    }
}
