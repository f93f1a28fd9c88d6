using System.Collections.Frozen;
using NextModel.Identity;

namespace NextModel.Credentials;

/// <summary>The enabled credentials of one organization, by who may use them.</summary>
internal sealed class OrganizationCredentials
{
    private readonly IReadOnlyList<OwnCredential> _enabled;
    private readonly CredentialSet? _whole;
    private readonly FrozenDictionary<string, CredentialSet> _byTeam;
    private readonly FrozenDictionary<string, CredentialSet> _byProject;

    public OrganizationCredentials(IReadOnlyList<OwnCredential> enabled)
    {
        _enabled = enabled;
        var sorted = enabled.OrderBy(c => c.Credential.Id, StringComparer.Ordinal).ToList();
        All = new CredentialSet(sorted);
        var whole = sorted.FindAll(c => c.Credential.TeamId is null);
        var ofTeams = sorted.FindAll(c => c.Credential is { TeamId: not null, ProjectId: null });
        var ofProjects = sorted.FindAll(c => c.Credential.ProjectId is not null);
        _whole = whole.Count == 0 ? null : new CredentialSet(whole);
        _byTeam = ofTeams.GroupBy(c => c.Credential.TeamId!).ToFrozenDictionary(
            team => team.Key, team => new CredentialSet([.. team, .. whole]), StringComparer.Ordinal);
        _byProject = ofProjects.GroupBy(c => c.Credential.ProjectId!).ToFrozenDictionary(
            project => project.Key,
            project => new CredentialSet([.. project, .. ofTeams.Where(c => c.Credential.TeamId == project.First().Credential.TeamId), .. whole]),
            StringComparer.Ordinal);
    }

    /// <summary>The one that serves a credential as it is now; null when there is none.</summary>
    public OwnCredential? Find(Credential credential)
    {
        foreach (var own in _enabled)
        {
            if (own.Serves(credential))
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>All of them, whoever may use each.</summary>
    public CredentialSet All { get; }

    public CredentialSet? Of(Caller caller) => _byProject.TryGetValue(caller.Project.Id, out var found) || _byTeam.TryGetValue(caller.Team.Id, out found) ? found : _whole;
}
