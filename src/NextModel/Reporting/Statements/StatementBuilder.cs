using System.Globalization;
using NextModel.Billing;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;

namespace NextModel.Reporting.Statements;

/// <summary>Makes statements from the sums of receipts and the books of credit.</summary>
public sealed class StatementBuilder(IReportStore reports, CreditBook credits, TenancyDirectory directory, TimeProvider time)
{
    private const int TransferPage = 1000;

    // What the writer has given a time and not yet made durable when a month ends.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>The statement; simulated answers are not in it.</summary>
    public async ValueTask<Statement> BuildAsync(StatementRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var calendar = BudgetCalendar.Find(request.TimeZone, BudgetPeriod.Month)
            ?? throw new ArgumentException($"There is no time zone '{request.TimeZone}' on this machine.", nameof(request));
        var window = calendar.WindowAt(new DateTimeOffset(request.Year, request.Month, 15, 0, 0, 0, TimeSpan.Zero));
        var (from, to, now) = (window.Start, window.End!.Value, time.GetUtcNow());
        var query = new UsageQuery(request.Scope, ReceiptFilter.All, from, to) { GroupBy = [UsageDimension.Model, UsageDimension.ServeMode] };
        var report = await reports.SumAsync(query, cancellationToken);
        var scope = request.Scope;
        var organization = directory.FindOrganization(scope.OrganizationId);
        return new Statement
        {
            Organization = scope.OrganizationId,
            OrganizationName = organization?.Name ?? scope.OrganizationId,
            Team = scope.TeamId,
            TeamName = scope.TeamId is { } team ? directory.FindTeam(team)?.Name ?? team : null,
            Project = scope.ProjectId,
            ProjectName = scope.ProjectId is { } project ? directory.FindProject(project)?.Name ?? project : null,
            Month = string.Create(CultureInfo.InvariantCulture, $"{request.Year:0000}-{request.Month:00}"),
            TimeZone = request.TimeZone,
            From = TimeZoneInfo.ConvertTime(from, calendar.Zone),
            To = TimeZoneInfo.ConvertTime(to, calendar.Zone),
            MadeAt = now,
            Final = now >= to + Settling,
            Currencies = [.. report.Rows.GroupBy(row => row.Currency).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Section(group.Key, [.. group]))],
            Credit = scope is { TeamId: null, ProjectId: null } && organization is not null ? await CreditAsync(organization, from, to, cancellationToken) : null,
        };
    }

    private static StatementSection Section(string currency, IReadOnlyList<UsageRow> rows)
    {
        var exact = rows.Sum(row => Money.FromNanos(row.Sums.AmountNano));
        var total = MinorUnits.Round(exact, currency);
        var lines = rows.Sum(row => MinorUnits.Round(Money.FromNanos(row.Sums.AmountNano), currency));
        var fresh = rows.Where(row => row.Group[1] == ServeMode.Fresh.Wire()).Sum(row => Money.FromNanos(row.Sums.AmountNano));
        var replays = rows.Where(row => row.Group[1] != ServeMode.Fresh.Wire()).ToList();
        return new StatementSection
        {
            Currency = currency,
            Lines = [.. rows.Select(row => Line(row, currency))],
            Fresh = Money.FormatAmount(fresh),
            Replayed = Money.FormatAmount(exact - fresh),
            Saved = Money.FormatAmount(replays.Sum(row => Money.FromNanos(row.Sums.ListAmountNano - row.Sums.AmountNano))),
            ExactTotal = Money.FormatAmount(exact),
            Remainder = Show(total - lines, currency),
            Total = Show(total, currency),
        };
    }

    private static StatementLine Line(UsageRow row, string currency) => new()
    {
        Model = row.Group[0],
        ServeMode = row.Group[1],
        Requests = row.Sums.Requests,
        InputTokens = row.Sums.InputTokens,
        OutputTokens = row.Sums.OutputTokens,
        ExactAmount = Money.FormatNanos(row.Sums.AmountNano),
        Amount = Show(MinorUnits.Round(Money.FromNanos(row.Sums.AmountNano), currency), currency),
        Saved = Money.FormatNanos(row.Sums.ListAmountNano - row.Sums.AmountNano),
    };

    private static string Show(decimal rounded, string currency) => rounded.ToString("F" + MinorUnits.Of(currency).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // Charges are one transfer for each commit of receipts, too many to list: they are what the balance lost beside all else.
    private async ValueTask<StatementCredit?> CreditAsync(Organization organization, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var opening = await BalanceAsync(organization, from, cancellationToken);
        if (await BalanceAsync(organization, to, cancellationToken) is not { } closing)
        {
            return null;
        }

        var sums = new Dictionary<CreditTransferKind, long>();
        foreach (var kind in Enum.GetValues<CreditTransferKind>().Where(kind => kind != CreditTransferKind.Charge))
        {
            var query = new CreditQuery(organization.Id, TransferPage) { OldestFirst = true, Kind = kind, From = from, To = to };
            while (await credits.ListAsync(query, cancellationToken) is { Count: > 0 } page)
            {
                sums[kind] = sums.GetValueOrDefault(kind) + page.Sum(posted => posted.Transfer.AmountNano);
                query = query with { After = page[^1].Position };
            }
        }

        return new StatementCredit
        {
            Currency = organization.Currency,
            Opening = Money.FormatNanos(opening ?? 0),
            TopUps = Of(CreditTransferKind.TopUp),
            Promos = Of(CreditTransferKind.Promo),
            Refunds = Of(CreditTransferKind.Refund),
            Chargebacks = Of(CreditTransferKind.Chargeback),
            Adjustments = Of(CreditTransferKind.Adjustment),
            Reversals = Of(CreditTransferKind.Reversal),
            Expiries = Of(CreditTransferKind.Expiry),
            Charges = Money.FormatNanos(closing - (opening ?? 0) - sums.Values.Sum()),
            Closing = Money.FormatNanos(closing),
        };

        string Of(CreditTransferKind kind) => Money.FormatNanos(sums.GetValueOrDefault(kind));
    }

    // Null when the organization had no transfer yet.
    private async ValueTask<long?> BalanceAsync(Organization organization, DateTimeOffset at, CancellationToken cancellationToken) =>
        await credits.ListAsync(new CreditQuery(organization.Id, 1) { To = at }, cancellationToken) is [var last] ? last.BalanceNano : null;
}
