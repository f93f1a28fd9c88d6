using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Admin;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Credits;

/// <summary>A gateway in front of a fake upstream, payment webhooks on, and requests about credit to it.</summary>
internal sealed class CreditGateway : IAsyncDisposable
{
    public const string StripeSecret = "whsec_0123456789abcdef0123456789abcdef";
    public const string PaddleSecret = "pdl_ntfset_0123456789abcdef0123456789abcdef";

    // Input is free: a request costs 600 nanos for each token of output, and a canary has 4.
    private const string OutputOnly = "{ currency: USD, input: 0, output: 0.60 }";

    private readonly HttpClient _client;

    private CreditGateway(FakeUpstream upstream, TestGateway gateway, ManualTime time)
    {
        Upstream = upstream;
        Gateway = gateway;
        Time = time;
        _client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
    }

    public FakeUpstream Upstream { get; }

    public TestGateway Gateway { get; }

    public ManualTime Time { get; }

    public string Organization => Gateway.Installation.Directory.FindOrganizationByName("default")!.Id;

    public static async Task<CreditGateway> StartAsync(string payments = $"  stripe: {{ webhook_secret: {StripeSecret} }}\n  paddle: {{ webhook_secret: {PaddleSecret} }}")
    {
        var upstream = await FakeUpstream.StartAsync();
        var time = new ManualTime(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            Upstream = upstream,
            Models = ["canary"],
            Price = OutputOnly,
            Time = time,
            MoreConfiguration = payments.Length == 0 ? "" : "payments:\n" + payments,
        });
        return new CreditGateway(upstream, gateway, time);
    }

    /// <summary>Asks the admin API; the path begins after <c>credits</c>.</summary>
    public async Task<AdminReply> SendAsync(string method, string path, string? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/admin/v1/credits" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Gateway.Installation.Secrets.AdminKey);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request);
        return await AdminReply.ReadAsync(response);
    }

    public async Task<JsonElement> PostAsync(string transfer)
    {
        var reply = await SendAsync("POST", "/default/transfers", transfer);
        reply.Status.ShouldBe(201, reply.Body);
        return reply.Json;
    }

    public Task<JsonElement> TopUpAsync(decimal amount, string externalId = "INV-1") => PostAsync(
        string.Create(CultureInfo.InvariantCulture, $"{{\"kind\":\"top_up\",\"amount\":{amount},\"external_id\":\"{externalId}\"}}"));

    public async Task EnforceAsync(bool on = true)
    {
        var reply = await SendAsync("PATCH", "/default", on ? "{\"enforced\":true}" : "{\"enforced\":false}", "*");
        reply.Status.ShouldBe(200, reply.Body);
    }

    public async Task<(decimal Balance, decimal Reserved, decimal Available)> StateAsync()
    {
        var credit = (await SendAsync("GET", "/default")).Json;
        return (Amount(credit, "balance"), Amount(credit, "reserved"), Amount(credit, "available"));
    }

    public async Task<IReadOnlyList<JsonElement>> TransfersAsync() =>
        [.. (await SendAsync("GET", "/default/transfers?limit=200")).Json.GetProperty("data").EnumerateArray().Reverse()];

    public Task<HttpResponseMessage> AskAsync(string content, int? maxTokens = 4, bool stream = false, string model = "canary") => Gateway.ChatAsync(
        $"{{\"model\":\"{model}\",{(maxTokens is { } most ? $"\"max_tokens\":{most}," : "")}\"stream\":{(stream ? "true" : "false")},"
        + $"\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}");

    /// <summary>Sends an event as Stripe would: signed now, with its secret, unless told otherwise.</summary>
    public Task<AdminReply> StripeAsync(string body, string secret = StripeSecret, long offset = 0)
    {
        var at = Time.GetUtcNow().ToUnixTimeSeconds() + offset;
        return WebhookAsync("stripe", body, "Stripe-Signature", $"t={at},v1={Hmac(secret, $"{at}.{body}")}");
    }

    /// <summary>Sends an event as Paddle would.</summary>
    public Task<AdminReply> PaddleAsync(string body, string secret = PaddleSecret)
    {
        var at = Time.GetUtcNow().ToUnixTimeSeconds();
        return WebhookAsync("paddle", body, "Paddle-Signature", $"ts={at};h1={Hmac(secret, $"{at}:{body}")}");
    }

    public async Task<AdminReply> WebhookAsync(string processor, string body, string? header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/payments/" + processor) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await _client.SendAsync(request);
        return await AdminReply.ReadAsync(response);
    }

    public string Checkout(string id, string payment, int total, int tax = 0, string? organization = null, string currency = "usd") =>
        $$$$$"""
        {"id":"{{{{{id}}}}}","object":"event","type":"checkout.session.completed","data":{"object":{"id":"cs_1","payment_status":"paid","currency":"{{{{{currency}}}}}",
        "payment_intent":"{{{{{payment}}}}}","amount_total":{{{{{total}}}}},"total_details":{"amount_tax":{{{{{tax}}}}}},"metadata":{"nextmodel_organization":"{{{{{organization ?? Organization}}}}}"}}}}
        """;

    public static string Refund(string id, string refund, string payment, int amount, string status = "succeeded") =>
        $$$$$"""{"id":"{{{{{id}}}}}","type":"refund.updated","data":{"object":{"id":"{{{{{refund}}}}}","payment_intent":"{{{{{payment}}}}}","amount":{{{{{amount}}}}},"currency":"usd","status":"{{{{{status}}}}}"}}}""";

    public static string Dispute(string id, string payment, int amount, string status) =>
        $$$$$"""{"id":"{{{{{id}}}}}","type":"charge.dispute.closed","data":{"object":{"id":"dp_1","payment_intent":"{{{{{payment}}}}}","amount":{{{{{amount}}}}},"currency":"usd","status":"{{{{{status}}}}}"}}}""";

    public static decimal Amount(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static string Hmac(string secret, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
