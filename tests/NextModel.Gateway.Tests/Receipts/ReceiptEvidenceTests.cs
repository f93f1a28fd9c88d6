using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Ledger;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>Proofs, checkpoints and share links over HTTP.</summary>
public sealed class ReceiptEvidenceTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["canary"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Proof_AfterTheNextCheckpoint_HoldsOfflineAndBeforeItAsksToWait()
    {
        var id = await AskAsync("a");
        using (var early = await _gateway.Client.GetAsync($"/v1/receipts/{id}/proof", Cancellation))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await early.Content.ReadAsStringAsync(Cancellation)).ShouldContain("checkpoint_pending");
            early.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        }

        (await _gateway.Installation.TakeCheckpointAsync(Cancellation)).ShouldNotBeNull();
        using var keys = await KeysAsync();
        var proof = await _gateway.Client.GetByteArrayAsync($"/v1/receipts/{id}/proof", Cancellation);
        ReceiptProof.Verify(proof, keys).Problems.ShouldBeEmpty();
        ReceiptProof.Verify(proof, keys, await _gateway.Client.GetByteArrayAsync($"/v1/receipts/{id}", Cancellation)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Consistency_OfASavedCheckpointAndTheNewest_Holds()
    {
        await AskAsync("a");
        await _gateway.Installation.TakeCheckpointAsync(Cancellation);
        var saved = await _gateway.Client.GetStringAsync("/v1/checkpoints/latest", Cancellation);
        for (var n = 0; n < 5; n++)
        {
            await AskAsync($"b{n}");
        }

        await _gateway.Installation.TakeCheckpointAsync(Cancellation);
        var answer = await _gateway.Client.GetByteArrayAsync("/v1/checkpoints/consistency?first=1", Cancellation);
        using var json = JsonDocument.Parse(answer);
        using var keys = await KeysAsync();
        var old = Checkpoint.TryRead(saved, keys).ShouldNotBeNull().Heads.ShouldHaveSingleItem();
        var grown = Checkpoint.TryRead(json.RootElement.GetProperty("checkpoint").GetRawText(), keys).ShouldNotBeNull().Heads.ShouldHaveSingleItem();
        grown.Tree!.Size.ShouldBe(6);
        ConsistencyProof.Check(old, grown, ConsistencyProof.TryRead(answer, 1, 6)).ShouldBeNull();
        ConsistencyProof.Check(old, grown, []).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "first")]
    [InlineData("?first=0", "first")]
    [InlineData("?first=many", "first")]
    [InlineData("?first=99", "first")]
    [InlineData("?first=1&second=99", "second")]
    [InlineData("?first=1&first=1", "first")]
    [InlineData("?from=1", "from")]
    public async Task Consistency_BadParameter_IsRefusedByName(string query, string parameter)
    {
        await AskAsync("a");
        await _gateway.Installation.TakeCheckpointAsync(Cancellation);

        using var response = await _gateway.Client.GetAsync("/v1/checkpoints/consistency" + query, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation));
        json.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(parameter);
    }

    [Fact]
    public async Task ProofAndLinks_OfAnotherTenantsReceipt_AreAsMissingAsOneThatNeverWas()
    {
        var id = await AskAsync("a");
        await _gateway.Installation.TakeCheckpointAsync(Cancellation);
        using var neighbour = _gateway.CreateClient(await _gateway.CreateKeyAsync("other"));
        using var stranger = _gateway.CreateClient(await _gateway.CreateKeyAsync("default", "elsewhere"));
        foreach (var client in (HttpClient[])[neighbour, stranger])
        {
            (await client.GetAsync($"/v1/receipts/{id}/proof", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await client.PostAsync($"/v1/receipts/{id}/shares", Body("{}"), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await stranger.GetAsync("/v1/checkpoints/latest", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Conflict, "it has no receipts");
        var (share, url) = await ShareAsync(id, "{}");
        (await stranger.DeleteAsync($"/v1/receipts/{id}/shares/{share}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/v1/receipts/{id}/shares", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await OpenAsync(url)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ShareLink_WithoutAKey_ShowsTheReceiptWithItsProofUntilItIsRevoked()
    {
        var id = await AskAsync("a");
        var (share, url) = await ShareAsync(id, "{\"expires_in_seconds\":3600}");
        using var keys = await KeysAsync();
        new ReceiptVerifier(keys).Verify((await OpenAsync(url)).Body, id).Problems.ShouldBeEmpty("no checkpoint has it yet");

        await _gateway.Installation.TakeCheckpointAsync(Cancellation);
        ReceiptProof.Verify((await OpenAsync(url)).Body, keys).Problems.ShouldBeEmpty();
        (await _gateway.Client.GetStringAsync($"/v1/receipts/{id}/shares", Cancellation)).ShouldContain(share);

        using (var ended = await _gateway.Client.DeleteAsync($"/v1/receipts/{id}/shares/{share}", Cancellation))
        {
            ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var gone = await OpenAsync(url);
        gone.Status.ShouldBe(HttpStatusCode.NotFound);
        Common(gone.Body).ShouldBe(Common((await OpenAsync(url[..^4] + "AAAA")).Body), "an ended link and one that never was answer alike");
        (await _gateway.Client.DeleteAsync($"/v1/receipts/{id}/shares/{share}", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var entries = await _gateway.Installation.Audit.ListAsync(new Audit.AuditQuery(50) { Action = "receipt" }, Cancellation);
        entries.Select(entry => JsonDocument.Parse(entry.Body).RootElement.GetProperty("action").GetString()).ShouldBe(["receipt.unshare", "receipt.share"]);
        entries.ShouldAllBe(entry => !entry.Body.Contains("nm_share_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"expires_in_seconds\":59}")]
    [InlineData("{\"expires_in_seconds\":7776001}")]
    [InlineData("{\"expires_in_seconds\":-1}")]
    [InlineData("{\"forever\":true}")]
    [InlineData("[]")]
    public async Task ShareLink_BadBody_IsRefused(string body)
    {
        var id = await AskAsync("a");

        using var response = await _gateway.Client.PostAsync($"/v1/receipts/{id}/shares", Body(body), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ShareLink_GuessedInARow_IsLimitedLikeEveryOpenRoute()
    {
        using var nobody = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_gateway.Origin) };
        var seen = new List<HttpStatusCode>();
        for (var n = 0; n < 200 && !seen.Contains(HttpStatusCode.TooManyRequests); n++)
        {
            seen.Add((await nobody.GetAsync($"/v1/shared/receipts/nm_share_{n}", Cancellation)).StatusCode);
        }

        seen.ShouldContain(HttpStatusCode.TooManyRequests);
        seen.Distinct().ShouldBe([HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests]);
    }

    [Fact]
    public async Task RotatedKey_ReceiptsOfBoth_VerifyWithThePublishedKeys()
    {
        var before = await AskAsync("a");
        var first = _gateway.Installation.SigningKeys.Current.Public.Id;
        (await _gateway.Installation.Evidence.SigningKeys.RotateAsync(Identity.Administrator.CommandLine, Cancellation)).Data.Count.ShouldBe(2);
        var after = await AskAsync("b");
        using var keys = await KeysAsync();
        keys.Count.ShouldBe(2);
        foreach (var (id, kid) in new[] { (before, first), (after, _gateway.Installation.SigningKeys.Current.Public.Id) })
        {
            var receipt = await _gateway.Client.GetByteArrayAsync($"/v1/receipts/{id}", Cancellation);
            new ReceiptVerifier(keys).Verify(receipt).Problems.ShouldBeEmpty();
            using var json = JsonDocument.Parse(receipt);
            var header = json.RootElement.GetProperty("signature").GetProperty("jws").GetString()!.Split('.')[0];
            Encoding.ASCII.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(header)).ShouldContain(kid);
        }
    }

    [Fact]
    public async Task VerifierModule_IsServedToBrowsers()
    {
        using var response = await _gateway.Client.GetAsync("/tools/receipt-verifier.js", Cancellation);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("export async function verifyReceipt(");
    }

    private static string Common(byte[] body) => Encoding.UTF8.GetString(body).Split("\"request_id\"")[0];

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<string> AskAsync(string content)
    {
        using var response = await _gateway.ChatAsync($$"""{"model":"canary","messages":[{"role":"user","content":"{{content}}"}]}""");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return "rcpt_" + response.Headers.GetValues("x-nextmodel-request-id").Single()[4..];
    }

    private async Task<VerifyingKeys> KeysAsync() =>
        VerifyingKeys.TryParse(await _gateway.Client.GetByteArrayAsync("/.well-known/jwks.json", Cancellation), out var keys)
            ? keys : throw new InvalidOperationException("The published keys are a key set.");

    private async Task<(string Id, string Url)> ShareAsync(string receipt, string body)
    {
        using var response = await _gateway.Client.PostAsync($"/v1/receipts/{receipt}/shares", Body(body), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Cancellation));
        return (json.RootElement.GetProperty("id").GetString()!, new Uri(json.RootElement.GetProperty("url").GetString()!).AbsolutePath);
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> OpenAsync(string path)
    {
        using var nobody = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_gateway.Origin) };
        using var response = await nobody.GetAsync(path, Cancellation);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(Cancellation));
    }
}
