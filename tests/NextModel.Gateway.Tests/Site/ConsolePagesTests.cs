using System.Net;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Policies, credentials, limits, webhooks, credit, audit and settings on the dashboard: each writes what the API would, and reads what it says.</summary>
public sealed class ConsolePagesTests : OperatorConsole
{
    [Fact]
    public async Task Policy_WithAMistake_ShowsItInPlace_AndIsSavedOnceItIsMended()
    {
        const string Wrong = "policy: 1\nrules:\n  - name: off\n    when: { modle: x }";
        var (status, html, _) = await Browser.SendFormAsync("/dashboard/policies/new", "draft", ("scope_id", "organization"), ("document", Wrong));

        status.ShouldBe(HttpStatusCode.BadRequest);
        SentForm.Find(html, "draft")["document"].ReplaceLineEndings("\n").ShouldBe(Wrong);
        html.ShouldContain("<li value=\"4\" class=\"bad\">");
        html.ShouldContain("id=\"draft-document-wrong\"");

        var (saved, _, location) = await Browser.SendAsync(SentForm.Find(html, "draft"), ("document", "policy: 1\nrules: []"));
        saved.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.GetAsync(location!)).Html.ShouldContain("Version <strong>1</strong> decides");
    }

    [Fact]
    public async Task Policy_ExplainedAndSimulated_ChangesNothing()
    {
        const string Draft = "policy: 1\nrules:\n  - name: nobody\n    deny: not today";
        var (_, html) = await Browser.GetAsync("/dashboard/policies/new");
        var form = SentForm.Find(html, "draft");
        var fields = form.With(("scope_id", "organization"), ("document", Draft)).ToList();

        using var explained = await Browser.PostAsync("/dashboard/policies/new/explain", fields);
        explained.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await explained.Content.ReadAsStringAsync();
        answer.ShouldContain("<code>policy_denied</code>");
        answer.ShouldContain("not today");
        SentForm.Find(answer, "draft")["document"].ReplaceLineEndings("\n").ShouldBe(Draft);
        using var simulated = await Browser.PostAsync("/dashboard/policies/new/simulate", fields);
        (await simulated.Content.ReadAsStringAsync()).ShouldContain("id=\"simulation\"");
        using var nonsense = await Browser.PostAsync("/dashboard/policies/new/explain", form.With(("scope_id", "organization"), ("document", Draft), ("request", "not json")));
        nonsense.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await nonsense.Content.ReadAsStringAsync()).ShouldContain("id=\"draft-request-wrong\"");

        (await Admin.SendAsync("GET", "policies")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Policy_OfAnOldVersion_KeepsBothTexts_AndIsDeletedByName()
    {
        var id = (await Admin.MakeAsync("policies", """{"scope":"project","scope_id":"default","document":"policy: 1"}""")).Id;
        var (_, open) = await Browser.GetAsync("/dashboard/policies/" + id);
        (await Admin.SendAsync("PUT", "policies/" + id, """{"document":"policy: 1\nrules: [] # theirs"}""", ifMatch: "*")).Status.ShouldBe(200);

        var (status, html, _) = await Browser.SendAsync(SentForm.Find(open, "draft"), ("document", "policy: 1 # mine"));
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        html.ShouldContain("# theirs");
        SentForm.Find(html, "draft")["document"].ShouldBe("policy: 1 # mine");
        (await Browser.GetAsync($"/dashboard/policies/{id}?version=1")).Html.ShouldContain("id=\"version-text\"");

        (await Browser.SendFormAsync($"/dashboard/policies/{id}/delete", "delete", ("name", "default"))).Location.ShouldBe("/dashboard/policies");
        (await Browser.GetAsync("/dashboard/policies/" + id)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Credential_Secret_IsWrittenAndNeverShown()
    {
        const string Secret = "sk-own-secret-canary-1234";
        var (refused, html, _) = await Browser.SendFormAsync("/dashboard/credentials/new", "new", ("source", "closed"), ("name", "own"), ("models", "gpt-4.1-mini = own"), ("secret", Secret));
        ((int)refused).ShouldBe(400, "its source does not answer");
        html.ShouldNotContain(Secret);
        html.ShouldContain("-wrong\"");

        var (status, _, location) = await Browser.SendAsync(SentForm.Find(html, "new"), ("secret", Secret), ("save_anyway", "true"));
        status.ShouldBe(HttpStatusCode.SeeOther);
        var (_, page) = await Browser.GetAsync(location!);
        page.ShouldContain("1234");
        page.ShouldNotContain(Secret);
        (await Browser.GetAsync("/dashboard/credentials")).Html.ShouldNotContain(Secret);
        (await Browser.SendFormAsync(location!, "rotate", ("secret", "sk-own-secret-canary-5678"), ("save_anyway", "true"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.GetAsync(location!)).Html.ShouldContain("5678");
    }

    [Fact]
    public async Task Webhook_Secret_IsShownOnce_AndAWrongAddressIsRefusedBesideItsField()
    {
        var (refused, html, _) = await Browser.SendFormAsync("/dashboard/webhooks/new", "new", ("name", "finance"), ("url", "ftp://example.com"));
        refused.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("id=\"new-url-wrong\"");

        var (status, made, _) = await Browser.SendAsync(SentForm.Find(html, "new"), ("url", "https://hooks.example.com/x"));
        status.ShouldBe(HttpStatusCode.OK);
        made.ShouldContain("whsec_");
        var id = (await Admin.SendAsync("GET", "webhooks")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        var (_, page) = await Browser.GetAsync("/dashboard/webhooks/" + id);
        page.ShouldNotContain(made[made.IndexOf("whsec_", StringComparison.Ordinal)..][..40]);
        (await Browser.SendFormAsync($"/dashboard/webhooks/{id}/delete", "delete", ("name", "finance"))).Location.ShouldBe("/dashboard/webhooks");
    }

    [Fact]
    public async Task Limits_OfAProject_AreSetAndListed()
    {
        var project = (await Admin.SendAsync("GET", "projects")).Json.GetProperty("data")[0].GetProperty("id").GetString();

        (await Browser.SendFormAsync("/dashboard/limits/" + project, "limits", ("tokens_per_minute", "90000"))).Status.ShouldBe(HttpStatusCode.SeeOther);

        (await Browser.GetAsync("/dashboard/limits")).Html.ShouldContain("90,000");
        (await Browser.SendFormAsync("/dashboard/limits/" + project, "limits", ("tokens_per_minute", "0"))).Html.ShouldContain("id=\"limits-tokens_per_minute-wrong\"");
    }

    [Fact]
    public async Task Credit_IsBookedOnce_AndEnforced()
    {
        var (refused, html, _) = await Browser.SendFormAsync("/dashboard/credits", "transfer", ("amount", "25"));
        refused.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("id=\"transfer-external_id-wrong\"");

        (await Browser.SendAsync(SentForm.Find(html, "transfer"), ("external_id", "invoice-1"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.SendAsync(SentForm.Find(html, "transfer"), ("external_id", "invoice-1"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        var (_, page) = await Browser.GetAsync("/dashboard/credits");
        page.ShouldContain("invoice-1");
        (await Browser.SendFormAsync("/dashboard/credits", "setting", ("enforced", "true"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.GetAsync("/dashboard/credits")).Html.ShouldContain("<strong>25.00 USD</strong> available");
        (await Browser.GetAsync("/dashboard/credits/export")).Html.ShouldContain("\"invoice-1\"");
    }

    [Fact]
    public async Task Audit_ListsWhatChanged_Filters_AndExports()
    {
        var id = (await Admin.MakeAsync("keys", """{"project":"default","name":"before"}""")).Id;
        (await Admin.SendAsync("PATCH", "keys/" + id, """{"name":"after"}""", ifMatch: "*")).Status.ShouldBe(200);

        var (_, html) = await Browser.GetAsync("/dashboard/audit?target=" + id);
        html.ShouldContain("<del>before</del>");
        html.ShouldContain("<ins>after</ins>");
        (await Browser.GetAsync("/dashboard/audit?action=team")).Html.ShouldNotContain("<del>before</del>");
        var (wrong, refused) = await Browser.GetAsync("/dashboard/audit?from=someday");
        wrong.ShouldBe(HttpStatusCode.BadRequest);
        refused.ShouldContain("aria-describedby=\"refusal\"");
        var (_, lines) = await Browser.GetAsync("/dashboard/audit/export?target=" + id);
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Settings_RenameAndCache_AreSaved()
    {
        var project = (await Admin.SendAsync("GET", "projects")).Json.GetProperty("data")[0].GetProperty("id").GetString();

        (await Browser.SendFormAsync("/dashboard/settings", "organization", ("name", "Kestrel"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.SendFormAsync("/dashboard/settings/projects/" + project, "cache", ("time_to_live_seconds", "0"))).Html.ShouldContain("id=\"cache-time_to_live_seconds-wrong\"");
        (await Browser.SendFormAsync("/dashboard/settings/projects/" + project, "cache", ("mode", "off"), ("time_to_live_seconds", "60"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.SendFormAsync("/dashboard/settings/projects/" + project, "purge")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Browser.SendFormAsync("/dashboard/settings/projects/" + project, "purge", ("sure", "true"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.SendFormAsync("/dashboard/settings", "signing")).Status.ShouldBe(HttpStatusCode.BadRequest);

        var cache = (await Admin.SendAsync("GET", "projects/" + project)).Json.GetProperty("cache");
        (cache.GetProperty("mode").GetString(), cache.GetProperty("time_to_live_seconds").GetInt64()).ShouldBe(("off", 60));
        (await Browser.GetAsync("/dashboard/settings")).Html.ShouldContain("Kestrel");
    }
}
