namespace NextModel.Reporting.Exports;

/// <summary>What an export is written as. Numbers stand in cursors.</summary>
public enum ExportFormat
{
    /// <summary>A row for each receipt, schema <c>nm.usage/1</c> (RFC 4180).</summary>
    Csv = 1,

    /// <summary>Whole signed receipts, one a line.</summary>
    Jsonl = 2,

    /// <summary>A row for each line of each charge, FOCUS 1.2.</summary>
    Focus12 = 3,

    /// <summary>The same, FOCUS 1.4.</summary>
    Focus14 = 4,
}
