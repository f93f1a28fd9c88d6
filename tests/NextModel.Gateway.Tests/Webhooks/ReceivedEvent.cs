using System.Text.Json;

namespace NextModel.Gateway.Tests.Webhooks;

/// <summary>One delivery as a receiver got it.</summary>
public sealed record ReceivedEvent(string Path, string Id, string Timestamp, string Signature, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public int Percent => Json.GetProperty("data").GetProperty("threshold_percent").GetInt32();
}
