using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Reporting;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Reporting.Statements;

namespace NextModel.Gateway.Admin;

/// <summary>Monthly statements as an administrator asks for them, for the admin API and for the command line when no server runs.</summary>
public sealed class StatementOperations(AdminObjects objects, StatementBuilder builder, TimeProvider time)
{
    /// <summary>Every parameter it takes.</summary>
    internal static readonly string[] Known = ["organization", "team", "project", "month", "time_zone", "format", "language"];

    /// <summary>The statement.</summary>
    /// <param name="by">Who asks; a role over one team gets that team's statement.</param>
    /// <param name="parameters">As in a query, by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<Statement>> BuildAsync(Administrator by, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!ReportParameters.Resolve(by, objects, parameters).TryGet(out var scope, out var refusal))
        {
            return refusal;
        }

        var zone = parameters.GetValueOrDefault("time_zone") ?? "UTC";
        if (BudgetCalendar.Find(zone, BudgetPeriod.Month) is not { } calendar)
        {
            return ReportRange.Bad("time_zone", $"'{Header.Show(zone)}' is not an IANA time zone such as Asia/Kolkata or UTC.");
        }

        var text = parameters.GetValueOrDefault("month") ?? TimeZoneInfo.ConvertTime(time.GetUtcNow(), calendar.Zone).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        if (!DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            return ReportRange.Bad("month", $"'{Header.Show(text)}' is not a month such as 2026-11.");
        }

        scope = scope with { TeamId = parameters.GetValueOrDefault("team") ?? scope.TeamId, ProjectId = parameters.GetValueOrDefault("project") };
        return await builder.BuildAsync(new StatementRequest(scope, month.Year, month.Month, zone), cancellationToken);
    }
}
