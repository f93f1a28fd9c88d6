using NextModel.Configuration;
using NextModel.Egress;
using NextModel.Identity;
using NextModel.Webhooks;

namespace NextModel.Gateway.Declaring;

/// <summary>Webhooks of a declarative file: compared with those that there are, and written. Secrets are made here and told once.</summary>
public sealed class WebhookDeclarations(WebhookBook book, WebhookDispatcher dispatcher, EgressGuard guard, TenancyDirectory directory)
{
    private const string Kind = "webhook";

    internal void Plan(PlanDraft plan, DeclaredOrganization declared, Organization? existing)
    {
        var there = existing is null ? [] : Of(existing);
        foreach (var webhook in declared.Webhooks)
        {
            PlanOne(plan, declared.Name, webhook, there.Find(w => w.Name == webhook.Name));
        }

        var total = there.Count + declared.Webhooks.Count(d => there.TrueForAll(w => w.Name != d.Name));
        if (total > WebhookBook.MaxPerOrganization && declared.Webhooks.Count > 0)
        {
            plan.Report(
                declared.Webhooks[0].Where,
                $"with those that are there '{declared.Name}' would have {total} webhooks, and {WebhookBook.MaxPerOrganization} is as many as there can be. Delete some first.");
        }
    }

    internal void PlanRemovals(PlanDraft plan, Organization organization)
    {
        foreach (var webhook in Of(organization))
        {
            plan.Remove("delete", Kind, $"{organization.Name}/{webhook.Name}", async run =>
                PlanDraft.Refusal(await book.DeleteAsync(run.Actor, webhook.Id, webhook.Version, run.CancellationToken)));
        }
    }

    /// <summary>The webhooks of an organization as lines; nothing where there are none.</summary>
    internal IReadOnlyList<string> Write(Organization organization, Func<string, string> quote)
    {
        var there = Of(organization);
        return there.Count == 0
            ? []
            : ["webhooks:", .. there.Select(w => $"  - {{ name: {quote(w.Name)}, url: {quote(w.Url.AbsoluteUri)}, enabled: {(w.Enabled ? "true" : "false")} }}")];
    }

    private void PlanOne(PlanDraft plan, string organization, DeclaredWebhook declared, Webhook? before)
    {
        var path = $"{organization}/{declared.Name}";
        plan.Declare(Kind, path, declared.Where);
        if (!WebhookAddress.Read(declared.Url, guard).TryGet(out var url, out var refusal))
        {
            plan.Report(declared.Where, refusal.Message);
        }
        else if (before is null)
        {
            plan.Step("create", Kind, path, Origin(url) + (declared.Enabled ? "" : ", not enabled"), async run =>
            {
                var secret = WebhookSecret.Create();
                var made = book.Make(directory.FindOrganizationByName(organization)!.Id, declared.Name, url, secret) with { Enabled = declared.Enabled };
                if (PlanDraft.Refusal(await book.AddAsync(run.Actor, made, run.CancellationToken)) is { } why)
                {
                    return why;
                }

                run.Secrets.Add(new SecretByPlan(path, made.Id, secret.Text));
                return null;
            });
        }
        else if (before.Url != url || before.Enabled != declared.Enabled)
        {
            plan.Step("change", Kind, path, Describe(before, declared, url), async run =>
            {
                var changed = await book.ChangeAsync(
                    run.Actor, before.Id, before.Version, w => w with { Url = url, Enabled = declared.Enabled }, run.CancellationToken);
                dispatcher.Wake();
                return PlanDraft.Refusal(changed);
            });
        }
    }

    private List<Webhook> Of(Organization organization) =>
        [.. book.All.Where(w => w.OrganizationId == organization.Id).OrderBy(w => w.Name, StringComparer.Ordinal)];

    private static string Describe(Webhook before, DeclaredWebhook after, Uri url) => string.Join(
        ", ",
        new[]
        {
            before.Url == url ? "" : Origin(before.Url) == Origin(url) ? "another path" : $"url {Origin(before.Url)} → {Origin(url)}",
            before.Enabled == after.Enabled ? "" : $"enabled {Word(before.Enabled)} → {Word(after.Enabled)}",
        }.Where(change => change.Length > 0));

    // The path of an address may be as good as a secret.
    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static string Word(bool flag) => flag ? "true" : "false";
}
