using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>
/// Who may change what binds others, a budget or a policy: whoever is admin over more than it binds. A team's admin sets those of its projects
/// and keys; one of the team itself is the organization's, else a team could raise the limit it was given.
/// </summary>
internal static class BindingRule
{
    /// <summary>The refusal; null where they may.</summary>
    /// <param name="by">Who.</param>
    /// <param name="organizationId">Whose it is.</param>
    /// <param name="teamId">The team whose projects or keys it binds; null where it binds a whole team or the organization.</param>
    /// <param name="what">What it is called.</param>
    public static GatewayError? WhyNot(Administrator by, string organizationId, string? teamId, string what) =>
        by.Holds(AccessRole.Admin, organizationId, teamId)
            ? null
            : new GatewayError(
                GatewayErrorCode.PermissionDenied,
                $"A {what} of a team or of an organization takes the role admin over the whole organization; this key has its role over a team. "
                + "It may set those of the team's projects and their keys.",
                "scope");
}
