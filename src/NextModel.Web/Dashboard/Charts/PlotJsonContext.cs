using System.Text.Json.Serialization;

namespace NextModel.Web.Dashboard.Charts;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TimeSeries))]
internal sealed partial class PlotJsonContext : JsonSerializerContext;
