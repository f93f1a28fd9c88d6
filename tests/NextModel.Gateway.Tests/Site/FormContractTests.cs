using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Admin;

namespace NextModel.Gateway.Tests.Site;

/// <summary>What every form of the dashboard does with what it cannot take: says so beside the field, keeps what was typed, and says who was faster.</summary>
public sealed partial class FormContractTests : OperatorConsole
{
    public static TheoryData<string> Versioned => Names(one => one.Faster is not null);

    [Fact]
    public void EveryForm_IsInTheTable() =>
        DashboardPages.Posts(Admin.Gateway).Order(StringComparer.Ordinal)
            .ShouldBe(FormCases.All.Select(one => "/dashboard" + one.Route.Replace("{id}", "nothing", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryForm_CanBeRefused_OrSaysWhyNot() =>
        FormCases.All.Where(one => (one.Wrong.Length > 0) == (one.Without.Length > 0)).Select(one => one.Name).ShouldBeEmpty();

    // One gateway for all: what is refused changes nothing.
    [Fact]
    public async Task EveryForm_ThatCannotBeTaken_SaysWhyBesideTheField_AndKeepsWhatWasTyped()
    {
        var ids = await FillAsync();
        using var member = new Browsing(Admin.Gateway);
        await member.SignInAsync("ada@example.com", AdminGateway.Password);
        var wrong = new List<string>();
        foreach (var one in FormCases.All.Where(one => one.Wrong.Length > 0))
        {
            wrong.AddRange((await RefuseAsync(one, ids, one.Route.StartsWith("/account", StringComparison.Ordinal) ? member : Browser)).Select(what => $"{one.Name}: {what}"));
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Versioned))]
    public async Task Form_OfWhatSomebodyChangedMeanwhile_SaysWho_AndIsTakenOnceItWasRead(string name)
    {
        var (one, ids) = (FormCases.All.Single(form => form.Name == name), await FillAsync());
        var page = "/dashboard" + Fill(one.Page, ids);
        var form = SentForm.Find((await Browser.GetAsync(page)).Html, one.Form);
        form["version"].ShouldNotBeEmpty();
        var (method, path, body) = one.Faster!.Value;
        (await Admin.SendAsync(method, Fill(path, ids), body, ifMatch: "*")).Status.ShouldBe(200);
        var typed = Confirmed(one, ids);

        var (status, html, _) = await Browser.SendAsync(form, typed);

        status.ShouldBe(HttpStatusCode.PreconditionFailed, html);
        html.ShouldContain(one.IsNamed ? "<strong>operator</strong> changed this" : "Somebody changed this");
        var again = SentForm.Find(html, one.Form);
        again["version"].ShouldNotBe(form["version"]);
        foreach (var (field, value) in typed.Where(pair => !one.IsSecret))
        {
            again[field].ShouldBe(value);
        }
    }

    [Theory]
    [InlineData("/api-keys/{key}/revoke", "of the key")]
    [InlineData("/budgets/{budget}/delete", "ci")]
    [InlineData("/policies/{policy}/delete", "default")]
    [InlineData("/projects/{project}/archive", "ci")]
    [InlineData("/projects/teams/{team}/archive", "ada@example.com")]
    [InlineData("/credentials/{credential}/delete", "default")]
    public async Task Removal_OfWhatIsInUse_SaysWhatDependsOnIt(string path, string dependent)
    {
        var ids = await FillAsync();
        await Admin.MakeAsync("budgets", $$"""{"scope":"key","scope_id":"{{ids["key"]}}","limit":"5","window":"day","name":"of the key"}""");

        var (status, html) = await Browser.GetAsync("/dashboard" + Fill(path, ids));

        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("What depends on it");
        html[html.IndexOf("What depends on it", StringComparison.Ordinal)..].ShouldContain(dependent);
    }

    [Fact]
    public void EveryRemoval_IsAskedFirst() =>
        DashboardPages.Gets(Admin.Gateway).Count(path => Removal().IsMatch(path)).ShouldBe(FormCases.All.Count(one => Removal().IsMatch(one.Route)));

    private static async Task<IReadOnlyList<string>> RefuseAsync(FormCase one, Dictionary<string, string> ids, Browsing browser)
    {
        var page = "/dashboard" + Fill(one.Page, ids);
        var form = SentForm.Find((await browser.GetAsync(page)).Html, one.Form);
        var (field, value) = Split(one.Wrong);
        var typed = new[] { (Field: field, Value: value) }.Concat(one.Kept.Length > 0 ? [Split(Fill(one.Kept, ids))] : []).ToArray();
        var id = page.Split('/').Skip(2).FirstOrDefault(part => part.Contains('_', StringComparison.Ordinal));
        using var response = await browser.PostAsync("/dashboard" + one.Route.Replace("{id}", id, StringComparison.Ordinal), form.With(typed));
        var html = await response.Content.ReadAsStringAsync();
        var wrong = new List<string>();
        if ((int)response.StatusCode is < 400 or > 499)
        {
            return [$"it is answered with {(int)response.StatusCode}"];
        }

        if (!Regex.IsMatch(html, $"id=\"([a-z-]+-)?{field}-wrong\"") || !html.Contains("aria-invalid=\"true\"", StringComparison.Ordinal))
        {
            wrong.Add($"nothing stands beside {field}");
        }

        var again = SentForm.Find(html, one.Form);
        foreach (var (name, what) in typed.Where(pair => !(one.IsSecret && pair.Field is "secret" or "password") && again.Fields.Any(have => have.Name == pair.Field && have.Name != "file")))
        {
            if (again[name].ReplaceLineEndings("\n") != what)
            {
                wrong.Add($"{name} is '{again[name]}' and not '{what}'");
            }
        }

        return one.IsSecret && value.Length > 0 && html.Contains(value, StringComparison.Ordinal) ? [.. wrong, "the secret is sent back"] : wrong;
    }

    private static TheoryData<string> Names(Func<FormCase, bool> which) => new(FormCases.All.Where(which).Select(one => one.Name));

    private static (string Field, string Value) Split(string typed) => (typed[..typed.IndexOf('=', StringComparison.Ordinal)], typed[(typed.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private static string Fill(string text, Dictionary<string, string> ids) => ids.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    // What a removal wants to be written, and what a change would be.
    private static (string Field, string Value)[] Confirmed(FormCase one, Dictionary<string, string> ids) => one.Form switch
    {
        "revoke" => [("name", "ci")],
        "remove" => [("name", "ada@example.com")],
        "delete" => [("name", one.Route.Split('/')[1] switch { "budgets" => "all", "policies" => "default", "credentials" => "own", _ => "finance" })],
        "secret-form" => [("secret", "whsec_" + Convert.ToBase64String(new byte[32]))],
        "rotate" when one.IsSecret => [("secret", "sk-another-own-secret-0000"), ("save_anyway", "true")],
        "reconcile" => [("settled", "1")],
        "role" => [("role", "admin")],
        _ when one.Kept.Length > 0 => [Split(Fill(one.Kept, ids))],
        _ => [],
    };

    // One of everything, by what stands for it in the table.
    private async Task<Dictionary<string, string>> FillAsync()
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["organization"] = (await Admin.SendAsync("GET", "organizations")).Json.GetProperty("data")[0].GetProperty("id").GetString()!,
            ["project"] = (await Admin.SendAsync("GET", "projects")).Json.GetProperty("data")[0].GetProperty("id").GetString()!,
            ["team"] = (await Admin.SendAsync("GET", "teams")).Json.GetProperty("data")[0].GetProperty("id").GetString()!,
            ["key"] = await MakeAsync("keys", new { project = "default", name = "ci" }),
            ["closed"] = await MakeAsync("teams", new { name = "closed" }),
            ["archived"] = await MakeAsync("projects", new { team = "default", name = "archived" }),
            ["budget"] = await MakeAsync("budgets", new { scope = "project", scope_id = "default", limit = "5", window = "day", name = "all" }),
            ["policy"] = await MakeAsync("policies", new { scope = "project", scope_id = "default", document = "policy: 1" }),
            ["credential"] = await MakeAsync("credentials", new { source = "closed", name = "own", secret = "sk-none-at-all-0000", models = new Dictionary<string, string> { ["gpt-4.1-mini"] = "own" }, save_anyway = true }),
            ["webhook"] = await MakeAsync("webhooks", new { name = "finance", url = "https://hooks.example.com/x" }),
            ["invitation"] = await MakeAsync("invitations", new { email = "guest@example.com", role = "viewer" }),
        };
        (await Admin.SendAsync("DELETE", "teams/" + ids["closed"], ifMatch: "*")).Status.ShouldBeInRange(200, 204);
        (await Admin.SendAsync("DELETE", "projects/" + ids["archived"], ifMatch: "*")).Status.ShouldBeInRange(200, 204);
        ids["account"] = await Admin.JoinAsync("ada@example.com", "developer", team: "default");
        ids["member"] = (await Admin.SendAsync("GET", "members")).Json.GetProperty("data").EnumerateArray().First(one => one.GetProperty("email").GetString() == "ada@example.com").GetProperty("id").GetString()!;
        return ids;
    }

    private async Task<string> MakeAsync(string path, object body) => (await Admin.MakeAsync(path, JsonSerializer.Serialize(body))).Id;

    [GeneratedRegex("/(\\{id\\}|nothing)/(revoke|delete|archive|remove)$")]
    private static partial Regex Removal();
}
