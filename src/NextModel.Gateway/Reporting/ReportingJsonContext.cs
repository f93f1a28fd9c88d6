using System.Text.Json.Serialization;

namespace NextModel.Gateway.Reporting;

/// <summary>JSON of usage reports, statements and archives.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UsageView))]
public sealed partial class ReportingJsonContext : JsonSerializerContext;
