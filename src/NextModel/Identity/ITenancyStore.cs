using NextModel.Audit;

namespace NextModel.Identity;

/// <summary>
/// Where organizations, teams, projects, keys, members and management keys are kept. Every write is durable when it returns, and its audit
/// entry with it: both or neither.
/// </summary>
public interface ITenancyStore
{
    /// <summary>Everything there is, for the start of a process.</summary>
    ValueTask<TenancyRecords> LoadAsync(CancellationToken cancellationToken);

    /// <summary>What has this id, of whichever kind; nothing when it is gone.</summary>
    ValueTask<TenancyRecords> FindAsync(string id, CancellationToken cancellationToken);

    /// <param name="organization">Its id and name must be new.</param>
    /// <param name="wrappedDataKey">The organization's data key, wrapped by the master key.</param>
    /// <param name="audit">The entry that goes with it.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    ValueTask AddOrganizationAsync(Organization organization, byte[] wrappedDataKey, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask AddTeamAsync(Team team, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask AddProjectAsync(Project project, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask AddMemberAsync(Member member, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask AddManagementKeyAsync(ManagementKey key, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces all but id and currency.</summary>
    ValueTask UpdateOrganizationAsync(Organization organization, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces all but id and organization.</summary>
    ValueTask UpdateTeamAsync(Team team, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces all but id and organization.</summary>
    ValueTask UpdateProjectAsync(Project project, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces all but id, project and creation.</summary>
    ValueTask UpdateKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces the role and whose it is.</summary>
    ValueTask UpdateMemberAsync(Member member, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces name, expiry and revocation.</summary>
    ValueTask UpdateManagementKeyAsync(ManagementKey key, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask RemoveMemberAsync(Member member, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Notes when keys of either kind were last used; a later time wins. Not a change, so not audited.</summary>
    ValueTask TouchKeysAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellationToken);
}
