using System.Text.Json.Serialization;

namespace NextModel.Reporting.Exports;

/// <summary>JSON of <see cref="ExportProgress"/>.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ExportProgressJson : JsonSerializerContext;
