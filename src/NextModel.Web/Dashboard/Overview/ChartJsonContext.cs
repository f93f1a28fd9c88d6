using System.Text.Json.Serialization;

namespace NextModel.Web.Dashboard.Overview;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChartSeries))]
internal sealed partial class ChartJsonContext : JsonSerializerContext;
