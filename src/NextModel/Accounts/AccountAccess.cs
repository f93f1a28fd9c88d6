using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>What an account may do now, and who may do something about it. Both are asked of the directory at each request.</summary>
public sealed class AccountAccess(AccessDirectory access, TenancyDirectory directory)
{
    /// <summary>The roles somebody holds, the widest first: whole organizations before teams, higher roles before lower.</summary>
    public IReadOnlyList<Administrator> Places(Account account, SignInPlace from)
    {
        ArgumentNullException.ThrowIfNull(account);
        var actor = SignIns.ActorOf(account, from);
        return [.. MembersOf(account.Id)
            .Where(member => directory.FindOrganization(member.OrganizationId) is { ArchivedAt: null })
            .OrderBy(member => member.TeamId is not null).ThenByDescending(member => member.Role).ThenBy(member => member.Id, StringComparer.Ordinal)
            .Select(member => new Administrator(actor, member.Role, member.OrganizationId, member.TeamId))];
    }

    /// <summary>The memberships that name an account, in no order.</summary>
    public IEnumerable<Member> MembersOf(string accountId) => access.Members.Where(member => member.AccountId == accountId);

    /// <summary>True when they may know that there is such an account: it is of a member they may see.</summary>
    public bool Sees(Administrator by, string accountId)
    {
        ArgumentNullException.ThrowIfNull(by);
        return by.IsOperator || MembersOf(accountId).Any(member => by.Sees(member.OrganizationId, member.TeamId));
    }

    /// <summary>
    /// Null when they may reset, disable or sign out the account: they hold admin, and every role of it, wherever it has one. Who could do it
    /// with less could take over what the account may do in organizations that are not theirs.
    /// </summary>
    public GatewayError? WhyNotManage(Administrator by, string accountId)
    {
        ArgumentNullException.ThrowIfNull(by);
        return by.IsOperator || MembersOf(accountId).All(member => by.Holds(AccessRole.Admin, member.OrganizationId, member.TeamId)
            && by.Holds(member.Role, member.OrganizationId, member.TeamId))
            ? null
            : new GatewayError(
                GatewayErrorCode.PermissionDenied,
                "The account has a role that you do not hold, here or in another organization. Ask the operator, or somebody who holds them all.", "account");
    }
}
