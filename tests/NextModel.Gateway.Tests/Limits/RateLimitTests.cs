using System.Net;
using NextModel.Gateway.Admin;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Rate limits as a caller meets them: OpenAI's headers, a computed retry-after, and no receipt for a refusal.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private const string Body = "{\"model\":\"canary\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private readonly ManualTime _time = new();
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["canary"], Time = _time });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Chat_NoLimits_HasNoHeaders()
    {
        using var response = await _gateway.ChatAsync(Body);

        response.Headers.ShouldNotContain(h => h.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Chat_OneRequestTooMany_Is429WithComputedRetryAfterAndNoReceipt()
    {
        await LimitAsync(new RateLimitsBody(2, null, null));
        using var first = await _gateway.ChatAsync(Body);
        using var second = await _gateway.ChatAsync(Body);
        _time.Advance(TimeSpan.FromSeconds(10));

        using var third = await _gateway.ChatAsync(Body);

        Header(first, "x-ratelimit-limit-requests").ShouldBe("2");
        Header(first, "x-ratelimit-remaining-requests").ShouldBe("1");
        Header(first, "x-ratelimit-reset-requests").ShouldBe("30s");
        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Header(third, "retry-after").ShouldBe("20");
        Header(third, "x-ratelimit-remaining-requests").ShouldBe("0");
        (await third.Content.ReadAsStringAsync()).ShouldContain("\"rate_limit_exceeded\"");
        (await _gateway.Client.GetStringAsync("/v1/receipts")).Split("\"id\":\"rcpt_").Length.ShouldBe(3);
        _time.Advance(TimeSpan.FromSeconds(20));
        (await _gateway.ChatAsync(Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Chat_RefusedManyTimes_WritesNothingToTheDatabase()
    {
        await LimitAsync(new RateLimitsBody(1, null, null));
        using var first = await _gateway.ChatAsync(Body);
        var before = Written();

        for (var n = 0; n < 50; n++)
        {
            using var refused = await _gateway.ChatAsync(Body.Replace("hello", $"{n}", StringComparison.Ordinal));
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        Written().ShouldBe(before);

        // Rows that the one writing connection has inserted, changed or deleted since it was opened.
        long Written()
        {
            var database = (NextModel.Storage.Sqlite.SqliteDatabase)_gateway.Installation.Stores.Database;
            lock (database.Gate)
            {
                using var command = database.Writer.CreateCommand();
                command.CommandText = "SELECT total_changes()";
                return (long)command.ExecuteScalar()!;
            }
        }
    }

    [Fact]
    public async Task Chat_Tokens_AreTakenByForecastAndCorrectedByTheTruth()
    {
        await LimitAsync(new RateLimitsBody(null, 200, null));

        using var first = await _gateway.ChatAsync(Body);
        using var replay = await _gateway.ChatAsync(Body);
        using var other = await _gateway.ChatAsync(Body.Replace("hello", "other", StringComparison.Ordinal));
        using var tooMany = await _gateway.ChatAsync(Body.Replace("50", "190", StringComparison.Ordinal));

        var forecast = (Body.Length / 4) + 50;
        Header(first, "x-ratelimit-remaining-tokens").ShouldBe($"{200 - forecast}");
        Header(replay, "x-ratelimit-remaining-tokens").ShouldBe($"{200 - 16 - forecast}", "12 in and 4 out were used");
        Header(other, "x-ratelimit-remaining-tokens").ShouldBe($"{200 - 16 - forecast}", "a replay uses no tokens");
        tooMany.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        _upstream.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Chat_TooManyInFlight_IsRefusedUntilOneEnds()
    {
        await LimitAsync(new RateLimitsBody(null, null, 1));
        _upstream.Play((request, attempt) => Behaviours.Canary()(request, attempt) with { End = ResponseEnd.Hang, Writes = [] });
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
        var hanging = _gateway.Client.PostAsync("/v1/chat/completions", content, leaving.Token);
        var received = await _upstream.WaitForRequestAsync();

        using var refused = await _gateway.ChatAsync(Body);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Header(refused, "retry-after").ShouldBe("1");
        await leaving.CancelAsync();
        await hanging.ContinueWith(static _ => { }, TaskScheduler.Default);
        await received.ClientGone;
    }

    [Theory]
    [InlineData("{\"requests_per_minute\":0}", "requests_per_minute")]
    [InlineData("{\"tokens_per_minute\":-1}", "tokens_per_minute")]
    [InlineData("{\"concurrent\":99999999999}", "concurrent")]
    [InlineData("{\"rpm\":1}", "rpm")]
    public async Task Put_BadLimits_AreRefusedByName(string body, string named)
    {
        using var admin = AdminClient.Of(_gateway);

        using var response = await admin.PutAsync($"/api/admin/v1/keys/{KeyId}/limits", AdminClient.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(named);
    }

    [Fact]
    public async Task Limits_PutGetDelete_SurviveARestart()
    {
        using var admin = AdminClient.Of(_gateway);
        var project = _gateway.Installation.Directory.Projects.Single().Id;
        foreach (var path in new[] { $"/api/admin/v1/keys/{KeyId}/limits", $"/api/admin/v1/projects/{project}/limits" })
        {
            (await admin.PutAsync(path, AdminClient.Json("{\"requests_per_minute\":5,\"concurrent\":2}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await admin.GetStringAsync(path)).ShouldContain("\"requests_per_minute\":5,\"concurrent\":2,\"version\":1}");
        }

        (await admin.DeleteAsync($"/api/admin/v1/projects/{project}/limits")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetStringAsync($"/api/admin/v1/projects/{project}/limits")).ShouldNotContain("concurrent");
        (await admin.GetAsync("/api/admin/v1/keys/key_nobody/limits")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.GetAsync($"/api/admin/v1/keys/{project}/limits")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var records = await _gateway.Installation.Stores.Limits.LoadAsync(default);
        records.Rates.ShouldBe(
            [new RateRule(KeyId, new RateLimits(5, null, 2), 1), new RateRule(project, RateLimits.None, 2)], ignoreOrder: true);
    }

    // Taken away and set again they are other limits: who saw the first must not overwrite the second.
    [Fact]
    public async Task Put_LimitsThatSomebodyChangedMeanwhile_IsRefused()
    {
        using var admin = AdminClient.Of(_gateway);
        var path = $"/api/admin/v1/keys/{KeyId}/limits";
        var none = (await admin.GetAsync(path)).Headers.ETag;
        none!.Tag.ShouldBe("\"0\"");
        var first = (await admin.PutAsync(path, AdminClient.Json("{\"concurrent\":2}"))).Headers.ETag;
        await admin.DeleteAsync(path);
        await admin.PutAsync(path, AdminClient.Json("{\"concurrent\":3}"));

        admin.DefaultRequestHeaders.IfMatch.Clear();
        (await admin.PutAsync(path, AdminClient.Json("{\"concurrent\":4}"))).StatusCode.ShouldBe((HttpStatusCode)428);
        foreach (var stale in new[] { none, first! })
        {
            admin.DefaultRequestHeaders.IfMatch.Clear();
            admin.DefaultRequestHeaders.IfMatch.Add(stale);
            (await admin.PutAsync(path, AdminClient.Json("{\"concurrent\":4}"))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        }

        (await admin.GetStringAsync(path)).ShouldContain("\"concurrent\":3,\"version\":3");
    }

    private string KeyId => _gateway.Installation.Directory.Callers
        .Single(c => _gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal)).Key.Id;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private async Task LimitAsync(RateLimitsBody limits)
    {
        var set = await _gateway.Installation.Operations.RateLimits.SetAsync(Identity.Administrator.CommandLine, KeyId, null, limits, default);
        set.TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);
    }
}
