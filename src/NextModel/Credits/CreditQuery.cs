namespace NextModel.Credits;

/// <summary>Which transfers of an organization are wanted, newest first.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Limit">At most so many, at least 1.</param>
public sealed record CreditQuery(string OrganizationId, int Limit)
{
    /// <summary>Those beyond this position; null begins at the end, or the start.</summary>
    public long? After { get; init; }

    public bool OldestFirst { get; init; }

    public CreditTransferKind? Kind { get; init; }

    /// <summary>The one of this id.</summary>
    public Guid? Id { get; init; }

    /// <summary>The one of this external id.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The one that undoes this transfer.</summary>
    public Guid? Reverses { get; init; }

    /// <summary>At or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }
}
