using System.Security.Cryptography;
using System.Text;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Gateway.Declaring;

/// <summary>Applies a file of organizations with all that is theirs, and writes one.</summary>
public sealed class Declarations(
    TenancyDirectory directory, AccessDirectory access, Tenancy tenancy, ApiKeys keys, Memberships memberships, LimitBook limits, BudgetKeeper budgets,
    PolicyDeclarations policies, WebhookDeclarations webhooks, CreditDeclarations credits, SnapshotHolder snapshots, TimeProvider time)
{
    private const int MostProblems = 20;

    public async ValueTask<Result<ApplyResult>> ApplyAsync(Administrator by, ApplyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        var problems = new List<ConfigurationProblem>();
        var file = DeclarationReader.Read(request.File, problems);
        var draft = new PlanDraft(request.Prune);
        if (problems.Count == 0)
        {
            var snapshot = snapshots.Current;
            new Planner(
                directory, access, tenancy, keys, memberships, time, snapshot.Currency, draft,
                new LimitsPlanner(draft, directory, limits, budgets, snapshot, time), policies, webhooks, credits).Plan(file);
            problems = draft.Problems;
        }

        if (problems.Count > 0)
        {
            return Refuse(problems);
        }

        var plan = "plan_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', draft.Steps)))[..16]);
        if (request.Plan is { } expected && expected != plan)
        {
            return new GatewayError(
                GatewayErrorCode.Conflict, "The installation has changed since the plan was made; nothing was done. Look at the new plan first.", "plan");
        }

        if (request.DryRun)
        {
            return new ApplyResult(plan, false, draft.Steps, draft.Kept, []);
        }

        var run = new StepRun(by with { Actor = by.Actor with { Via = "apply" } }, [], cancellationToken);
        foreach (var (done, step) in draft.Steps.Index())
        {
            // What was made is not undone: a key that was made is told, or nobody would ever know it.
            if (await step.Run!(run) is { } refusal)
            {
                return refusal with
                {
                    Message = $"{step}: {refusal.Message} {done} of {draft.Steps.Count} steps were made before; './nextmodel diff' shows what is left."
                        + (run.Issued.Count == 0 ? "" : $" Keys made before, whose raw form is lost: {string.Join(", ", run.Issued.Select(k => k.Id))}; rotate them.")
                        + (run.Secrets.Count == 0 ? "" : $" Webhooks made before, whose secret is lost: {string.Join(", ", run.Secrets.Select(s => s.Id))}; give them new ones."),
                };
            }
        }

        return new ApplyResult(plan, true, draft.Steps, draft.Kept, run.Issued) { WebhookSecrets = run.Secrets };
    }

    /// <summary>The file of what there is, without what is archived or revoked.</summary>
    /// <param name="organization">Only this one, by name; all unless given.</param>
    public Result<ExportResult> Export(string? organization)
    {
        var chosen = directory.Organizations
            .Where(o => o.ArchivedAt is null && (organization is null || o.Name == organization))
            .OrderBy(o => o.Name, StringComparer.Ordinal)
            .ToList();
        return organization is not null && chosen.Count == 0
            ? new GatewayError(GatewayErrorCode.NotFound, $"There is no organization '{organization}'.", "organization")
            : new ExportResult(new DeclarationWriter(directory, access, limits, budgets, policies, webhooks, credits).Write(chosen));
    }

    private static GatewayError Refuse(List<ConfigurationProblem> problems)
    {
        var text = new StringBuilder(problems.Count == 1 ? "The file has a problem; nothing was done." : $"The file has {problems.Count} problems; nothing was done.");
        foreach (var problem in problems.Take(MostProblems))
        {
            text.Append('\n').Append(problem);
        }

        return new GatewayError(GatewayErrorCode.InvalidRequest, text.ToString(), "file");
    }
}
