using NextModel.Audit;

namespace NextModel.Identity;

/// <summary>Who uses the admin API or the command line, once authenticated.</summary>
/// <param name="Actor">How the audit trail names them.</param>
/// <param name="Role">The role that is held.</param>
/// <param name="OrganizationId">Where it is held; null for an operator, who holds it everywhere.</param>
/// <param name="TeamId">The one team it is held in; null for the whole organization.</param>
public sealed record Administrator(AuditActor Actor, AccessRole Role, string? OrganizationId, string? TeamId)
{
    /// <summary>The command line on the data directory itself.</summary>
    public static Administrator CommandLine { get; } = Operator(AuditActor.CommandLine);

    public bool IsOperator => Role == AccessRole.Operator;

    public static Administrator Operator(AuditActor actor) => new(actor, AccessRole.Operator, null, null);

    /// <summary>True when they may know of an object of this organization and, unless null, of this team.</summary>
    public bool Sees(string organizationId, string? teamId) =>
        IsOperator || (OrganizationId == organizationId && (TeamId is null || teamId is null || TeamId == teamId));

    /// <summary>True when they hold the role over a whole organization (<paramref name="teamId"/> null) or one team of it.</summary>
    public bool Holds(AccessRole role, string organizationId, string? teamId) =>
        Role >= role && (IsOperator || (OrganizationId == organizationId && (TeamId is null || TeamId == teamId)));
}
