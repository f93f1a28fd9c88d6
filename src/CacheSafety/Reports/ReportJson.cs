using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheSafety.Reports;

/// <summary>Reports as JSON: snake case, indented, text beyond ASCII escaped so that no invisible character hides in a file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BenchReport))]
public sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(BenchReport report) => JsonSerializer.Serialize(report, Default.BenchReport) + "\n";

    /// <exception cref="InvalidDataException">It is no report of a schema we know.</exception>
    public static BenchReport Read(string text)
    {
        try
        {
            var report = JsonSerializer.Deserialize(text, Default.BenchReport);
            return report is { Schema: Reports.BenchReport.CurrentSchema }
                ? report
                : throw new InvalidDataException($"its schema is '{report?.Schema}', not {Reports.BenchReport.CurrentSchema}; write it again with this version.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"it is no report: {error.Message}");
        }
    }
}
