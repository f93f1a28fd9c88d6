using NextModel.Web.Dashboard.Admin;

namespace NextModel.Web.Dashboard.Budgets;

/// <summary>A budget and where it stands, as pages show it; amounts in the organization's currency.</summary>
/// <param name="Json">As the admin API gives it.</param>
/// <param name="Scope"><c>organization</c>, <c>team</c>, <c>project</c> or <c>key</c>.</param>
/// <param name="ScopeName">What that is called.</param>
/// <param name="Branch">Names of the team, project and key it counts, as far as it goes: its place in the tree.</param>
/// <param name="Pace">How fast it was spent so far.</param>
public sealed record BudgetRow(AdminObject Json, string Scope, string ScopeName, IReadOnlyList<string> Branch, BudgetPace Pace)
{
    public string Id => Json.Id;

    public string Name => Json.Show("name");

    public decimal Limit => Json.Amount("limit");

    public decimal Settled => Json.Amount("settled");

    /// <summary>Held for requests in flight, and for those a dead process left behind.</summary>
    public decimal Held => Json.Amount("reserved") + Json.Amount("unknown");

    public decimal Used => Settled + Held;

    public decimal Remaining => Json.Amount("remaining");

    public bool IsHard => Json.Flag("hard");

    public bool IsFull => Remaining == 0;

    public DateTimeOffset? ResetsAt => Json.Instant("resets_at");

    /// <summary>What it counts of its scope; empty for everything.</summary>
    public string Filter => string.Join(", ", new[] { Json.Show("model"), Json.Show("workload") }.Where(part => part.Length > 0));

    /// <summary>A budget of the admin API, with the names that belong to it.</summary>
    public static BudgetRow Of(DashboardView view, AdminObject json)
    {
        ArgumentNullException.ThrowIfNull(view);
        var scope = json.Text("scope");
        var (name, branch) = ScopeChoice.Name(view, scope, json.Text("scope_id"));
        return new BudgetRow(json, scope, name, branch, BudgetPace.Of(json, view.Site.Now));
    }

    /// <summary>Budgets as a tree reads: what is wider before what is in it.</summary>
    public static IReadOnlyList<BudgetRow> InOrder(IEnumerable<BudgetRow> rows) =>
        [.. rows.OrderBy(row => string.Join('\u0001', row.Branch), StringComparer.Ordinal).ThenBy(row => row.Name, StringComparer.Ordinal)];

    /// <summary>The fewest decimals that show all of the amounts as they are, two at least.</summary>
    public static int Decimals(IEnumerable<decimal> amounts)
    {
        var most = 2;
        foreach (var amount in amounts)
        {
            while (most < Billing.Money.Decimals && decimal.Round(amount, most) != amount)
            {
                most++;
            }
        }

        return most;
    }
}
