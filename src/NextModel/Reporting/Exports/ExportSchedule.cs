using NextModel.Limits;

namespace NextModel.Reporting.Exports;

/// <summary>Exports that are written by themselves, one for each organization and each day or month that is over.</summary>
/// <param name="Name">Part of the names of files, and what its progress is remembered by.</param>
/// <param name="Directory">Where files go, absolute.</param>
/// <param name="Period">Day or month.</param>
/// <param name="TimeZone">IANA name of the zone whose calendar they follow.</param>
/// <param name="Formats">What each is written as.</param>
public sealed record ExportSchedule(string Name, string Directory, BudgetPeriod Period, string TimeZone, IReadOnlyList<ExportFormat> Formats)
{
    /// <summary>Name of the only organization; null for all.</summary>
    public string? Organization { get; init; }
}
