using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Policies;

namespace NextModel.Gateway.Declaring;

/// <summary>Policies of a declarative file: compared with those in force, and written.</summary>
public sealed class PolicyDeclarations(
    PolicyDirectory policies, PolicyBook book, TenancyDirectory directory, CredentialDirectory credentials, SnapshotHolder snapshots)
{
    /// <param name="plan">Receives the step.</param>
    /// <param name="declared">What the file says of one object; null leaves its policy as it is.</param>
    /// <param name="scope">What kind of object that is.</param>
    /// <param name="path">Names from the organization down to it.</param>
    /// <param name="existing">Its id; null where an earlier step makes it.</param>
    /// <param name="find">Its id, once that step was made.</param>
    /// <param name="wider">The policies above it, as they will be.</param>
    /// <returns>The chain with this policy, for what is below.</returns>
    internal PolicyChain Plan(
        PlanDraft plan, DeclaredPolicy? declared, PolicyScope scope, string path, string? existing, Func<string> find, PolicyChain wider)
    {
        var before = existing is null ? null : policies.Find(existing);
        if (declared is null)
        {
            return before is null || plan.Prunes ? wider : wider.With(before);
        }

        plan.Declare(Kind(scope), path, declared.Where);
        var isSame = before is not null && declared.Says(before.Policy.Text);
        if (isSame && !HasDraft(wider))
        {
            return wider.With(before!);
        }

        var own = credentials.OfOrganization(directory.FindOrganizationByName(path.Split('/')[0])?.Id);
        if (declared.Read(PolicyNames.Of(snapshots.Current, wider, own), plan.Problems) is not { } document || isSame)
        {
            return before is null ? wider : wider.With(before);
        }

        if (before is null)
        {
            plan.Step("create", Kind(scope), path, PolicyChanges.Describe(document), async run => PlanDraft.Refusal(await book.CreateAsync(
                run.Actor, directory.FindOrganizationByName(path.Split('/')[0])!.Id, scope, find(), declared.Text, document, run.CancellationToken)));
        }
        else
        {
            plan.Step("change", Kind(scope), path, PolicyChanges.Describe(before.Document, document), async run => PlanDraft.Refusal(
                await book.ReplaceAsync(run.Actor, before.Policy.Id, before.Policy.Version, declared.Text, document, run.CancellationToken)));
        }

        return wider.With(Draft(scope, declared.Text, document));
    }

    /// <summary>The policies of an organization that the file does not name. Those of what is revoked or archived rule nothing and stay.</summary>
    internal void PlanRemovals(PlanDraft plan, Organization organization)
    {
        // The narrowest first: they may use aliases of the wider ones.
        foreach (var policy in policies.All.Select(p => p.Policy).Where(p => p.OrganizationId == organization.Id).OrderByDescending(p => p.Scope))
        {
            if (DeclaredPath.Find(directory, organization, policy.ScopeId) is { } path)
            {
                plan.Remove("delete", Kind(policy.Scope), path, async run =>
                    PlanDraft.Refusal(await book.DeleteAsync(run.Actor, policy.Id, policy.Version, run.CancellationToken)));
            }
        }
    }

    /// <summary>The policy of one object as lines, inner ones indented by two; nothing where there is none.</summary>
    internal IReadOnlyList<string> Write(string scopeId, Func<string, string> quote)
    {
        if (policies.Find(scopeId) is not { Policy.Text: var text })
        {
            return [];
        }

        string[] lines = ["policy:", .. text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.Length == 0 ? "" : "  " + line)];
        var file = $"organizations:\n  - name: a\n{string.Join('\n', lines.Select(line => "    " + line))}\n";

        // What does not come back as it is, such as a text with a document marker, is written as a string.
        return DeclarationReader.Read(file, []) is [{ Policy: { } again }] && again.Says(text) ? lines : ["policy: " + quote(text)];
    }

    private static CompiledPolicy Draft(PolicyScope scope, string text, PolicyDocument document) => new(
        new Policy { Id = Guid.Empty, OrganizationId = "", Scope = scope, ScopeId = "", Version = 0, Text = text, UpdatedAt = default }, document);

    private static bool HasDraft(PolicyChain chain)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            if (chain[i].Policy.Version == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string Kind(PolicyScope scope) => scope.Wire() + " policy";
}
