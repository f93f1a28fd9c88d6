namespace NextModel.Gateway.Tests.Admin;

/// <summary>Nobody grants more than they hold, and what a person may ends with the person's membership.</summary>
public sealed class GrantTests : IAsyncLifetime
{
    private AdminGateway _gateway = null!;
    private Installations _made = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await AdminGateway.StartAsync();
        _made = await Installations.MakeAsync(_gateway);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("members", "\"email\":\"x@example.com\"")]
    [InlineData("management-keys", "\"name\":\"x\"")]
    public async Task Grant_EveryGrantorAndRole_OnlyWhatTheGrantorHoldsThere(string resource, string member)
    {
        var ranks = new[] { "viewer", "developer", "admin", "owner" };
        foreach (var holder in new[] { "acme-admin", "acme-owner", "red-admin" })
        {
            foreach (var role in ranks)
            {
                foreach (var team in new[] { "", ",\"team\":\"red\"", ",\"team\":\"blue\"" })
                {
                    if (role == "owner" && team.Length > 0)
                    {
                        continue;
                    }

                    var unique = member.Replace("x", $"{holder}{role}{team.Length}{team.Length > 9 && team[9] == 'r'}", StringComparison.Ordinal);
                    var reply = await _gateway.SendAsync("POST", resource, $"{{{unique},\"role\":\"{role}\"{team}}}", _made.Keys[holder]);
                    var own = holder.Split('-')[1];
                    var may = Array.IndexOf(ranks, role) <= Array.IndexOf(ranks, own) && (holder[0] == 'a' || team.Contains("red", StringComparison.Ordinal));
                    (reply.Status == 201).ShouldBe(may, $"{holder} grants {role}{team}: {reply.Body}");
                }
            }
        }
    }

    [Fact]
    public async Task ManagementKey_OfAMember_FollowsTheirRoleAndStopsWithTheirRemoval()
    {
        var member = await _gateway.MakeAsync("members", "{\"organization\":\"acme\",\"email\":\"Ada@Example.com\",\"role\":\"admin\"}");
        member["email"].ShouldBe("ada@example.com");
        var key = (await _gateway.MakeAsync(
            "management-keys", $"{{\"organization\":\"acme\",\"name\":\"ada\",\"role\":\"admin\",\"member\":\"{member.Id}\"}}"))["raw_key"];
        (await _gateway.SendAsync("POST", "teams", "{\"name\":\"green\"}", key)).Status.ShouldBe(201);
        (await _gateway.SendAsync("PATCH", "members/" + member.Id, "{\"role\":\"viewer\"}", ifMatch: "*")).Status.ShouldBe(200);
        (await _gateway.SendAsync("POST", "teams", "{\"name\":\"yellow\"}", key)).Status.ShouldBe(403);
        (await _gateway.SendAsync("GET", "teams", key: key)).Status.ShouldBe(200);
        (await _gateway.SendAsync("DELETE", "members/" + member.Id, ifMatch: "*")).Status.ShouldBe(200);
        (await _gateway.SendAsync("GET", "teams", key: key)).Code.ShouldBe("key_revoked");
    }

    [Fact]
    public async Task ManagementKey_OfAMember_CannotHaveMoreThanTheirRole()
    {
        var refused = await _gateway.SendAsync(
            "POST", "management-keys", $"{{\"organization\":\"acme\",\"team\":\"red\",\"name\":\"x\",\"role\":\"admin\",\"member\":\"{_made.Id("members")}\"}}");
        refused.Code.ShouldBe("invalid_request");
        refused.Param.ShouldBe("role");
    }

    [Fact]
    public async Task ManagementKey_RevokedOrExpired_IsRefusedAtOnce()
    {
        var made = await _gateway.MakeAsync("management-keys", "{\"name\":\"x\",\"role\":\"viewer\"}");
        (await _gateway.SendAsync("DELETE", "management-keys/" + made.Id, ifMatch: made.ETag)).Status.ShouldBe(200);
        (await _gateway.SendAsync("GET", "teams", key: made["raw_key"])).Code.ShouldBe("key_revoked");
        var expiring = await _gateway.MakeAsync("management-keys", "{\"name\":\"y\",\"role\":\"viewer\",\"expires_at\":\"2026-01-01T01:00:00Z\"}");
        (await _gateway.SendAsync("GET", "teams", key: expiring["raw_key"])).Status.ShouldBe(200);
        _gateway.Time.Advance(TimeSpan.FromHours(1));
        (await _gateway.SendAsync("GET", "teams", key: expiring["raw_key"])).Code.ShouldBe("key_expired");
    }

    [Fact]
    public async Task LastOwner_RemovedByAnOwner_IsRefusedButNotByTheOperator()
    {
        var owner = await _gateway.MakeAsync("members", "{\"organization\":\"acme\",\"email\":\"ada@example.com\",\"role\":\"owner\"}");
        (await _gateway.SendAsync("DELETE", "members/" + owner.Id, key: _made.Keys["acme-owner"], ifMatch: "*")).Code.ShouldBe("conflict");
        (await _gateway.SendAsync("PATCH", "members/" + owner.Id, "{\"role\":\"admin\"}", _made.Keys["acme-owner"], "*")).Code.ShouldBe("conflict");
        (await _gateway.SendAsync("PATCH", "members/" + owner.Id, "{\"role\":\"admin\"}", _made.Keys["acme-admin"], "*")).Code.ShouldBe("permission_denied");
        (await _gateway.SendAsync("DELETE", "members/" + owner.Id, ifMatch: "*")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Developer_MakesKeysButNoProjectsOnTheWay()
    {
        var key = _made.Keys["red-developer"];
        (await _gateway.SendAsync("POST", "keys", "{\"project\":\"red-site\",\"name\":\"mine\"}", key)).Status.ShouldBe(201);
        (await _gateway.SendAsync("POST", "keys", "{\"project\":\"blue-site\",\"name\":\"theirs\"}", key)).Status.ShouldBe(404);
        (await _gateway.SendAsync("POST", "keys", "{\"project\":\"new\",\"team\":\"red\",\"name\":\"x\",\"create\":true}", key)).Status.ShouldBe(403);
        (await _gateway.SendAsync("POST", "keys", "{\"organization\":\"new\",\"project\":\"new\",\"name\":\"x\",\"create\":true}", key)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Project_MovedByATeamsAdmin_OnlyWithinWhatTheyHold()
    {
        var moved = await _gateway.SendAsync("PATCH", "projects/" + _made.Id("projects"), "{\"team\":\"blue\"}", _made.Keys["red-admin"], "*");
        moved.Status.ShouldBe(404);
        (await _gateway.SendAsync("PATCH", "projects/" + _made.Id("projects"), "{\"team\":\"blue\"}", _made.Keys["acme-admin"], "*")).Status.ShouldBe(200);
        (await _gateway.SendAsync("GET", "projects/" + _made.Id("projects"), key: _made.Keys["red-admin"])).Status.ShouldBe(404);
        (await _gateway.SendAsync("GET", "keys/" + _made.Id("keys"), key: _made.Keys["blue-admin"])).Status.ShouldBe(200);
    }
}
