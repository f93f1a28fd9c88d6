using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A member as the admin API shows it.</summary>
public sealed record MemberView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>The one team the role is held in; left out for the whole organization.</summary>
    public string? TeamId { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    /// <summary>The account that signs in as this member; left out while nobody has taken the membership up.</summary>
    public string? AccountId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long Version { get; init; }

    public static MemberView Of(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return new MemberView
        {
            Id = member.Id,
            OrganizationId = member.OrganizationId,
            TeamId = member.TeamId,
            Email = member.Email,
            Role = member.Role.Wire(),
            AccountId = member.AccountId,
            CreatedAt = member.CreatedAt,
            Version = member.Version,
        };
    }
}
