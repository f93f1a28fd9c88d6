using NextModel.Errors;
using NextModel.Gateway.Reporting;
using NextModel.Identity;
using NextModel.Reporting;

namespace NextModel.Gateway.Admin;

/// <summary>Usage as an administrator asks for it, for the admin API and for the command line when no server runs.</summary>
public sealed class UsageOperations(AdminObjects objects, IReportStore reports, TimeProvider time)
{
    /// <summary>Every parameter it takes.</summary>
    internal static readonly string[] Known = ["organization", .. UsageQueryReader.Known];

    /// <summary>A page of a report.</summary>
    /// <param name="by">Who asks; they see what they may see.</param>
    /// <param name="parameters">As in a query, by name. Names of teams and projects become ids.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<UsageView>> SumAsync(Administrator by, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(parameters);
        if (!ReportParameters.Resolve(by, objects, parameters).TryGet(out var scope, out var refusal)
            || !UsageQueryReader.Read(parameters, scope, time.GetUtcNow()).TryGet(out var request, out refusal))
        {
            return refusal;
        }

        return UsageView.Of(request, await reports.SumAsync(request.Query, cancellationToken));
    }
}
