using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Webhooks;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Before something goes, its page says what depends on it, and what becomes of that.</summary>
public sealed partial class RemovalPagesTests : OperatorConsole
{
    private static readonly Dictionary<string, string> Own = new() { ["gpt-4.1-mini"] = "own" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IWebhookStore Webhooks => Admin.Gateway.Installation.WebhookStore;

    [Fact]
    public async Task Project_BeforeItIsArchived_ListsWhatIsForIt()
    {
        var project = (await Admin.MakeAsync("projects", """{"team":"default","name":"support"}""")).Id;
        var key = await MakeAsync("keys", new { project = "support", name = "desk" });
        await MakeAsync("keys", new { project = "default", name = "elsewhere" });
        await MakeAsync("budgets", new { scope = "key", scope_id = key, limit = "5", window = "day", name = "of the desk" });
        await MakeAsync("policies", new { scope = "project", scope_id = "support", document = "policy: 1" });
        await MakeAsync("credentials", new { source = "closed", name = "ours", secret = "sk-none-at-all-0000", project = "support", models = Own, save_anyway = true });

        var (_, html) = await Browser.GetAsync($"/dashboard/projects/{project}/archive");

        Listed(html).ShouldBe(["desk: Stops with the next request.", "of the desk: Stays, and applies to nothing.", "support: Stays, and applies to nothing.", "ours: Stays, and applies to nothing."]);
        html.ShouldContain("What depends on it: <strong>4</strong>");
        (await Browser.SendFormAsync($"/dashboard/projects/{project}/archive", "archive")).Location.ShouldBe("/dashboard/projects/" + project);
        (await Admin.SendAsync("GET", "projects/" + project)).Json.TryGetProperty("archived_at", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Team_BeforeItIsArchived_ListsItsProjectsAndWhoHasARoleInIt()
    {
        var team = (await Admin.MakeAsync("teams", """{"name":"desk"}""")).Id;
        await MakeAsync("projects", new { team = "desk", name = "support" });
        await MakeAsync("keys", new { project = "support", name = "one" });
        await MakeAsync("members", new { email = "ada@example.com", role = "developer", team = "desk" });
        await MakeAsync("management-keys", new { name = "robot", role = "viewer", team = "desk" });

        Listed((await Browser.GetAsync($"/dashboard/projects/teams/{team}/archive")).Html).ShouldBe(
        [
            "support: Is closed with it until it is restored; its keys that stop: 1.", "ada@example.com: Keeps its role, over something archived.", "robot: Keeps its role, over something archived.",
        ]);
    }

    [Fact]
    public async Task Credential_BeforeItIsDeleted_SaysUnderWhatItsRequestsThenGoOut()
    {
        await Admin.MakeAsync("projects", """{"team":"default","name":"support"}""");
        var whole = await MakeAsync("credentials", new { source = "closed", name = "of all", secret = "sk-none-at-all-0000", models = Own, save_anyway = true });
        var own = await MakeAsync("credentials", new { source = "closed", name = "of support", secret = "sk-none-at-all-1111", project = "support", models = Own, save_anyway = true });

        Listed((await Browser.GetAsync($"/dashboard/credentials/{own}/delete")).Html).ShouldBe(["support: Its requests go out under of all instead."]);
        Listed((await Browser.GetAsync($"/dashboard/credentials/{whole}/delete")).Html)
            .ShouldBe(["default: Its requests to closed go out under this installation’s credential, and are charged."], "support has its own");

        await MakeAsync("policies", new { scope = "project", scope_id = "default", document = "policy: 1\ncredentials: own_only" });
        Listed((await Browser.GetAsync($"/dashboard/credentials/{whole}/delete")).Html)
            .ShouldBe(["default: Its requests to closed are refused: the policy of default wants own credentials."]);
        (await Admin.SendAsync("PATCH", "credentials/" + whole, """{"enabled":false}""", ifMatch: "*")).Status.ShouldBe(200);
        (await Browser.GetAsync($"/dashboard/credentials/{whole}/delete")).Html.ShouldContain("nothing you can see depends on it");
    }

    [Fact]
    public async Task Policy_BeforeItIsDeleted_SaysWhoIsLeftToWhich_AndWhoUsesItsNames()
    {
        var key = await MakeAsync("keys", new { project = "default", name = "desk" });
        var wide = await MakeAsync("policies", new { scope = "organization", document = "policy: 1\naliases: { auto: sandbox-echo }" });
        var narrow = await MakeAsync("policies", new { scope = "key", scope_id = key, document = "policy: 1\nrules:\n  - name: all\n    route: { targets: [auto] }" });

        Listed((await Browser.GetAsync($"/dashboard/policies/{narrow}/delete")).Html).ShouldBe(["desk: Is left to the policy of default."]);
        Listed((await Browser.GetAsync($"/dashboard/policies/{wide}/delete")).Html)
            .ShouldBe(["default: Is left without a policy of its level or a wider one.", "desk: Names the alias auto, which then stands for nothing."]);
    }

    [Fact]
    public async Task Budget_BeforeItIsDeleted_SaysWhatStillLimits_AndWhichPolicyAsksOfIt()
    {
        var key = await MakeAsync("keys", new { project = "default", name = "desk" });
        await MakeAsync("budgets", new { scope = "organization", limit = "50", window = "month", name = "of all" });
        var budget = await MakeAsync("budgets", new { scope = "key", scope_id = key, limit = "5", window = "day", name = "of the desk" });
        await MakeAsync("policies", new { scope = "project", scope_id = "default", document = "policy: 1\nrules:\n  - name: thrift\n    when: { budget_used: { at_least: 80%, window: day } }\n    cache: exact" });

        Listed((await Browser.GetAsync($"/dashboard/budgets/{budget}/delete")).Html)
            .ShouldBe(["desk: Is still limited by of all.", "default: Asks how much of a budget is used: of this one that is then never true."]);
    }

    [Fact]
    public async Task Member_BeforeTheyAreRemoved_ListsTheManagementKeysMadeForThem()
    {
        var (ada, bob) = (await MakeAsync("members", new { email = "ada@example.com", role = "developer" }), await MakeAsync("members", new { email = "bob@example.com", role = "developer" }));
        var raw = (await Admin.MakeAsync("management-keys", JsonSerializer.Serialize(new { name = "her laptop", role = "viewer", member = ada })))["raw_key"];
        await MakeAsync("management-keys", new { name = "his", role = "viewer", member = bob });
        await MakeAsync("management-keys", new { name = "robot", role = "viewer" });
        await MakeAsync("management-keys", new { name = "for today", role = "viewer", member = ada, expires_at = Admin.Time.GetUtcNow().AddMinutes(10) });
        var revoked = await MakeAsync("management-keys", new { name = "lost", role = "viewer", member = ada });
        (await Admin.SendAsync("DELETE", "management-keys/" + revoked, ifMatch: "*")).Status.ShouldBe(200);

        Listed((await Browser.GetAsync($"/dashboard/members/{ada}/remove")).Html).ShouldBe(["for today: Stops with the next request.", "her laptop: Stops with the next request."], ignoreOrder: true);
        Admin.Time.Advance(TimeSpan.FromMinutes(10));
        Listed((await Browser.GetAsync($"/dashboard/members/{ada}/remove")).Html).ShouldBe(["her laptop: Stops with the next request."], "the other has stopped");

        (await Admin.SendAsync("GET", "projects", key: raw)).Status.ShouldBe(200);
        (await Browser.SendFormAsync($"/dashboard/members/{ada}/remove", "remove", ("name", "ada@example.com"))).Location.ShouldBe("/dashboard/members");
        (await Admin.SendAsync("GET", "projects", key: raw)).Status.ShouldBe(401, "it was said to stop");
    }

    [Fact]
    public async Task Webhook_BeforeItIsDeleted_ListsWhatDidNotArriveYet()
    {
        var (id, other) = (await MakeAsync("webhooks", Waiting("finance")), await MakeAsync("webhooks", Waiting("elsewhere")));
        (await Browser.GetAsync($"/dashboard/webhooks/{id}/delete")).Html.ShouldContain("nothing you can see depends on it");
        await NoteAsync("evt_waits", id, other);
        await NoteAsync("evt_arrived", id);
        await NoteAsync("evt_of_another", other);
        var arrived = (await Webhooks.ListAsync(id, null, null, 10, Cancellation)).Single(one => one.EventId == "evt_arrived");
        await Webhooks.SaveAsync(arrived.After(new WebhookAttempt(204, null), Admin.Time.GetUtcNow()), Cancellation);

        Listed((await Browser.GetAsync($"/dashboard/webhooks/{id}/delete")).Html).ShouldBe(["budget.threshold_reached evt_waits: Is not delivered any more."]);

        (await Browser.SendFormAsync($"/dashboard/webhooks/{id}/delete", "delete", ("name", "finance"))).Location.ShouldBe("/dashboard/webhooks");
        (await Webhooks.ListAsync(id, null, null, 10, Cancellation)).ShouldBeEmpty();
        (await Webhooks.ListAsync(other, DeliveryState.Pending, null, 10, Cancellation)).Count.ShouldBe(2, "those of another webhook go on");
    }

    // More than a page of the API holds, and than are listed.
    [Fact]
    public async Task Webhook_WithManyThatWait_CountsThemAll()
    {
        var id = await MakeAsync("webhooks", Waiting("finance"));
        for (var i = 0; i < 201; i++)
        {
            await NoteAsync("evt_" + i, id);
        }

        var (_, html) = await Browser.GetAsync($"/dashboard/webhooks/{id}/delete");

        html.ShouldContain("What depends on it: <strong>201</strong>");
        Listed(html).Count.ShouldBe(100);
        html.ShouldContain("101 more are not listed.");
    }

    [Fact]
    public async Task Removal_OfWhatSomebodyChangedMeanwhile_SaysWho_AndDoesNothing()
    {
        var id = await MakeAsync("keys", new { project = "default", name = "ci" });
        var (_, open) = await Browser.GetAsync($"/dashboard/api-keys/{id}/revoke");
        (await Admin.SendAsync("PATCH", "keys/" + id, """{"workload":"new"}""", ifMatch: "*")).Status.ShouldBe(200);

        var (status, html, _) = await Browser.SendAsync(SentForm.Find(open, "revoke"), ("name", "ci"));

        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        html.ShouldContain("<strong>operator</strong> changed this");
        (await Admin.SendAsync("GET", "keys/" + id)).Json.TryGetProperty("revoked_at", out _).ShouldBeFalse();
        (await Browser.SendAsync(SentForm.Find(html, "revoke"), ("name", "ci"))).Status.ShouldBe(HttpStatusCode.SeeOther, "it was read again");
    }

    [Fact]
    public async Task Viewer_IsToldWhichRoleMay()
    {
        var id = await MakeAsync("keys", new { project = "default", name = "ci" });
        var raw = (await Admin.MakeAsync("management-keys", """{"name":"reader","role":"viewer"}""")).Json.GetProperty("raw_key").GetString()!;
        using var reader = new Browsing(Admin.Gateway);
        await reader.SignInAsync(raw);

        (await reader.GetAsync($"/dashboard/api-keys/{id}/revoke")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<string> MakeAsync(string path, object body) => (await Admin.MakeAsync(path, JsonSerializer.Serialize(body))).Id;

    // Held back, so that nothing is sent to anybody.
    private static object Waiting(string name) => new { name, url = "https://hooks.example.com/x", enabled = false };

    private async Task NoteAsync(string id, params string[] webhooks)
    {
        var organization = Admin.Gateway.Installation.Webhooks.Find(webhooks[0])!.OrganizationId;
        (await Webhooks.AddEventAsync(new WebhookEvent(id, organization, "budget.threshold_reached", "{}", Admin.Time.GetUtcNow()), webhooks, Cancellation)).ShouldBeTrue();
    }

    // Name and what becomes of it, a row each.
    private static List<string> Listed(string html) => [.. Row().Matches(html).Select(row => $"{Tag().Replace(row.Groups["name"].Value, "")}: {WebUtility.HtmlDecode(row.Groups["becomes"].Value)}")];

    [GeneratedRegex("<th role=\"rowheader\"[^>]*>(?<name>.*?)</th><td[^>]*>[^<]*</td><td[^>]*>(?<becomes>[^<]*)</td></tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
