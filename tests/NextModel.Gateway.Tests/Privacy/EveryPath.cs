using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Privacy;

/// <summary>Sends the same prompt down every path a request can take, to sources that answer, quote and break.</summary>
internal sealed class EveryPath(HttpClient client, string prompt)
{
    /// <summary>The caller's word for a thing to be done once; it is nobody else's business.</summary>
    public const string IdempotencyKey = "keycanary-4713-for-the-ferry";

    public static readonly IReadOnlyList<string> Models = ["canary", "ok", "quotes-400", "quotes-401", "quotes-500", "quotes-in-200", "breaks", "passes"];

    /// <summary>What the source of all of them says of itself.</summary>
    public const string SourceLines =
        "    max_attempts: 2\n    operations: [completions, moderations, images.generations, images.variations, audio.speech, audio.transcriptions]";

    /// <summary>Every error told to a caller.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Ids of all that was answered.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Gives every model of <see cref="Models"/> its behaviour.</summary>
    public static void Prepare(FakeUpstream upstream, string prompt, string answer, params string[] upstreamKeys)
    {
        var quote = $"{{\"error\":{{\"message\":\"Bad credential {string.Join(" or ", upstreamKeys)} for '{prompt}'\",\"type\":\"x\",\"param\":null,\"code\":null}}}}";
        var text = $"{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"{answer}\"}},\"finish_reason\":null}}";
        var chunk = $"{{\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{text}]}}";
        upstream.Play("ok", (request, attempt) => WithAnswer(Behaviours.Echo()(request, attempt), prompt, answer));
        upstream.Play("passes", (request, attempt) => Passed(request, answer) ?? WithAnswer(Behaviours.Echo()(request, attempt), prompt, answer));
        upstream.Play("quotes-400", Behaviours.Always(ScriptedResponse.Json(quote.Replace(prompt, "it", StringComparison.Ordinal), 400)));
        upstream.Play("quotes-401", Behaviours.Always(ScriptedResponse.Json(quote, 401)));
        upstream.Play("quotes-500", Behaviours.Always(ScriptedResponse.Json(quote, 500)));
        upstream.Play("quotes-in-200", Behaviours.Always(ScriptedResponse.Json(quote)));
        upstream.Play("breaks", Behaviours.Always(Late(ScriptedResponse.Events([chunk, quote]))));
    }

    public async Task WalkAsync()
    {
        foreach (var model in Models)
        {
            foreach (var stream in new[] { false, true })
            {
                await ChatAsync(model, stream);
                await ChatAsync(model, stream);
            }
        }

        foreach (var (model, stream) in new[] { ("ok", false), ("ok", true), ("quotes-400", false), ("breaks", true) })
        {
            await ChatAsync(model, stream, key: $"{IdempotencyKey}-{model}-{stream}");
            await ChatAsync(model, stream, key: $"{IdempotencyKey}-{model}-{stream}");
            await ChatAsync(model, stream, ",\"user\":\"another\"", $"{IdempotencyKey}-{model}-{stream}");
        }

        await ChatAsync("ok", false, ",\"temperature\":\"hot\"");
        await ChatAsync("nothing-" + Guid.NewGuid().ToString("N"), false);
        await SendAsync(HttpMethod.Post, "/v1/chat/completions", $"{{\"model\":\"ok\",\"messages\":[\"{prompt}\"");
        await SendAsync(HttpMethod.Post, "/v1/embeddings", $"{{\"model\":\"canary\",\"input\":\"{prompt}\"}}");
        foreach (var stream in new[] { "false", "true" })
        {
            await SendAsync(HttpMethod.Post, "/v1/responses", $"{{\"model\":\"ok\",\"stream\":{stream},\"input\":\"{prompt}\"}}");
            await SendAsync(HttpMethod.Post, "/v1/responses", $"{{\"model\":\"breaks\",\"stream\":{stream},\"input\":\"{prompt}\"}}");
        }

        await SendAsync(HttpMethod.Post, "/v1/responses", $"{{\"model\":\"ok\",\"input\":\"{prompt}\",\"previous_response_id\":\"{prompt}\"}}");
        await SendAsync(HttpMethod.Get, "/v1/responses/resp_nobody", null);
        foreach (var model in new[] { "passes", "quotes-400", "quotes-in-200" })
        {
            await PassAsync("/v1/completions", $"{{\"model\":\"{model}\",\"prompt\":\"{prompt}\"}}");
            await PassAsync("/v1/completions", $"{{\"model\":\"{model}\",\"prompt\":\"{prompt}\"}}");
            await PassAsync("/v1/moderations", $"{{\"model\":\"{model}\",\"input\":\"{prompt}\"}}");
            await PassAsync("/v1/images/generations", $"{{\"model\":\"{model}\",\"prompt\":\"{prompt}\"}}", $"{IdempotencyKey}-images-{model}");
            await PassAsync("/v1/audio/speech", $"{{\"model\":\"{model}\",\"input\":\"{prompt}\",\"voice\":\"alloy\"}}");
            await UploadAsync("/v1/audio/transcriptions", model, "file");
            await UploadAsync("/v1/images/variations", model, "image");
        }

        await SendAsync(HttpMethod.Post, "/api/payments/stripe", "{}");
        await SendAsync(HttpMethod.Post, "/api/payments/paddle", "{}");
        await SendAsync(HttpMethod.Get, "/v1/models", null);
        await SendAsync(HttpMethod.Get, "/v1/receipts?limit=x", null);
    }

    /// <summary>Every receipt, as its caller reads it.</summary>
    public async Task<string> ReceiptsAsync()
    {
        var all = new StringBuilder(await client.GetStringAsync("/v1/receipts?limit=200"));
        foreach (var id in Requests)
        {
            all.Append(await client.GetStringAsync($"/v1/receipts/{id}"));
        }

        return all.ToString();
    }

    /// <summary>Makes, lists and revokes a key and purges the cache, with this admin key and with a wrong one; the new raw key.</summary>
    public async Task<string> AdministerAsync(string adminKey)
    {
        await AdminAsync("keys", "{\"project\":\"default\",\"name\":\"n\"}", adminKey + "x");
        using var made = JsonDocument.Parse(await AdminAsync("keys", "{\"project\":\"default\",\"name\":\"n\"}", adminKey));
        using var list = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/admin/v1/keys"), adminKey);
        await AdminAsync("keys/revoke", "{\"key\":\"nobody\"}", adminKey);
        await AdminAsync("projects/cache", "{\"project\":\"nobody\",\"mode\":\"off\"}", adminKey);
        return made.RootElement.EnumerateObject().Single(m => m.Value.ToString().StartsWith("nm_sk_", StringComparison.Ordinal) && m.Value.ToString().Length > 40).Value.GetString()!;
    }

    /// <summary>Brings a credential of the organization's own, rotates it and has it tested; then everything that is told of it.</summary>
    /// <param name="adminKey">Of the installation.</param>
    /// <param name="first">Its first secret.</param>
    /// <param name="second">Its second.</param>
    public async Task<string> BringAsync(string adminKey, string first, string second)
    {
        // A secret that is refused is not told either.
        await AdminAsync("credentials", $"{{\"source\":\"fake\",\"name\":\"own\",\"secret\":\"{first} \"}}", adminKey);
        await AdminAsync("credentials", $"{{\"source\":\"nowhere\",\"name\":\"own\",\"secret\":\"{first}\"}}", adminKey);
        await AdminAsync("credentials", $"{{\"source\":\"fake\",\"name\":\"own\",\"secret\":\"{first}\"}}", adminKey);
        var told = await AdminAsync("credentials", $"{{\"source\":\"fake\",\"name\":\"own\",\"secret\":\"{first}\",\"save_anyway\":true}}", adminKey);
        using var made = JsonDocument.Parse(told);
        var id = made.RootElement.GetProperty("id").GetString();
        told += await AdminAsync($"credentials/{id}/rotate", $"{{\"secret\":\"{second}\",\"save_anyway\":true}}", adminKey);
        told += await AdminAsync($"credentials/{id}/test", "{}", adminKey);
        foreach (var path in new[] { "credentials", $"credentials/{id}", "audit/export", "export" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/admin/v1/" + path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
            using var read = await client.SendAsync(request);
            read.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
            told += await read.Content.ReadAsStringAsync();
        }

        return told;
    }

    private static ScriptedResponse? Passed(ReceivedRequest request, string answer) => request.Path["/v1/".Length..] switch
    {
        "completions" => ScriptedResponse.Json($"{{\"id\":\"c-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"text\":\"{answer}\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}}]}}"),
        "moderations" => ScriptedResponse.Json($"{{\"id\":\"m-1\",\"model\":\"m\",\"results\":[{{\"flagged\":false,\"note\":\"{answer}\"}}]}}"),
        "images/generations" or "images/variations" => ScriptedResponse.Json($"{{\"created\":1,\"data\":[{{\"revised_prompt\":\"{answer}\"}}]}}"),
        "audio/speech" => new ScriptedResponse { Headers = [new("content-type", "audio/mpeg")], Writes = [ScriptedWrite.Text(answer)] },
        "audio/transcriptions" => ScriptedResponse.Json($"{{\"text\":\"{answer}\",\"usage\":{{\"type\":\"duration\",\"seconds\":1}}}}"),
        _ => null,
    };

    private static ScriptedResponse WithAnswer(ScriptedResponse response, string prompt, string answer) => response with
    {
        Writes = [.. response.Writes.Select(w => ScriptedWrite.Text(Encoding.UTF8.GetString(w.Bytes.Span).Replace(prompt, answer, StringComparison.Ordinal)))],
    };

    // The first event is to be on its way before the second one spoils it.
    private static ScriptedResponse Late(ScriptedResponse response) => response with
    {
        Writes = [response.Writes[0], response.Writes[1] with { Delay = TimeSpan.FromMilliseconds(100) }],
    };

    private Task ChatAsync(string model, bool stream, string more = "", string? key = null) => SendAsync(
        HttpMethod.Post,
        "/v1/chat/completions",
        $"{{\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{prompt}\"}}]{more}}}",
        key);

    private async Task<string> AdminAsync(string path, string body, string adminKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/admin/v1/" + path);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await SendAsync(request, adminKey);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string adminKey)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        var response = await client.SendAsync(request);
        await NoteAsync(response);
        return response;
    }

    private async Task SendAsync(HttpMethod method, string path, string? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("idempotency-key", key);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await NoteAsync(response);
        if (response.Headers.Contains("x-nextmodel-receipt-url"))
        {
            Requests.Add(response.Headers.GetValues("x-request-id").Single());
        }
    }

    private Task PassAsync(string path, string json, string? key = null) => PassAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), key);

    // More than is held in memory.
    private Task UploadAsync(string path, string model, string name) => PassAsync(path, new MultipartFormDataContent
    {
        { new StringContent(string.Concat(Enumerable.Repeat(prompt + "\n", 60_000))), name, "a.bin" },
        { new StringContent(model), "model" },
        { new StringContent(prompt), "prompt" },
    });

    private async Task PassAsync(string path, HttpContent content, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Add("idempotency-key", key);
        }

        using var response = await client.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            Errors.Add(await response.Content.ReadAsStringAsync() + response.Headers);
        }

        if (response.Headers.Contains("x-nextmodel-receipt-url"))
        {
            Requests.Add(response.Headers.GetValues("x-request-id").Single());
        }
    }

    private async Task NoteAsync(HttpResponseMessage response)
    {
        var reply = await ChatReply.ReadAsync(response);
        if (reply.ErrorCode is not null)
        {
            Errors.Add((response.IsSuccessStatusCode ? reply.ErrorMessage : reply.Body) + response.Headers);
        }
    }
}
