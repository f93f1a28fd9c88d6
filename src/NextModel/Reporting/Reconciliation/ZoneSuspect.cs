namespace NextModel.Reporting.Reconciliation;

/// <summary>A line that fails on every day, and would match if the provider's days were those of another zone.</summary>
/// <param name="Model">The line's model.</param>
/// <param name="Key">The line's key.</param>
/// <param name="Zone">Offset from UTC under which the days match.</param>
public sealed record ZoneSuspect(string? Model, string? Key, TimeSpan Zone)
{
    /// <summary>As <c>--zone</c> takes it.</summary>
    public string ZoneText => (Zone < TimeSpan.Zero ? "-" : "+") + Zone.ToString("hh\\:mm", System.Globalization.CultureInfo.InvariantCulture);
}
