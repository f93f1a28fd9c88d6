using System.Text.Json.Serialization;

namespace NextModel.Gateway.Responses;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DeletedResponse))]
internal sealed partial class ResponsesJsonContext : JsonSerializerContext;
