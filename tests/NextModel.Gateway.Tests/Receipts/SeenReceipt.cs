using System.Globalization;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>A receipt as a caller reads it.</summary>
public sealed class SeenReceipt(JsonElement root)
{
    public JsonElement Root { get; } = root;

    public string Id => Text("id")!;

    public string RequestId => Text("request_id")!;

    public string Outcome => Text("outcome")!;

    public string ServeMode => Text("serve_mode")!;

    public string Source => Text("source")!;

    public string? ResponseDigest => Text("response_digest");

    public decimal Amount => decimal.Parse(Root.GetProperty("billing").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);

    public string UsageSource => Root.GetProperty("usage").GetProperty("source").GetString()!;

    public long Input => Count("input_tokens");

    public long Output => Count("output_tokens");

    public long Served => Count("served_tokens");

    /// <summary>Each attempt as <c>source outcome status error</c>, in order; a dash for what it has not.</summary>
    public IReadOnlyList<string> Attempts => [.. Root.GetProperty("attempts").EnumerateArray().Select(a =>
        $"{a.GetProperty("source").GetString()} {a.GetProperty("outcome").GetString()} {Or(a.GetProperty("status"))} {Or(a.GetProperty("error"))}")];

    public static SeenReceipt Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new SeenReceipt(document.RootElement.Clone());
    }

    /// <summary>Asks a gateway for the receipt of a request it has answered.</summary>
    /// <param name="client">Sends with a key of the request's project.</param>
    /// <param name="requestId"><c>req_…</c> or <c>rcpt_…</c>.</param>
    public static async Task<SeenReceipt> OfAsync(HttpClient client, string requestId) =>
        Parse(await client.GetByteArrayAsync($"/v1/receipts/{requestId}"));

    private string? Text(string member) => Root.GetProperty(member).GetString();

    private long Count(string member) => Root.GetProperty("usage").GetProperty(member).GetInt64();

    private static string Or(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "-" : value.ToString();
}
