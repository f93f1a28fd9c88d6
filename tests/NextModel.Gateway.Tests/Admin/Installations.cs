using NextModel.Identity;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>Organization acme with teams red and blue, a project, key, member and management key in each; and a management key of every role.</summary>
public sealed class Installations
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>Raw management keys by name: <c>acme-admin</c>, <c>red-viewer</c>, <c>blue-admin</c>, <c>other-owner</c> …</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The id of acme's, or red's, object of a resource.</summary>
    public string Id(string resource) => _ids[resource];

    public static async Task<Installations> MakeAsync(AdminGateway gateway)
    {
        var made = new Installations();
        await gateway.MakeAsync("organizations", "{\"name\":\"other\"}");
        made._ids["organizations"] = (await gateway.MakeAsync("organizations", "{\"name\":\"acme\"}")).Id;
        made._ids["credits"] = made._ids["organizations"];

        // None is served here; whoever may ask is told that there is no such receipt.
        made._ids["receipts"] = "rcpt_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e";
        foreach (var team in new[] { "blue", "red" })
        {
            made._ids["teams"] = (await gateway.MakeAsync("teams", $$"""{"organization":"acme","name":"{{team}}"}""")).Id;
            made._ids["projects"] = (await gateway.MakeAsync(
                "projects", $$"""{"organization":"acme","team":"{{team}}","name":"{{team}}-site"}""")).Id;
            made._ids["keys"] = (await gateway.MakeAsync("keys", $$"""{"organization":"acme","project":"{{team}}-site","name":"ci"}""")).Id;
            made._ids["members"] = (await gateway.MakeAsync(
                "members", $$"""{"organization":"acme","team":"{{team}}","email":"{{team}}@example.com","role":"viewer"}""")).Id;
            made._ids["management-keys"] = (await gateway.MakeAsync(
                "management-keys", $$"""{"organization":"acme","team":"{{team}}","name":"{{team}}","role":"viewer"}""")).Id;
        }

        made._ids["invitations"] = (await gateway.MakeAsync(
            "invitations", """{"organization":"acme","team":"red","email":"guest@example.com","role":"viewer"}""")).Id;
        made._ids["accounts"] = await gateway.JoinAsync("grace@example.com", "viewer", "acme", "red");
        made._ids["budgets"] = (await gateway.MakeAsync(
            "budgets", """{"organization":"acme","scope":"project","scope_id":"red-site","limit":10,"window":"month"}""")).Id;
        made._ids["policies"] = (await gateway.MakeAsync(
            "policies", """{"organization":"acme","scope":"project","scope_id":"red-site","document":"policy: 1"}""")).Id;
        made._ids["webhooks"] = (await gateway.MakeAsync("webhooks", """{"organization":"acme","name":"finance","url":"https://hooks.example.com/x"}""")).Id;
        made._ids["prices"] = (await gateway.MakeAsync(
            "prices", """{"model":"sandbox-echo","source":"sandbox","price":{"currency":"USD","input":1,"output":2}}""")).Id;
        const string Call = """{"id":"gen-1","created_at":"2026-10-05T10:00:00Z","model":"m","native_tokens_prompt":1,"native_tokens_completion":1,"total_cost":1}""";
        await gateway.MakeAsync("reconciliations?provider=openrouter", Call);
        made._ids["reconciliations"] = (await gateway.MakeAsync("reconciliations?organization=acme&provider=openrouter", Call)).Id;
        var source = gateway.Gateway.Installation.Snapshots.Current.Sources.Keys.First(id => id != "sandbox");
        made._ids["credentials"] = (await gateway.MakeAsync(
            "credentials",
            $$"""{"organization":"acme","project":"red-site","source":"{{source}}","name":"own","secret":"own-secret-of-red-site","models":{"sandbox-echo":"m"},"save_anyway":true}""")).Id;
        made._ids["sources"] = (await gateway.MakeAsync("sources", """{"id":"set-source","api_key":"none","entry":{"base_url":"http://127.0.0.1:9/v1"}}""")).Id;
        made._ids["models"] = (await gateway.MakeAsync("models", """{"id":"set-model","entry":{"offers":[{"source":"set-source","upstream_model":"m"}]}}""")).Id;
        (await gateway.SendAsync("PUT", $"projects/{made.Id("projects")}/limits", "{\"concurrent\":50}", ifMatch: "*")).Status.ShouldBe(200);
        foreach (var role in new[] { AccessRole.Viewer, AccessRole.Developer, AccessRole.Admin, AccessRole.Owner })
        {
            await made.IssueAsync(gateway, "acme", null, role);
            await made.IssueAsync(gateway, "other", null, role);
            if (role != AccessRole.Owner)
            {
                await made.IssueAsync(gateway, "acme", "red", role);
                await made.IssueAsync(gateway, "acme", "blue", role);
            }
        }

        return made;
    }

    private async Task IssueAsync(AdminGateway gateway, string organization, string? team, AccessRole role)
    {
        var place = team is null ? "" : $"\"team\":\"{team}\",";
        var name = $"{team ?? organization}-{role.Wire()}";
        Keys[name] = (await gateway.MakeAsync(
            "management-keys", $$"""{"organization":"{{organization}}",{{place}}"name":"{{name}}","role":"{{role.Wire()}}"}"""))["raw_key"];
    }
}
