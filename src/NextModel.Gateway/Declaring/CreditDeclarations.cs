using NextModel.Configuration;
using NextModel.Credits;
using NextModel.Identity;

namespace NextModel.Gateway.Declaring;

/// <summary>Whether organizations of a declarative file need credit. How much they have is no declaration: credit moves by transfers only.</summary>
public sealed class CreditDeclarations(CreditBook book, TenancyDirectory directory)
{
    internal void Plan(PlanDraft plan, DeclaredOrganization declared, Organization? existing)
    {
        var before = existing is null ? null : book.StateOf(existing);
        if (declared.CreditEnforced is { } enforced && enforced != (before?.IsEnforced ?? false))
        {
            plan.Step("set", "credit", declared.Name, $"enforced {Word(!enforced)} → {Word(enforced)}", async run => PlanDraft.Refusal(await book.EnforceAsync(
                run.Actor, directory.FindOrganizationByName(declared.Name)!, before?.Version, enforced, run.CancellationToken)));
        }
    }

    internal string Write(Organization organization) => $"credit: {{ enforced: {Word(book.StateOf(organization).IsEnforced)} }}";

    private static string Word(bool flag) => flag ? "true" : "false";
}
