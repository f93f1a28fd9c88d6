using NextModel.Audit;
using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>Gathers what an account takes up, then makes it true at once: in the store first, then in the directory.</summary>
internal sealed class TakingUp(Account account, bool isNew, AuditActor actor, AccessDirectory access, TenancyChanges changes)
{
    private readonly List<Invitation> _invitations = [];
    private readonly List<Member> _joined = [];
    private readonly List<Member> _bound = [];
    private readonly List<AuditDraft> _audits = isNew ? [changes.Draft(actor, "account.create", account.Id, "", null, AccountFacts.Of(account))] : [];

    /// <summary>True when there is something to take up.</summary>
    public bool HasAny => _joined.Count + _bound.Count > 0;

    /// <summary>Takes up an open invitation: the member it promises, or the one that is there with the promised role.</summary>
    public void Add(Invitation invitation)
    {
        var accepted = invitation with { AcceptedAt = changes.Now, Version = invitation.Version + 1 };
        _invitations.Add(accepted);
        _audits.Add(changes.Draft(actor, "invitation.accept", invitation.Id, invitation.OrganizationId, AccountFacts.Of(invitation), AccountFacts.Of(accepted)));
        if (Find(invitation.OrganizationId, invitation.TeamId) is { } member)
        {
            Bind(member, invitation.Role);
            return;
        }

        var made = new Member(changes.NewId("mem_"), invitation.OrganizationId, invitation.TeamId, account.Email, invitation.Role)
        {
            AccountId = account.Id,
            CreatedAt = changes.Now,
        };
        _joined.Add(made);
        _audits.Add(changes.Draft(actor, "member.create", made.Id, made.OrganizationId, null, TenancyFacts.Of(made)));
    }

    /// <summary>Takes up the memberships of the account's address that are nobody's yet, for somebody whose address is known to be theirs.</summary>
    public void AddMembers()
    {
        foreach (var member in access.Members.Where(m => m.AccountId is null && m.Email == account.Email && !_bound.Exists(b => b.Id == m.Id)).ToList())
        {
            Bind(member, member.Role);
        }
    }

    public async ValueTask CommitAsync(IAccountStore store, ExternalIdentity? identity, CancellationToken cancellationToken)
    {
        if (identity is not null)
        {
            _audits.Add(changes.Draft(actor, "account.identity", account.Id, "", null, AccountFacts.OfIdentity(identity)));
        }

        await store.AcceptAsync(new Acceptance(account, isNew, _invitations, _joined, _bound) { Identity = identity }, _audits, cancellationToken);
        foreach (var member in _joined.Concat(_bound))
        {
            access.Put(member);
        }
    }

    private Member? Find(string organizationId, string? teamId) =>
        access.Members.FirstOrDefault(m => m.OrganizationId == organizationId && m.TeamId == teamId && m.Email == account.Email);

    private void Bind(Member before, AccessRole role)
    {
        var after = before with { AccountId = account.Id, Role = role, Version = before.Version + 1 };
        _bound.Add(after);
        _audits.Add(changes.Draft(actor, "member.change", before.Id, before.OrganizationId, TenancyFacts.Of(before), TenancyFacts.Of(after)));
    }
}
