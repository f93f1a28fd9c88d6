namespace NextModel.Ledger;

/// <summary>Intents of requests that a dead process left behind.</summary>
public interface IPendingIntents
{
    /// <summary>They stay until each is forgotten.</summary>
    IReadOnlyList<PendingIntent> Pending { get; }

    /// <summary>The request has its receipt now, or can have none.</summary>
    ValueTask ForgetAsync(PendingIntent intent, CancellationToken cancellationToken);
}
