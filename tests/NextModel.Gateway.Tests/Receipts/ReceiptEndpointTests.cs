using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Ledger;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>Receipts over HTTP: one, a list, and what they prove.</summary>
public sealed class ReceiptEndpointTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["canary", "echo", "err-404-model"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Retrieve_ByRequestOrReceiptId_GivesTheReceiptTheHeadersNamed()
    {
        var reply = await AskAsync("a");
        var receipt = await SeenReceipt.OfAsync(_gateway.Client, reply.RequestId);
        receipt.RequestId.ShouldBe(reply.RequestId);
        receipt.Root.GetProperty("hash").GetString().ShouldBe(reply.Headers["x-nextmodel-receipt-hash"]);
        var url = reply.Headers["x-nextmodel-receipt-url"];
        url.ShouldEndWith($"/v1/receipts/{receipt.Id}");
        (await SeenReceipt.OfAsync(_gateway.Client, receipt.Id)).Root.GetRawText().ShouldBe(receipt.Root.GetRawText());
    }

    [Fact]
    public async Task Retrieve_OfAnotherProject_AnswersLikeAMissingOne()
    {
        var existing = (await AskAsync("a")).RequestId.Replace("req_", "rcpt_", StringComparison.Ordinal);
        var missing = "rcpt_" + Guid.CreateVersion7().ToString("N");
        using var neighbour = _gateway.CreateClient(await _gateway.CreateKeyAsync("other"));
        using var stranger = _gateway.CreateClient(await _gateway.CreateKeyAsync("default", "other"));
        var expected = await RefusedAsync(_gateway.Client, missing);
        (await RefusedAsync(neighbour, existing)).ShouldBe(expected);
        (await RefusedAsync(stranger, existing)).ShouldBe(expected);
        (await RefusedAsync(_gateway.Client, existing[..^1])).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Retrieve_WithAManagementKey_ReadsTheOrganizationsOrTheTeamsReceiptsAndNoOthers()
    {
        var directory = _gateway.Installation.Directory;
        var home = directory.Organizations.Single();
        var team = directory.Teams.Single();
        (await _gateway.Installation.Tenancy.CreateTeamAsync(Audit.AuditActor.CommandLine, home.Id, "blue", default)).TryGet(out var blue, out _).ShouldBeTrue();
        var mine = (await AskAsync("a")).RequestId;
        using var neighbour = _gateway.CreateClient(await _gateway.CreateKeyAsync("other"));
        var neighbours = (await AskAsync("b", client: neighbour)).RequestId;
        using var stranger = _gateway.CreateClient(await _gateway.CreateKeyAsync("default", "elsewhere"));
        var strangers = (await AskAsync("c", client: stranger)).RequestId;
        var elsewhere = directory.FindOrganizationByName("elsewhere")!;

        using var ofTheOrganization = await ManagementAsync(home.Id, null);
        using var ofTheTeam = await ManagementAsync(home.Id, team.Id);
        using var ofBlue = await ManagementAsync(home.Id, blue!.Id);
        using var ofElsewhere = await ManagementAsync(elsewhere.Id, null);

        (await SeenAsync(ofTheOrganization)).ShouldBe([mine, neighbours], ignoreOrder: true);
        (await SeenAsync(ofTheTeam)).ShouldBe([mine, neighbours], ignoreOrder: true);
        (await SeenAsync(ofBlue)).ShouldBeEmpty();
        (await SeenAsync(ofElsewhere)).ShouldBe([strangers]);
        foreach (var (client, id) in new[] { (ofTheOrganization, strangers), (ofBlue, mine), (ofElsewhere, mine) })
        {
            (await RefusedAsync(client, id)).ShouldBe(await RefusedAsync(client, "req_" + Guid.CreateVersion7().ToString("N")));
        }

        (await SeenReceipt.OfAsync(ofTheOrganization, neighbours)).RequestId.ShouldBe(neighbours);
        (await SeenReceipt.OfAsync(ofTheTeam, mine)).RequestId.ShouldBe(mine);
        (await ofTheOrganization.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var nobody = _gateway.CreateClient("nm_mk_0000000000000000000000000000000000000000000_000000");
        (await nobody.GetAsync("/v1/receipts")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpClient> ManagementAsync(string organization, string? teamId)
        {
            var made = await _gateway.Installation.ManagementKeys.IssueAsync(
                Identity.Administrator.CommandLine, new Identity.ManagementKeyRequest(organization, teamId, "reader", Identity.AccessRole.Viewer), default);
            return _gateway.CreateClient(made.TryGet(out var key, out var refusal) ? key.RawKey : throw new InvalidOperationException(refusal.Message));
        }

        static async Task<List<string>> SeenAsync(HttpClient client)
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync("/v1/receipts"));
            return [.. page.RootElement.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("request_id").GetString()!)];
        }
    }

    [Fact]
    public async Task List_PagesWhileOthersWrite_GiveEveryReceiptOnceNewestFirst()
    {
        var written = new List<string>();
        for (var n = 0; n < 23; n++)
        {
            written.Add((await AskAsync($"{n}")).RequestId);
        }

        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(n => WriteAsync(n, stop.Token)));
        var seen = new List<SeenReceipt>();
        for (var path = "/v1/receipts?limit=5"; path is not null;)
        {
            var (page, next) = await ListAsync(path);
            page.Count.ShouldBeInRange(1, 5);
            seen.AddRange(page);
            path = next is null ? null : $"/v1/receipts?limit=5&cursor={next}";
        }

        await stop.CancelAsync();
        await writing;
        seen.Select(r => r.Id).ShouldBeUnique();
        written.Reverse();
        seen.Select(r => r.RequestId).Where(written.Contains).ShouldBe(written);
        seen.Select(r => r.Root.GetProperty("completed_at").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task List_Filtered_HoldsWhatTheFilterSays()
    {
        var fresh = (await AskAsync("a")).RequestId;
        var replay = (await AskAsync("a")).RequestId;
        var failed = (await AskAsync("a", "err-404-model")).RequestId;
        using var colleague = _gateway.CreateClient(await _gateway.CreateKeyAsync());
        var others = (await AskAsync("b", client: colleague)).RequestId;
        var all = (await ListAsync("/v1/receipts")).Items;
        all.Select(r => r.RequestId).ShouldBe([others, failed, replay, fresh]);
        var keyOfOthers = all[0].Root.GetProperty("key").GetProperty("id").GetString();
        var middle = Uri.EscapeDataString(all[1].Root.GetProperty("completed_at").GetString()!);
        (await IdsAsync($"key={keyOfOthers}")).ShouldBe([others]);
        (await IdsAsync("model=err-404-model")).ShouldBe([failed]);
        (await IdsAsync("source=fake")).Count.ShouldBe(4);
        (await IdsAsync($"project={all[0].Root.GetProperty("project").GetString()}&outcome=upstream_failed")).ShouldBe([failed]);
        (await IdsAsync("project=proj_0193c1f0000070008000000000000003")).ShouldBeEmpty();
        var charged = all.Where(r => r.Root.GetProperty("billing").GetProperty("amount").GetString() != "0.000000000").Select(r => r.RequestId);
        (await IdsAsync("min_amount=0.000000001")).ShouldBe(charged);
        (await IdsAsync("min_amount=1000")).ShouldBeEmpty();
        (await IdsAsync("source=elsewhere")).ShouldBeEmpty();
        (await IdsAsync("serve_mode=exact_cache")).ShouldBe([replay]);
        (await IdsAsync("outcome=upstream_failed")).ShouldBe([failed]);
        (await IdsAsync("serve_mode=fresh&outcome=completed")).ShouldBe([others, fresh]);
        (await IdsAsync($"from={middle}")).ShouldContain(failed);
        (await IdsAsync($"to={middle}")).ShouldNotContain(failed);
        (await IdsAsync($"from={middle}")).Concat(await IdsAsync($"to={middle}")).ShouldBe(all.Select(r => r.RequestId));
    }

    [Fact]
    public async Task List_OfAnotherProject_IsEmpty()
    {
        await AskAsync("a");
        using var neighbour = _gateway.CreateClient(await _gateway.CreateKeyAsync("other"));
        (await ListAsync("/v1/receipts", neighbour)).Items.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=yesterday", "cursor")]
    [InlineData("serve_mode=stale", "serve_mode")]
    [InlineData("outcome=fine", "outcome")]
    [InlineData("from=noon", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("min_amount=0", "min_amount")]
    [InlineData("min_amount=-1", "min_amount")]
    [InlineData("min_amount=much", "min_amount")]
    [InlineData("min_amount=0.0000000001", "min_amount")]
    [InlineData("min_amount=1e3", "min_amount")]
    [InlineData("project=", "project")]
    [InlineData("key=a&key=b", "key")]
    [InlineData("model=", "model")]
    [InlineData("source=", "source")]
    [InlineData("colour=red", "colour")]
    public async Task List_BadParameter_IsRefusedByName(string query, string parameter)
    {
        using var response = await _gateway.Client.GetAsync($"/v1/receipts?{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        json.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("invalid_request");
        json.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(parameter);
    }

    [Fact]
    public async Task Receipts_SavedAndVerifiedWithThePublishedKeys_Hold()
    {
        var requests = new[] { await AskAsync("a"), await AskAsync("a"), await AskAsync("a", "err-404-model") };
        VerifyingKeys.TryParse(await _gateway.Client.GetByteArrayAsync("/.well-known/jwks.json"), out var keys).ShouldBeTrue();
        using (keys)
        {
            var verifier = new ReceiptVerifier(keys!);
            foreach (var request in requests)
            {
                var saved = await _gateway.Client.GetByteArrayAsync($"/v1/receipts/{request.RequestId}");
                verifier.Verify(saved, request.RequestId).Problems.ShouldBeEmpty();
                verifier.Verify(saved, "req_" + Guid.CreateVersion7().ToString("N")).Problems.Single().Code.ShouldBe(ReceiptProblemCode.RequestIdMismatch);
                var forged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(saved).Replace("\"project\":\"", "\"project\":\"x", StringComparison.Ordinal));
                verifier.Verify(forged).Problems.ShouldContain(p => p.Code == ReceiptProblemCode.HashMismatch);
            }
        }
    }

    [Fact]
    public async Task ResponseDigest_OfJsonAndItsReplayAsStream_IsTheKeyedHashOfTheAnswer()
    {
        var fresh = await AskAsync("a \\\"quoted\\\" caf\\u00e9 \\u0007", "echo");
        var replay = await AskAsync("a \\\"quoted\\\" caf\\u00e9 \\u0007", "echo", stream: true);
        replay.ServeMode.ShouldBe("exact_cache");
        var receipt = await SeenReceipt.OfAsync(_gateway.Client, fresh.RequestId);
        var secret = _gateway.Installation.DataKeys.Find(receipt.Root.GetProperty("organization").GetString()!)!.Derive("receipt-digest");
        receipt.ResponseDigest.ShouldBe(AnswerDigest.Of(fresh.Body, secret));
        (await SeenReceipt.OfAsync(_gateway.Client, replay.RequestId)).ResponseDigest.ShouldBe(receipt.ResponseDigest);
    }

    private static async Task<(HttpStatusCode Status, long? Length, string Body)> RefusedAsync(HttpClient client, string id)
    {
        using var response = await client.GetAsync($"/v1/receipts/{id}");
        var body = await response.Content.ReadAsStringAsync();
        var requestId = response.Headers.GetValues("x-request-id").Single();
        var common = body.Replace(id, "", StringComparison.Ordinal).Replace(requestId, "", StringComparison.Ordinal);
        return (response.StatusCode, response.Content.Headers.ContentLength, common);
    }

    private async Task WriteAsync(int writer, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            await AskAsync($"{writer}-{n}");
        }
    }

    private async Task<IReadOnlyList<string>> IdsAsync(string query) =>
        [.. (await ListAsync($"/v1/receipts?{query}")).Items.Select(r => r.RequestId)];

    private async Task<(IReadOnlyList<SeenReceipt> Items, string? Next)> ListAsync(string path, HttpClient? client = null)
    {
        using var json = JsonDocument.Parse(await (client ?? _gateway.Client).GetByteArrayAsync(path));
        var root = json.RootElement;
        var next = root.GetProperty("next_cursor").GetString();
        root.GetProperty("object").GetString().ShouldBe("list");
        root.GetProperty("has_more").GetBoolean().ShouldBe(next is not null);
        return ([.. root.GetProperty("data").EnumerateArray().Select(r => new SeenReceipt(r.Clone()))], next);
    }

    private async Task<ChatReply> AskAsync(string content, string model = "canary", bool stream = false, HttpClient? client = null)
    {
        var body = $"{{\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")},"
            + $"\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}";
        using var response = await _gateway.ChatAsync(body, client);
        return await ChatReply.ReadAsync(response);
    }
}
