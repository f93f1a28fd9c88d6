namespace NextModel.Gateway.Tests.Site;

/// <summary>Every form of the dashboard. A test holds that none is missing.</summary>
internal static class FormCases
{
    private const string Button = "a button";
    private const string Choice = "a choice among those there are";

    public static IReadOnlyList<FormCase> All { get; } =
    [
        new("/first-run", "/first-run", "first") { Without = Button },
        new("/reconciliations", "/reconciliations", "reconcile") { Wrong = "file=", Kept = "invoice=INV-17" },
        new("/credits/setting", "/credits", "setting") { Without = "yes or no", Faster = ("PATCH", "credits/{organization}", """{"enforced":true}""") },
        new("/credits/transfers", "/credits", "transfer") { Wrong = "amount=x", Kept = "external_id=INV-17" },

        new("/api-keys", "/api-keys/new", "new") { Wrong = "name=", Kept = "workload=kept" },
        new("/api-keys/{id}", "/api-keys/{key}", "details") { Wrong = "name=", Kept = "workload=kept", Faster = ("PATCH", "keys/{key}", """{"workload":"theirs"}""") },
        new("/api-keys/{id}/rotate", "/api-keys/{key}", "rotate") { Wrong = "grace_seconds=x", Faster = ("PATCH", "keys/{key}", """{"workload":"theirs"}""") },
        new("/api-keys/{id}/limits", "/api-keys/{key}", "limits") { Wrong = "requests_per_minute=0", Kept = "tokens_per_minute=77", Faster = ("PUT", "keys/{key}/limits", """{"tokens_per_minute":5}""") },
        new("/api-keys/{id}/revoke", "/api-keys/{key}/revoke", "revoke") { Wrong = "name=x", Faster = ("PATCH", "keys/{key}", """{"workload":"theirs"}""") },

        new("/budgets", "/budgets/new", "new") { Wrong = "limit=x", Kept = "name=kept" },
        new("/budgets/{id}", "/budgets/{budget}", "details") { Wrong = "thresholds=x", Kept = "name=kept", Faster = ("PATCH", "budgets/{budget}", """{"limit":"77"}""") },
        new("/budgets/{id}/reconcile", "/budgets/{budget}", "reconcile") { Without = "it is there while what a lost request cost is unknown" },
        new("/budgets/{id}/delete", "/budgets/{budget}/delete", "delete") { Wrong = "name=x", Faster = ("PATCH", "budgets/{budget}", """{"limit":"77"}""") },

        new("/policies", "/policies/new", "draft") { Wrong = "document=policy: 9", Kept = "scope_id=key:{key}" },
        new("/policies/explain", "/policies/explain", "explain") { Wrong = "request=x", Kept = "workload=kept" },
        new("/policies/new/explain", "/policies/new", "draft") { Wrong = "request=x", Kept = "document=policy: 1 # kept" },
        new("/policies/new/simulate", "/policies/new", "draft") { Wrong = "days=x", Kept = "document=policy: 1 # kept" },
        new("/policies/{id}", "/policies/{policy}", "draft") { Wrong = "document=policy: 9", Faster = ("PUT", "policies/{policy}", """{"document":"policy: 1 # theirs"}""") },
        new("/policies/{id}/explain", "/policies/{policy}", "draft") { Wrong = "request=x", Kept = "document=policy: 1 # kept" },
        new("/policies/{id}/simulate", "/policies/{policy}", "draft") { Wrong = "days=x", Kept = "document=policy: 1 # kept" },
        new("/policies/{id}/delete", "/policies/{policy}/delete", "delete") { Wrong = "name=x", Faster = ("PUT", "policies/{policy}", """{"document":"policy: 1 # theirs"}""") },

        new("/limits/{id}", "/limits/{project}", "limits") { Wrong = "requests_per_minute=0", Kept = "tokens_per_minute=77", Faster = ("PUT", "projects/{project}/limits", """{"tokens_per_minute":5}""") },

        new("/projects", "/projects", "new-project") { Wrong = "name=" },
        new("/projects/teams", "/projects", "new-team") { Wrong = "name=" },
        new("/projects/{id}", "/projects/{project}", "details") { Wrong = "hours=x", Kept = "name=kept", Faster = ("PATCH", "projects/{project}", """{"name":"theirs"}""") },
        new("/projects/{id}/archive", "/projects/{project}/archive", "archive") { Without = Button, Faster = ("PATCH", "projects/{project}", """{"name":"theirs"}""") },
        new("/projects/{id}/restore", "/projects/{archived}", "restore") { Without = Button, Faster = ("PATCH", "projects/{archived}", """{"name":"theirs"}""") },
        new("/projects/teams/{id}", "/projects/teams/{team}", "details") { Wrong = "name=", Faster = ("PATCH", "teams/{team}", """{"name":"theirs"}""") },
        new("/projects/teams/{id}/archive", "/projects/teams/{team}/archive", "archive") { Without = Button, Faster = ("PATCH", "teams/{team}", """{"name":"theirs"}""") },
        new("/projects/teams/{id}/restore", "/projects/teams/{closed}", "restore") { Without = Button, Faster = ("PATCH", "teams/{closed}", """{"name":"theirs"}""") },

        new("/members", "/members", "invite") { Wrong = "email=x", Kept = "role=admin" },
        new("/members/invitations/{id}/withdraw", "/members", "withdraw-{invitation}") { Without = Button },
        new("/members/{id}", "/members/{member}", "role") { Without = Choice, Faster = ("PATCH", "members/{member}", """{"role":"viewer"}""") },
        new("/members/{id}/remove", "/members/{member}/remove", "remove") { Wrong = "name=x", Faster = ("PATCH", "members/{member}", """{"role":"viewer"}""") },
        new("/members/{id}/reset", "/members/{member}", "reset") { Without = Button },
        new("/members/{id}/access", "/members/{member}", "access") { Without = Button, IsNamed = false, Faster = ("PATCH", "accounts/{account}", """{"disabled":true}""") },
        new("/members/{id}/sign-out", "/members/{member}", "sign-out") { Without = Button },

        new("/credentials", "/credentials/new", "new") { Wrong = "models== =", Kept = "name=kept" },
        new("/credentials/{id}", "/credentials/{credential}", "details") { Wrong = "models== =", Kept = "name=kept", Faster = ("PATCH", "credentials/{credential}", """{"region":"theirs"}""") },
        new("/credentials/{id}/rotate", "/credentials/{credential}", "rotate") { Wrong = "secret=", Kept = "base_url=https://kept.example.com/v1", IsSecret = true, Faster = ("PATCH", "credentials/{credential}", """{"region":"theirs"}""") },
        new("/credentials/{id}/test", "/credentials/{credential}", "test") { Without = Button },
        new("/credentials/{id}/delete", "/credentials/{credential}/delete", "delete") { Wrong = "name=x", Faster = ("PATCH", "credentials/{credential}", """{"region":"theirs"}""") },

        new("/webhooks", "/webhooks/new", "new") { Wrong = "url=x", Kept = "name=kept" },
        new("/webhooks/{id}", "/webhooks/{webhook}", "details") { Wrong = "url=x", Kept = "name=kept", Faster = ("PATCH", "webhooks/{webhook}", """{"enabled":false}""") },
        new("/webhooks/{id}/secret", "/webhooks/{webhook}", "secret-form") { Wrong = "secret=short", IsSecret = true, Faster = ("PATCH", "webhooks/{webhook}", """{"enabled":false}""") },
        new("/webhooks/{id}/test", "/webhooks/{webhook}", "test") { Without = Button },
        new("/webhooks/{id}/delete", "/webhooks/{webhook}/delete", "delete") { Wrong = "name=x", Faster = ("PATCH", "webhooks/{webhook}", """{"enabled":false}""") },

        new("/settings/organization", "/settings", "organization") { Wrong = "name=", Faster = ("PATCH", "organizations/{organization}", """{"name":"theirs"}""") },
        new("/settings/signing-keys", "/settings", "signing") { Wrong = "sure=" },
        new("/settings/configuration", "/settings", "reload") { Without = Button },
        new("/settings/projects/{id}", "/settings/projects/{project}", "cache") { Wrong = "time_to_live_seconds=x", Kept = "max_entry_bytes=77777", Faster = ("PATCH", "projects/{project}", """{"name":"theirs"}""") },
        new("/settings/projects/{id}/purge", "/settings/projects/{project}", "purge") { Wrong = "sure=" },

        new("/account/password", "/account", "password") { Wrong = "password=not the password at all", IsSecret = true },
        new("/account/second-factor", "/account", "add-factor") { Wrong = "password=not the password at all", Kept = "code=123456", IsSecret = true },
        new("/account/second-factor/remove", "/account", "remove-factor") { Without = "as the one before; it stands on the page once there is a second factor" },
        new("/account/second-factor/codes", "/account", "renew-codes") { Without = "as above" },
        new("/account/sessions", "/account", "end-others") { Without = Button },
        new("/account/sessions/{id}", "/account", "") { Without = Button },

        new("/playground", "/playground", "playground") { Wrong = "user=", Kept = "system=kept" },
        new("/playground/estimate", "/playground", "playground") { Without = "for the page's script" },
        new("/playground/stream", "/playground", "playground") { Without = "for the page's script" },
        new("/time-zone", "/time-zone", "choose") { Without = Choice },
    ];
}
