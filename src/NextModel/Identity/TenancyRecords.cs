namespace NextModel.Identity;

/// <summary>The tenancy tables as read from a store.</summary>
/// <param name="Organizations">Each with its wrapped data key.</param>
/// <param name="Teams">All teams.</param>
/// <param name="Projects">All projects.</param>
/// <param name="Keys">All keys, revoked ones included.</param>
/// <param name="Members">All members.</param>
/// <param name="ManagementKeys">All management keys, revoked ones included.</param>
public sealed record TenancyRecords(
    IReadOnlyList<(Organization Organization, byte[] WrappedDataKey)> Organizations,
    IReadOnlyList<Team> Teams,
    IReadOnlyList<Project> Projects,
    IReadOnlyList<ApiKey> Keys,
    IReadOnlyList<Member> Members,
    IReadOnlyList<ManagementKey> ManagementKeys);
