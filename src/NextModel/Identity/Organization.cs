namespace NextModel.Identity;

/// <summary>The isolation and billing boundary of the tenancy chain.</summary>
/// <param name="Id"><c>org_</c> and 32 hex digits.</param>
/// <param name="Name">Unique in the installation.</param>
/// <param name="Currency">ISO 4217 code of its ledger.</param>
public sealed record Organization(string Id, string Name, string Currency)
{
    /// <summary>Since when its keys are refused; null while it is in use.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;
}
