using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>An organization as the admin API shows it.</summary>
public sealed record OrganizationView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Currency { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public required long Version { get; init; }

    public static OrganizationView Of(Organization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return new OrganizationView
        {
            Id = organization.Id,
            Name = organization.Name,
            Currency = organization.Currency,
            ArchivedAt = organization.ArchivedAt,
            Version = organization.Version,
        };
    }
}
