using System.Text.Json.Serialization;

namespace NextModel.Web.Localization;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TextsJsonContext : JsonSerializerContext;
