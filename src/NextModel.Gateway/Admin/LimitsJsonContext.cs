using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of budgets and rate limits in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BudgetRequest))]
[JsonSerializable(typeof(BudgetView))]
[JsonSerializable(typeof(Page<BudgetView>))]
[JsonSerializable(typeof(ReconcileRequest))]
[JsonSerializable(typeof(RateLimitsBody))]
[JsonSerializable(typeof(RateLimitsView))]
[JsonSerializable(typeof(Page<RateLimitsView>))]
public sealed partial class LimitsJsonContext : JsonSerializerContext;
