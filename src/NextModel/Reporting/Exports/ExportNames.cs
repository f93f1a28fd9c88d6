using System.Globalization;

namespace NextModel.Reporting.Exports;

/// <summary>Names of export files: what they are of, so that two exports of different ranges never have one name.</summary>
public static class ExportNames
{
    private const string ManifestEnd = ".manifest.json";

    /// <summary>The name without extension: <c>receipts-20261101-20261201</c>, with hours where a range does not begin or end at midnight UTC.</summary>
    public static string Of(ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"receipts-{Show(request.From)}-{Show(request.To)}";
    }

    /// <summary>The file of a format.</summary>
    public static string File(string name, ExportFormat format) => $"{name}.{format.Wire()}";

    /// <summary>The manifest beside the file of a format.</summary>
    public static string Manifest(string name, ExportFormat format) => $"{name}.{format.Wire()}{ManifestEnd}";

    private static string Show(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return utc.ToString(utc.TimeOfDay == TimeSpan.Zero ? "yyyyMMdd" : "yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
    }
}
