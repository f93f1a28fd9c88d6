using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>
/// Query parameters of reports, each known and given once. For an administrator organization, team, project and key may be names, and
/// are those that they may see.
/// </summary>
internal static class ReportParameters
{
    /// <summary>The parameters by name, for a scope that the key decides.</summary>
    public static Result<Dictionary<string, string>> Read(IQueryCollection query, IReadOnlyCollection<string> known)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
            {
                return ReportRange.Bad(name, $"is not a parameter here. Known: {string.Join(", ", known)}.");
            }

            if (values.Count != 1 || values[0] is not { Length: > 0 } value)
            {
                return ReportRange.Bad(name, "needs exactly one value.");
            }

            parameters[name] = value;
        }

        return parameters;
    }

    /// <summary>Whose receipts an administrator means, with the names among the parameters turned into ids.</summary>
    public static Result<ReceiptScope> Resolve(Administrator by, AdminObjects objects, Dictionary<string, string> parameters)
    {
        if (!objects.FindOrganization(by, parameters.GetValueOrDefault("organization")).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (parameters.TryGetValue("team", out var team))
        {
            if (!objects.FindTeam(by, organization.Id, team).TryGet(out var found, out refusal))
            {
                return refusal;
            }

            parameters["team"] = found.Id;
        }

        if (parameters.TryGetValue("project", out var project))
        {
            if (!objects.FindProject(by, organization.Id, project).TryGet(out var found, out refusal))
            {
                return refusal;
            }

            parameters["project"] = found.Id;
        }

        return new ReceiptScope(organization.Id, null) { TeamId = by.TeamId };
    }
}
