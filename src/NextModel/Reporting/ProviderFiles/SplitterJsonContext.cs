using System.Text.Json.Serialization;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>Writes names of members, escaped.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class SplitterJsonContext : JsonSerializerContext;
