using System.Text.Json;
using NextModel.Audit;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Privacy;
using NextModel.Ledger;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>Every change is on the trail once, without secrets, and any tampering is found.</summary>
public sealed class AuditTrailTests : IAsyncLifetime
{
    private const string SourceCredential = "source-credential-canary";

    private AdminGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync(
        configuration: $"sources: [{{ id: paid, dialect: openai-chat, base_url: 'http://127.0.0.1:9/v1', api_key: {SourceCredential}, region: local }}]\n"
            + "models: [{ id: sold, offers: [{ source: paid, upstream_model: sold, price: { currency: USD, input: 1, output: 2 } }] }]");

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task WriteRoutes_EachUsedOnce_LeaveExactlyOneEntryAndRefusalsNone()
    {
        var raw = new Dictionary<string, string>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var organization = await DoAsync("POST organizations", "{\"name\":\"acme\"}", "organization.create");
        await DoAsync("PATCH organizations/{id}", "{\"name\":\"acme2\"}", "organization.change", organization);
        await DoAsync("DELETE organizations/{id}", null, "organization.archive", organization);
        await DoAsync("POST organizations/{id}/restore", "{}", "organization.restore", organization);
        var team = await DoAsync("POST teams", "{\"name\":\"red\"}", "team.create");
        await DoAsync("PATCH teams/{id}", "{\"name\":\"green\"}", "team.change", team);
        await DoAsync("DELETE teams/{id}", null, "team.archive", team);
        await DoAsync("POST teams/{id}/restore", "{}", "team.restore", team);
        var project = await DoAsync("POST projects", "{\"team\":\"green\",\"name\":\"site\"}", "project.create");
        await DoAsync("PATCH projects/{id}", "{\"cache\":{\"mode\":\"off\"}}", "project.change", project);
        await DoAsync("DELETE projects/{id}", null, "project.archive", project);
        await DoAsync("POST projects/{id}/restore", "{}", "project.restore", project);
        await DoAsync("POST projects/cache", "{\"project\":\"site\",\"mode\":\"exact\"}", "project.change", project);
        await DoAsync("POST apply", "{\"file\":\"organizations: [{ name: applied }]\"}", "organization.create");
        await DoAsync("POST cache/purge", "{\"project\":\"site\"}", "cache.purge", project);
        var key = await DoAsync("POST keys", "{\"project\":\"site\",\"name\":\"ci\"}", "key.create");
        await DoAsync("PATCH keys/{id}", "{\"name\":\"cd\"}", "key.change", key);
        await DoAsync("POST keys/{id}/rotate", "{}", "key.rotate", key);
        await DoAsync("DELETE keys/{id}", null, "key.revoke", key);
        var other = await DoAsync("POST keys", "{\"project\":\"site\",\"name\":\"ci\"}", "key.create");
        await DoAsync("POST keys/revoke", $"{{\"key\":\"{other}\"}}", "key.revoke", other);
        await DoAsync("PUT projects/{id}/limits", "{\"concurrent\":3}", "limits.set", project);
        await DoAsync("DELETE projects/{id}/limits", null, "limits.set", project);
        await DoAsync("PUT keys/{id}/limits", "{\"concurrent\":3}", "limits.set", other);
        await DoAsync("DELETE keys/{id}/limits", null, "limits.set", other);
        await DoAsync("PATCH credits/{id}", "{\"enforced\":true}", "credit.enforce", organization);
        await DoAsync("POST credits/{id}/transfers", "{\"kind\":\"top_up\",\"amount\":1,\"external_id\":\"x\"}", "credit.top_up", organization);
        var budget = await DoAsync("POST budgets", "{\"scope\":\"project\",\"scope_id\":\"site\",\"limit\":1,\"window\":\"day\"}", "budget.create");
        await DoAsync("PATCH budgets/{id}", "{\"limit\":2}", "budget.change", budget);
        await DoAsync("POST budgets/{id}/reconcile", "{\"settled\":0}", "budget.reconcile", budget);
        await DoAsync("DELETE budgets/{id}", null, "budget.delete", budget);
        var policy = await DoAsync("POST policies", "{\"scope\":\"project\",\"scope_id\":\"site\",\"document\":\"policy: 1\"}", "policy.create");
        await DoAsync("PUT policies/{id}", "{\"document\":\"policy: 1\\nrules: []\"}", "policy.change", policy);
        await DoAsync("DELETE policies/{id}", null, "policy.delete", policy);
        var webhook = await DoAsync("POST webhooks", "{\"name\":\"finance\",\"url\":\"https://hooks.example.com/path-canary\"}", "webhook.create");
        await DoAsync("PATCH webhooks/{id}", "{\"name\":\"billing\"}", "webhook.change", webhook);
        await DoAsync("DELETE webhooks/{id}", null, "webhook.delete", webhook);
        var price = await DoAsync(
            "POST prices", "{\"model\":\"sold\",\"source\":\"paid\",\"effective_from\":\"2026-02-01T00:00:00Z\",\"price\":{\"currency\":\"USD\",\"input\":3,\"output\":4}}",
            "price.set");
        await DoAsync("DELETE prices/{id}", null, "price.withdraw", price);
        var model = await DoAsync(
            "POST models", "{\"id\":\"added\",\"effective_from\":\"2026-02-01T00:00:00Z\",\"entry\":{\"offers\":[{\"source\":\"paid\",\"upstream_model\":\"m\"}]}}", "model.set");
        await DoAsync("DELETE models/{id}", null, "model.withdraw", model);
        var source = await DoAsync(
            "POST sources",
            "{\"id\":\"more\",\"effective_from\":\"2026-02-01T00:00:00Z\",\"api_key\":\"set-source-key-canary\",\"entry\":{\"base_url\":\"http://127.0.0.1:9/v1\"}}", "source.set");
        await DoAsync("DELETE sources/{id}", null, "source.withdraw", source);
        await DoAsync("POST configuration/reload", "{}", "configuration.reload", "nextmodel.yaml");
        var reconciliation = await DoAsync(
            "POST reconciliations?provider=openrouter",
            """{"id":"gen-1","created_at":"2026-10-05T10:00:00Z","model":"m","native_tokens_prompt":1,"native_tokens_completion":1,"total_cost":1}""",
            "reconciliation.create");
        await DoAsync("DELETE reconciliations/{id}", null, "reconciliation.delete", reconciliation);
        var credential = await DoAsync(
            "POST credentials",
            "{\"source\":\"paid\",\"name\":\"own\",\"secret\":\"first-own-secret-canary\",\"models\":{\"sandbox-echo\":\"m\"},\"save_anyway\":true}",
            "credential.create");
        await DoAsync("PATCH credentials/{id}", "{\"name\":\"ours\"}", "credential.change", credential);
        await DoAsync("POST credentials/{id}/rotate", "{\"secret\":\"second-own-secret-canary\",\"save_anyway\":true}", "credential.rotate", credential);
        await DoAsync("POST credentials/{id}/test", null, "credential.test", credential);
        await DoAsync("DELETE credentials/{id}", null, "credential.delete", credential);
        var member = await DoAsync("POST members", "{\"email\":\"ada@example.com\",\"role\":\"admin\"}", "member.create");
        await DoAsync("PATCH members/{id}", "{\"role\":\"viewer\"}", "member.change", member);
        await DoAsync("DELETE members/{id}", null, "member.remove", member);
        var guest = await DoAsync("POST invitations", "{\"email\":\"guest@example.com\",\"role\":\"viewer\"}", "invitation.create");
        await DoAsync("DELETE invitations/{id}", null, "invitation.revoke", guest);
        var account = await _gateway.JoinAsync("grace@example.com", "viewer");
        await DoAsync("PATCH accounts/{id}", "{\"disabled\":true}", "account.disable", account);
        await DoAsync("POST accounts/{id}/reset", "{}", "account.reset_link", account);
        await DoAsync("DELETE accounts/{id}/sessions", null, "account.sign_out", account);
        var management = await DoAsync("POST management-keys", "{\"name\":\"x\",\"role\":\"admin\"}", "management_key.create");
        await DoAsync("PATCH management-keys/{id}", "{\"name\":\"y\"}", "management_key.change", management);
        await DoAsync("DELETE management-keys/{id}", null, "management_key.revoke", management);
        (await _gateway.ChatAsync(_gateway.Gateway.ApiKey)).Status.ShouldBe(200);
        using var receipts = JsonDocument.Parse(await _gateway.Gateway.Client.GetStringAsync("/v1/receipts?limit=1"));
        var receipt = receipts.RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;
        await DoAsync("POST receipts/{id}/shares", "{}", "receipt.share", receipt);
        var share = (await _gateway.SendAsync("GET", $"receipts/{receipt}/shares")).Json.GetProperty("data")[0].GetProperty("id").GetString()!;
        await DoAsync($"DELETE receipts/{{id}}/shares/{share}", null, "receipt.unshare", receipt);
        used.Remove($"DELETE receipts/{{id}}/shares/{share}");
        used.Add("DELETE receipts/{id}/shares/{share}");
        await DoAsync("POST signing-keys/rotate", "{}", "signing_key.rotate");
        var archive = await OldReceiptsAsync();
        await DoAsync("POST receipts/archive", archive, "receipts.archive", "archive-000000000001-000000000003.jsonl");

        used.ShouldBe(
            AccessTable.Rules.Keys.Where(r => r.Method != "GET" && !Asks(r.Pattern)).Select(r => $"{r.Method} {r.Pattern["/api/admin/v1/".Length..]}"),
            ignoreOrder: true, "a route that changes something is not tried here");
        var before = await LastAsync();
        await _gateway.SendAsync("POST", "teams", "{\"name\":\"green\"}");
        await _gateway.SendAsync("PATCH", "teams/" + team, "{\"name\":\"x\"}", ifMatch: "\"1\"");
        (await LastAsync()).ShouldBe(before);

        raw["admin key"] = _gateway.OperatorKey;
        raw["source credential"] = SourceCredential;
        raw["path of a webhook"] = "path-canary";
        raw["own credential"] = "first-own-secret-canary";
        raw["rotated own credential"] = "second-own-secret-canary";
        raw["password"] = AdminGateway.Password;
        raw["key of a set source"] = "set-source-key-canary";
        raw.Count.ShouldBe(14);
        new Canaries(raw).In((await _gateway.SendAsync("GET", "audit/export")).Body).ShouldBeEmpty();

        // Two to move beside the one that is there, and one that stays because it is the newest.
        async Task<string> OldReceiptsAsync()
        {
            for (var i = 0; i < 3; i++)
            {
                (await _gateway.ChatAsync(_gateway.Gateway.ApiKey)).Status.ShouldBe(200);
                _gateway.Time.Advance(TimeSpan.FromHours(30));
            }

            var directory = System.Text.Json.JsonSerializer.Serialize(Path.Combine(_gateway.Gateway.Directory.Path, "archive"));
            return $"{{\"before\":\"{_gateway.Time.GetUtcNow().AddHours(-25):yyyy-MM-ddTHH:mm:ssZ}\",\"directory\":{directory}}}";
        }

        // They change nothing of this installation.
        static bool Asks(string pattern) => pattern.EndsWith("/explain", StringComparison.Ordinal) || pattern.EndsWith("/simulate", StringComparison.Ordinal)
            || pattern.EndsWith("/webhooks/{id}/test", StringComparison.Ordinal);

        async Task<string> DoAsync(string route, string? body, string action, string? id = null)
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
            var last = await LastAsync();
            var reply = await _gateway.SendAsync(method, path.Replace("{id}", id, StringComparison.Ordinal), body, ifMatch: "*");
            reply.Status.ShouldBeInRange(200, 201, reply.Body);
            var entries = (await _gateway.SendAsync("GET", "audit?limit=200")).Json.GetProperty("data");
            entries[0].GetProperty("sequence").GetInt64().ShouldBe(last + 1);
            entries[0].GetProperty("action").GetString().ShouldBe(action);
            entries[0].GetProperty("actor").GetProperty("kind").GetString().ShouldBe("operator");
            entries[0].GetProperty("actor").GetProperty("address").GetString()!.ShouldContain("127.0.0.1");
            used.Add(route.Split('?')[0]);
            if (reply.Json.TryGetProperty("raw_key", out var secret))
            {
                raw[$"raw key {raw.Count}"] = secret.GetString()!;
            }

            if (reply.Json.TryGetProperty("link", out var link))
            {
                raw[$"link {raw.Count}"] = link.GetString()!.Split('=')[1];
            }

            if (reply.Json.TryGetProperty("secret", out var signing))
            {
                raw["webhook secret"] = signing.GetString()!;
            }

            id ??= path is "apply" or "signing-keys/rotate" ? entries[0].GetProperty("target").GetString()! : reply.Id;
            entries[0].GetProperty("target").GetString().ShouldBe(id);
            return id;
        }
    }

    [Fact]
    public async Task Entry_OfAChange_SaysWhoWhatBeforeAndAfter()
    {
        var installations = await Installations.MakeAsync(_gateway);
        await _gateway.SendAsync("PATCH", "teams/" + installations.Id("teams"), "{\"name\":\"crimson\"}", installations.Keys["acme-admin"], "*");
        var entry = (await _gateway.SendAsync("GET", "audit?limit=1")).Json.GetProperty("data")[0];
        entry.GetProperty("actor").GetProperty("kind").GetString().ShouldBe("management_key");
        entry.GetProperty("actor").GetProperty("name").GetString().ShouldBe("acme-admin");
        entry.GetProperty("before").GetProperty("name").GetString().ShouldBe("red");
        entry.GetProperty("after").GetProperty("name").GetString().ShouldBe("crimson");
    }

    [Fact]
    public async Task List_Filters_ShowWhatTheyNameAndPagesShowEachEntryOnce()
    {
        var installations = await Installations.MakeAsync(_gateway);
        (await SequencesAsync("audit?limit=7")).ShouldBeUnique();
        (await SequencesAsync("audit?limit=7")).ShouldBe(Enumerable.Range(1, (int)await LastAsync()).Reverse().Select(i => (long)i));
        (await _gateway.SendAsync("GET", "audit?action=team")).Json.GetProperty("data").GetArrayLength().ShouldBe(3);
        (await _gateway.SendAsync("GET", "audit?action=team.create&organization=acme")).Json.GetProperty("data").GetArrayLength().ShouldBe(2);
        (await _gateway.SendAsync("GET", "audit?target=" + installations.Id("keys"))).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (await _gateway.SendAsync("GET", "audit?from=2027-01-01T00:00:00Z")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await _gateway.SendAsync("GET", "audit", key: installations.Keys["other-owner"])).Body.ShouldNotContain(installations.Id("organizations"));
    }

    [Fact]
    public async Task List_ByActorActionObjectAndTime_ShowsThoseAndNoOthers()
    {
        var installations = await Installations.MakeAsync(_gateway);
        var start = _gateway.Time.GetUtcNow();
        _gateway.Time.Advance(TimeSpan.FromHours(1));
        var budget = (await _gateway.MakeAsync("budgets", "{\"scope\":\"project\",\"scope_id\":\"red-site\",\"name\":\"day\",\"limit\":1,\"window\":\"day\"}", installations.Keys["red-admin"])).Id;
        _gateway.Time.Advance(TimeSpan.FromHours(1));
        await _gateway.SendAsync("PATCH", "budgets/" + budget, "{\"limit\":2}", installations.Keys["acme-admin"], "*");
        var (created, changed) = (await LastAsync() - 1, await LastAsync());
        var entry = (await _gateway.SendAsync("GET", "audit?limit=1")).Json.GetProperty("data")[0];
        entry.GetProperty("before").GetProperty("limit").GetString().ShouldBe("1.000000000");
        entry.GetProperty("after").GetProperty("limit").GetString().ShouldBe("2.000000000");
        var actor = entry.GetProperty("actor").GetProperty("id").GetString();

        (await SequencesAsync($"audit?limit=1&target={budget}")).ShouldBe([changed, created]);
        (await SequencesAsync($"audit?limit=1&actor={actor}")).ShouldBe([changed]);
        (await SequencesAsync("audit?limit=1&actor=management_key")).ShouldBe([changed, created]);
        (await SequencesAsync("audit?limit=1&action=budget.change")).ShouldBe([changed]);
        (await SequencesAsync($"audit?limit=1&from={start.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}")).ShouldBe([changed, created]);
        (await SequencesAsync($"audit?limit=1&from={start.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}&to={start.AddHours(2):yyyy-MM-ddTHH:mm:ssZ}")).ShouldBe([created]);
        (await SequencesAsync($"audit?limit=1&action=budget&actor=operator&target={budget}")).ShouldBeEmpty();
        var exported = (await _gateway.SendAsync("GET", $"audit/export?target={budget}")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        exported.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64()).ShouldBe([created, changed]);
    }

    [Fact]
    public async Task Trail_AnyEntryChangedDroppedOrSwapped_IsFound()
    {
        await Installations.MakeAsync(_gateway);
        var lines = (await _gateway.SendAsync("GET", "audit/export")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        lines.Count.ShouldBeGreaterThan(10);
        Check(lines).ShouldBeEmpty();
        Check([.. lines[..4], .. lines[5..]]).ShouldContain(p => p.Contains("chain_gap"));
        Check([lines[1], lines[0], .. lines[2..]]).ShouldContain(p => p.Contains("chain_gap"));
        Check([lines[0].Replace("\"organization.create\"", "\"organization.change\"", StringComparison.Ordinal), .. lines[1..]])
            .ShouldContain(p => p.Contains("hash_mismatch"));
        Check([lines[0].Replace("\"schema\"", "\"schema\":\"x\",\"schema\"", StringComparison.Ordinal), .. lines[1..]])
            .ShouldContain(p => p.Contains("entry_malformed"));
        var signature = lines[3][lines[3].IndexOf("\"signature\"", StringComparison.Ordinal)..];
        var swapped = lines[2][..lines[2].IndexOf("\"signature\"", StringComparison.Ordinal)] + signature;
        Check([.. lines[..2], swapped, .. lines[3..]]).ShouldContain(p => p.Contains("signature_invalid"));
    }

    private List<string> Check(IReadOnlyList<string> lines)
    {
        VerifyingKeys.TryParse(System.Text.Encoding.ASCII.GetBytes(_gateway.Gateway.Installation.SigningKeys.JwkSet()), out var keys).ShouldBeTrue();
        using (keys)
        {
            var verifier = new AuditVerifier(jws => AuditSignature.TryOpen(jws, keys!), complete: true);
            return [.. lines.SelectMany(verifier.Check)];
        }
    }

    private async Task<long> LastAsync() =>
        (await _gateway.SendAsync("GET", "audit?limit=1")).Json.GetProperty("data")[0].GetProperty("sequence").GetInt64();

    private async Task<List<long>> SequencesAsync(string path)
    {
        var seen = new List<long>();
        var next = (string?)"";
        while (next is not null)
        {
            var page = (await _gateway.SendAsync("GET", path + next)).Json;
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64()));
            next = page.GetProperty("next").GetString() is { } after ? "&after=" + after : null;
        }

        return seen;
    }
}
