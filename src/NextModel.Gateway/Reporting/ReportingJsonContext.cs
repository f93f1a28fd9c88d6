using System.Text.Json.Serialization;
using NextModel.Gateway.Admin;
using NextModel.Reporting.Statements;

namespace NextModel.Gateway.Reporting;

/// <summary>JSON of usage reports, statements and archives.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(ArchiveRequest))]
[JsonSerializable(typeof(ArchiveView))]
public sealed partial class ReportingJsonContext : JsonSerializerContext;
