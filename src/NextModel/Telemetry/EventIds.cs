namespace NextModel.Telemetry;

/// <summary>The number of every log event, in ranges per room. A number is never used again for another event.</summary>
public static class EventIds
{
    // Ledger: 5000 to 5099.
    public const int LedgerWriteFailed = 5000;
}
