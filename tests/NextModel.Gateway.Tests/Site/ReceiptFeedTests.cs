using System.Text;
using System.Text.Json;
using NextModel.Identity;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Site;

public sealed class ReceiptFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _patience = new(Patience);
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestGatewayOptions());

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task Follow_NewReceipts_ComeAsRows_AndOthersDoNot()
    {
        using var browser = new Browsing(_gateway);
        await browser.SignInAsync(_gateway.Installation.Secrets.AdminKey);
        await AskAsync("meant");
        using var response = await browser.SendAsync("/dashboard/receipts/live?workload=meant", HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync(_patience.Token)).ShouldBe(": listening");

        await AskAsync("another");
        var id = await AskAsync("meant");

        var lines = await ReadUntilAsync(reader, "data: ");
        lines.ShouldContain("event: receipts");
        var rows = lines[^1];
        rows.ShouldContain($"/dashboard/receipts/{id}\"");
        rows.Split("<tr ").Length.ShouldBe(2, "one row: neither what was there before nor what the filter leaves out");
    }

    [Fact]
    public async Task Follow_ManagementKeyIsRevoked_Ends()
    {
        var organization = _gateway.Installation.Directory.FindOrganizationByName("default")!;
        var issued = await _gateway.Installation.ManagementKeys.IssueAsync(
            Administrator.CommandLine, new ManagementKeyRequest(organization.Id, null, "reader", AccessRole.Viewer), CancellationToken.None);
        issued.TryGet(out var key, out _).ShouldBeTrue();
        using var browser = new Browsing(_gateway);
        await browser.SignInAsync(key!.RawKey);
        using var response = await browser.SendAsync("/dashboard/receipts/live", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync(_patience.Token)).ShouldBe(": listening");

        (await _gateway.Installation.ManagementKeys.ChangeAsync(
            Administrator.CommandLine, key.Key.Id, null, "revoke", one => one with { RevokedAt = DateTimeOffset.UtcNow }, CancellationToken.None)).TryGet(out _, out _).ShouldBeTrue();

        (await ReadUntilAsync(reader, "data: signed_out")).ShouldContain("event: ended");
        (await reader.ReadToEndAsync(_patience.Token)).Trim().ShouldBeEmpty("the connection ends");
    }

    [Fact]
    public async Task Follow_AnOlderPage_IsRefused()
    {
        using var browser = new Browsing(_gateway);
        await browser.SignInAsync(_gateway.Installation.Secrets.AdminKey);

        using var response = await browser.SendAsync("/dashboard/receipts/live?before=1-1");

        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    private async Task<List<string>> ReadUntilAsync(StreamReader reader, string start)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(_patience.Token) is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return lines;
            }
        }

        throw new InvalidOperationException("The stream ended: " + string.Join('\n', lines));
    }

    private async Task<string> AskAsync(string workload)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(JsonSerializer.Serialize(new { model = "sandbox-echo", messages = new[] { new { role = "user", content = "live" } } }), Encoding.UTF8, "application/json");
        request.Headers.Add("x-nextmodel-workload", workload);
        using var response = await _gateway.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("x-nextmodel-receipt-url").Single().Split('/')[^1];
    }
}
