using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of webhooks in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(Page<WebhookView>))]
[JsonSerializable(typeof(WebhookTestResult))]
[JsonSerializable(typeof(Page<DeliveryView>))]
public sealed partial class WebhooksJsonContext : JsonSerializerContext;
