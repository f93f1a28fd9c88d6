using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>A share link leads somewhere until its time is over, and then nowhere, without anybody ending it.</summary>
public sealed class ShareExpiryTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 22, 50, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_AfterItsTime_IsNotFoundAndNoLongerListed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["canary"], Time = _time });
        using var answer = await gateway.ChatAsync("""{"model":"canary","messages":[{"role":"user","content":"a"}]}""");
        var receipt = "rcpt_" + answer.Headers.GetValues("x-nextmodel-request-id").Single()[4..];
        using var made = await gateway.Client.PostAsync(
            $"/v1/receipts/{receipt}/shares", new StringContent("""{"expires_in_seconds":3600}""", Encoding.UTF8, "application/json"), Cancellation);
        using var share = JsonDocument.Parse(await made.Content.ReadAsByteArrayAsync(Cancellation));
        share.RootElement.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(_time.GetUtcNow().AddHours(1));
        using var nobody = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(gateway.Origin) };
        var url = new Uri(share.RootElement.GetProperty("url").GetString()!).AbsolutePath;

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        (await nobody.GetAsync(url, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync()).ShouldBe(1);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await nobody.GetAsync(url, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ListAsync()).ShouldBe(0);

        async Task<int> ListAsync()
        {
            using var list = JsonDocument.Parse(await gateway.Client.GetByteArrayAsync($"/v1/receipts/{receipt}/shares", Cancellation));
            return list.RootElement.GetProperty("data").GetArrayLength();
        }
    }
}
