using System.Net.Http.Headers;
using System.Text;
using NextModel.Gateway.Tests.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Ledger;
using NextModel.Reporting.Reconciliation;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Reconciling;

/// <summary>Real requests, a file as the provider would export it, and the report over HTTP.</summary>
public sealed class ReconciliationApiTests : IAsyncLifetime
{
    private const string Root = "/api/admin/v1/reconciliations";
    private const string Query = "?provider=openrouter&source=fake&final_through=2999-01-01";

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Post_FileOfTheCallsThatWereMade_IsReconciledAndSigned()
    {
        var receipts = await CallAsync(3);
        var made = await SendAsync("POST", Query + "&name=calls.jsonl", ProviderFile.Calls(receipts));

        made.Status.ShouldBe(201, made.Body);
        made["status"].ShouldBe("reconciled");
        made.Json.GetProperty("matched").GetProperty("lines").GetInt64().ShouldBe(3);
        made.Json.GetProperty("files")[0].GetProperty("status").GetString().ShouldBe("imported");
        var report = await SendAsync("GET", $"/{made.Id}/report", null);
        report.Json.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("receipt").GetString()).ShouldBe(receipts.Select(r => r.Id));
        report.Json.GetProperty("ledger").GetProperty("to_seq").GetInt64().ShouldBe(3);
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(report.Body)));
        digest.ShouldBe(made["report_sha256"]);
        VerifyingKeys.TryParse(await _gateway.Client.GetByteArrayAsync("/.well-known/jwks.json"), out var keys).ShouldBeTrue();
        using (keys)
        {
            Convert.ToHexStringLower(ReconciliationSignature.TryOpen(made["signature"], keys!)!).ShouldBe(digest);
        }

        (await SendAsync("GET", $"/{made.Id}/report?format=html", null)).Body.ShouldContain("<!doctype html>");
        (await SendAsync("GET", $"/{made.Id}/report?format=md", null)).Body.ShouldContain("## Result");
    }

    [Fact]
    public async Task Post_UsageOfTheDay_IsReconciled()
    {
        var file = ProviderFile.Usage(await CallAsync(4));
        var made = await SendAsync("POST", "?provider=openai&source=fake&final_through=2999-01-01", file);

        made.Status.ShouldBe(201, made.Body);
        made["status"].ShouldBe("reconciled");
    }

    [Fact]
    public async Task Post_TheSameAgain_IsTheRunThereIs()
    {
        var file = ProviderFile.Calls(await CallAsync(2));
        var first = await SendAsync("POST", Query, file);
        var again = await SendAsync("POST", Query, file);
        (again.Status, again.Id).ShouldBe((200, first.Id));

        // Another receipt, another report: of the file it is known that it was there before.
        await CallAsync(1);
        var later = await SendAsync("POST", Query, file);
        later.Status.ShouldBe(201);
        later["status"].ShouldBe("differences");
        later.Json.GetProperty("files")[0].GetProperty("status").GetString().ShouldBe("already_imported");
        (await SendAsync("GET", "", null)).Json.GetProperty("data").EnumerateArray().Select(run => run.GetProperty("id").GetString()).ShouldBe([later.Id, first.Id]);
    }

    [Fact]
    public async Task Post_PreviousAndARestatedFile_ListsWhatChanged()
    {
        var receipts = await CallAsync(1);
        var file = ProviderFile.Calls(receipts);
        var first = await SendAsync("POST", Query, file.Replace("\"total_cost\":", "\"total_cost\":9", StringComparison.Ordinal));
        first["status"].ShouldBe("differences");
        var second = await SendAsync("POST", $"{Query}&previous={first.Id}", file);

        second["status"].ShouldBe("reconciled", second.Body);
        second["previous"].ShouldBe(first.Id);
        var report = await SendAsync("GET", $"/{second.Id}/report", null);
        report.Json.GetProperty("restated")[0].GetProperty("field").GetString().ShouldBe("cost");

        // The first file stays as long as a run has it.
        (await SendAsync("DELETE", "/" + first.Id, null)).Status.ShouldBe(200);
        (await SendAsync("POST", $"{Query}&previous={second.Id}&name=third", file)).Status.ShouldBe(201);
        (await SendAsync("GET", "/" + first.Id, null)).Status.ShouldBe(404);
        (await SendAsync("GET", $"/{first.Id}/report", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Post_FileWithABadRow_KeepsNothingAndNamesTheLine()
    {
        var refused = await SendAsync("POST", Query, ProviderFile.Calls(await CallAsync(2)) + "{\"id\":\"x\",\"created_at\":\"never\",\"native_tokens_prompt\":-1,\"total_cost\":1}\n");

        refused.Status.ShouldBe(400);
        refused.Message.ShouldContain("line 3");
        refused.Message.ShouldContain("native_tokens_prompt");
        (await SendAsync("GET", "", null)).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        Directory.EnumerateDirectories(Path.Combine(_gateway.Directory.Path, "data", "reconciliations")).Select(Path.GetFileName).ShouldBe(["incoming"]);
    }

    [Theory]
    [InlineData("", "provider")]
    [InlineData("?provider=acme", "provider")]
    [InlineData("?provider=mapped", "mapping")]
    [InlineData("?provider=mapped&mapping=x", "mapping")]
    [InlineData("?provider=openai&from=yesterday", "from")]
    [InlineData("?provider=openai&from=2026-10-02&to=2026-10-01", "to")]
    [InlineData("?provider=openai&edge_minutes=61", "edge_minutes")]
    [InlineData("?provider=openai&tolerance=50", "tolerance")]
    [InlineData("?provider=openai&cost_quantum=-1", "cost_quantum")]
    [InlineData("?provider=openai&zone=Berlin", "zone")]
    [InlineData("?provider=openai&model=x", "model")]
    [InlineData("?provider=openai&invoice=much", "invoice")]
    [InlineData("?provider=openai&colour=red", "colour")]
    [InlineData("?provider=openai&previous=rec_1", "reconciliation")]
    public async Task Post_BadTerms_AreNamed(string query, string parameter)
    {
        var refused = await SendAsync("POST", query, "{}");

        refused.Status.ShouldBeInRange(400, 404);
        refused.Param.ShouldBe(parameter, refused.Body);
    }

    [Fact]
    public async Task T34_TwoOrganizationsSendTheSameBytes_NeitherSeesTheOther()
    {
        var file = ProviderFile.Calls(await CallAsync(2));
        await _gateway.CreateKeyAsync("site", "acme");
        var (mine, theirs) = (await IssueAsync("default"), await IssueAsync("acme"));
        var made = await SendAsync("POST", Query, file, mine);
        var other = await SendAsync("POST", Query, file, theirs);

        made["status"].ShouldBe("reconciled");
        other.Status.ShouldBe(201);
        other["status"].ShouldBe("differences");
        other.Json.GetProperty("files")[0].GetProperty("status").GetString().ShouldBe("imported");
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/report"), ("DELETE", "") })
        {
            (await SendAsync(method, $"/{made.Id}{path}", null, theirs)).Status.ShouldBe(404);
        }

        (await SendAsync("POST", $"{Query}&previous={made.Id}", file, theirs)).Status.ShouldBe(404);
        (await SendAsync("GET", "?organization=default", null, theirs)).Status.ShouldBe(404);
        (await SendAsync("GET", "", null, theirs)).Json.GetProperty("data").EnumerateArray().Select(run => run.GetProperty("id").GetString()).ShouldBe([other.Id]);
        (await SendAsync("GET", $"/{other.Id}/report", null, theirs)).Body.ShouldNotContain("rcpt_");

        // One's deletion takes nothing from the other.
        (await SendAsync("DELETE", "/" + other.Id, null, theirs)).Status.ShouldBe(200);
        (await SendAsync("GET", $"/{made.Id}/report", null, mine)).Status.ShouldBe(200);
        (await SendAsync("POST", $"{Query}&previous={made.Id}&name=again", file, mine)).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Post_FailedAttemptBeforeAnAnswer_IsFoundWhenItWasCharged()
    {
        var receipts = await CallAsync(1, "err-500-then-ok");
        receipts[0].Attempts.Count.ShouldBe(2);
        var made = await SendAsync("POST", "?provider=openai&source=fake&final_through=2999-01-01", ProviderFile.Usage(receipts));
        var usage = ProviderFile.Usage([receipts[0], receipts[0]]).Replace("\"num_model_requests\":4", "\"num_model_requests\":2", StringComparison.Ordinal);
        var twice = await SendAsync("POST", "?provider=openai&source=fake&final_through=2999-01-01", usage);
        var line = (await SendAsync("GET", $"/{twice.Id}/report", null)).Json.GetProperty("lines")[0];

        made.Status.ShouldBe(201, made.Body);
        line.GetProperty("class").GetString().ShouldBe("retry_billed_twice");
        line.GetProperty("attempts")[0].GetString().ShouldBe(receipts[0].Id + "#1");
    }

    private async Task<List<SeenReceipt>> CallAsync(int count, string model = "echo")
    {
        var receipts = new List<SeenReceipt>();
        for (var i = 0; i < count; i++)
        {
            using var response = await _gateway.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Question {{Guid.CreateVersion7()}}"}]}""");
            response.EnsureSuccessStatusCode();
            var id = response.Headers.GetValues("x-nextmodel-receipt-url").Single();
            receipts.Add(SeenReceipt.Parse(await _gateway.Client.GetByteArrayAsync(new Uri(new Uri(_gateway.Origin), "/v1/receipts/" + id.Split('/')[^1]))));
        }

        return receipts;
    }

    private async Task<string> IssueAsync(string organization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway.Origin + "/api/admin/v1/management-keys");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _gateway.Installation.Secrets.AdminKey);
        request.Content = new StringContent($$"""{"organization":"{{organization}}","name":"finance","role":"admin"}""", Encoding.UTF8, "application/json");
        using var response = await _gateway.Client.SendAsync(request);
        return (await AdminReply.ReadAsync(response))["raw_key"];
    }

    private async Task<AdminReply> SendAsync(string method, string path, string? body, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _gateway.Origin + Root + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? _gateway.Installation.Secrets.AdminKey);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null)
        {
            // Of unknown length, as a browser streams a file.
            request.Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));
            request.Headers.TransferEncodingChunked = true;
        }

        using var response = await _gateway.Client.SendAsync(request);
        return await AdminReply.ReadAsync(response);
    }
}
