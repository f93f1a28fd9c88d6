using System.Text.Json.Serialization;

namespace NextModel.Web.Dashboard.Charts;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PlotData))]
internal sealed partial class PlotJsonContext : JsonSerializerContext;
