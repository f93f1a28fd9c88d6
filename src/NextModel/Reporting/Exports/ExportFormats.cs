namespace NextModel.Reporting.Exports;

/// <summary>How formats are spelled, and what their files are.</summary>
public static class ExportFormats
{
    private static readonly (ExportFormat Format, string Name, string Schema, string MediaType)[] All =
    [
        (ExportFormat.Csv, "csv", "nm.usage/1", "text/csv; charset=utf-8; header=present"),
        (ExportFormat.Jsonl, "jsonl", "nextmodel.receipt/1", "application/jsonl"),
        (ExportFormat.Focus12, "focus-1.2.csv", "FOCUS 1.2", "text/csv; charset=utf-8; header=present"),
        (ExportFormat.Focus14, "focus-1.4.csv", "FOCUS 1.4", "text/csv; charset=utf-8; header=present"),
    ];

    /// <summary>All names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(one => one.Name));

    /// <summary>The name, which is also the extension of its files.</summary>
    public static string Wire(this ExportFormat format) => Array.Find(All, one => one.Format == format).Name;

    /// <summary>What its columns or members are defined by.</summary>
    public static string Schema(this ExportFormat format) => Array.Find(All, one => one.Format == format).Schema;

    public static string MediaType(this ExportFormat format) => Array.Find(All, one => one.Format == format).MediaType;

    /// <summary>True for a format whose rows are charges and not receipts.</summary>
    public static bool IsFocus(this ExportFormat format) => format is ExportFormat.Focus12 or ExportFormat.Focus14;

    /// <summary>Null for a word that names none.</summary>
    public static ExportFormat? Parse(string? name)
    {
        var found = Array.Find(All, one => one.Name == name);
        return found.Name is null ? null : found.Format;
    }
}
