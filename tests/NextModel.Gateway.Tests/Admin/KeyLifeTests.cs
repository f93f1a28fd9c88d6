using NextModel.Testing;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>What becomes of a key: when its secrets begin and stop to work.</summary>
public sealed class KeyLifeTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private AdminGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await AdminGateway.StartAsync(_directory, _time);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Rotate_WithinTheGrace_BothSecretsWorkAndThenOnlyTheNewOne()
    {
        var made = await MakeAsync();
        var rotated = await RotateAsync(made, "{\"grace_seconds\":600}");
        rotated["raw_key"].ShouldNotBe(made["raw_key"]);
        await ShouldWorkAsync(made["raw_key"]);
        await ShouldWorkAsync(rotated["raw_key"]);
        _time.Advance(TimeSpan.FromSeconds(600));
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_revoked"));
        await ShouldWorkAsync(rotated["raw_key"]);
    }

    [Fact]
    public async Task Rotate_ThenRestart_TheExpiredSecretStaysOut()
    {
        var made = await MakeAsync();
        var rotated = await RotateAsync(made, "{\"grace_seconds\":600}");
        await RestartAsync();
        await ShouldWorkAsync(made["raw_key"]);
        _time.Advance(TimeSpan.FromSeconds(601));
        await RestartAsync();
        (await _gateway.ChatAsync(made["raw_key"])).Status.ShouldBe(401);
        await ShouldWorkAsync(rotated["raw_key"]);
    }

    [Fact]
    public async Task Rotate_Twice_TheOldestSecretStopsAtOnce()
    {
        var made = await MakeAsync();
        var second = await RotateAsync(made, "{}");
        var third = await RotateAsync(second, "{}");
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "invalid_api_key"));
        await ShouldWorkAsync(second["raw_key"]);
        await ShouldWorkAsync(third["raw_key"]);
    }

    [Fact]
    public async Task Rotate_WithoutGrace_TheOldSecretStopsAtOnce()
    {
        var made = await MakeAsync();
        await RotateAsync(made, "{\"grace_seconds\":0}");
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_revoked"));
    }

    [Fact]
    public async Task Revoke_WithinTheGrace_StopsBothSecretsAtOnce()
    {
        var made = await MakeAsync();
        var rotated = await RotateAsync(made, "{}");
        (await _gateway.SendAsync("DELETE", "keys/" + made.Id, ifMatch: rotated.ETag)).Status.ShouldBe(200);
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_revoked"));
        (await _gateway.ChatAsync(rotated["raw_key"])).ShouldBe((401, "key_revoked"));
        await RestartAsync();
        (await _gateway.ChatAsync(rotated["raw_key"])).ShouldBe((401, "key_revoked"));
        (await _gateway.SendAsync("POST", $"keys/{made.Id}/rotate", "{}", ifMatch: "*")).Code.ShouldBe("conflict");
    }

    // Promised is a second on this instance. It is the next request, over a connection that has been open all the time: no clock has to move.
    [Fact]
    public async Task Revoke_OnThisInstance_CountsWithinASecondBecauseItCountsAtOnce()
    {
        var made = await MakeAsync();
        using var client = _gateway.Gateway.CreateClient(made["raw_key"]);
        (await client.GetAsync("/v1/models")).EnsureSuccessStatusCode();
        var revokedAt = _time.GetUtcNow();

        (await _gateway.SendAsync("DELETE", "keys/" + made.Id, ifMatch: "*")).Status.ShouldBe(200);

        ((int)(await client.GetAsync("/v1/models")).StatusCode).ShouldBe(401);
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_revoked"));
        (_time.GetUtcNow() - revokedAt).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        _time.GetUtcNow().ShouldBe(revokedAt, "nothing waited for the clock");
    }

    [Fact]
    public async Task Expiry_WhenItComes_RefusesAndCanBeMovedBeforehand()
    {
        var made = await MakeAsync(",\"expires_at\":\"2026-01-01T01:00:00Z\"");
        _time.Advance(TimeSpan.FromMinutes(59));
        await ShouldWorkAsync(made["raw_key"]);
        var moved = await _gateway.SendAsync("PATCH", "keys/" + made.Id, "{\"expires_at\":\"2026-01-01T02:00:00Z\"}", ifMatch: made.ETag);
        moved.Status.ShouldBe(200, moved.Body);
        _time.Advance(TimeSpan.FromMinutes(2));
        await ShouldWorkAsync(made["raw_key"]);
        _time.Advance(TimeSpan.FromMinutes(59));
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_expired"));
        (await _gateway.SendAsync("PATCH", "keys/" + made.Id, "{\"expires_at\":null}", ifMatch: "*")).Status.ShouldBe(200);
        await ShouldWorkAsync(made["raw_key"]);
    }

    [Fact]
    public async Task Expiry_InThePast_IsRefused()
    {
        var refused = await _gateway.SendAsync("POST", "keys", "{\"project\":\"default\",\"name\":\"old\",\"expires_at\":\"2025-12-31T00:00:00Z\"}");
        refused.Code.ShouldBe("invalid_request");
        refused.Param.ShouldBe("expires_at");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2592001")]
    [InlineData("9223372036854775807")]
    public async Task Rotate_GraceOutOfRange_IsRefusedAndTheSecretStays(string seconds)
    {
        var made = await MakeAsync();
        var refused = await _gateway.SendAsync("POST", $"keys/{made.Id}/rotate", $"{{\"grace_seconds\":{seconds}}}", ifMatch: made.ETag);
        refused.Param.ShouldBe("grace_seconds");
        await ShouldWorkAsync(made["raw_key"]);
    }

    [Theory]
    [InlineData("organizations")]
    [InlineData("teams")]
    [InlineData("projects")]
    public async Task Archive_AnythingAboveAKey_StopsItUntilItIsRestored(string what)
    {
        var made = await MakeAsync();
        var id = what == "organizations" ? made["organization_id"] : what == "teams" ? made["team_id"] : made["project_id"];
        (await _gateway.SendAsync("DELETE", $"{what}/{id}", ifMatch: "*")).Status.ShouldBe(200);
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_revoked"));
        await RestartAsync();
        (await _gateway.ChatAsync(made["raw_key"])).ShouldBe((401, "key_revoked"));
        (await _gateway.SendAsync("POST", $"{what}/{id}/restore", "{}", ifMatch: "*")).Status.ShouldBe(200);
        await ShouldWorkAsync(made["raw_key"]);
    }

    [Fact]
    public async Task Labels_OnAKey_StandOnItsReceiptsAndCanBeChanged()
    {
        var made = await MakeAsync(",\"environment\":\"staging\",\"workload\":\"tests\"");
        var changed = await _gateway.SendAsync("PATCH", "keys/" + made.Id, "{\"environment\":\"production\"}", ifMatch: made.ETag);
        changed["environment"].ShouldBe("production");
        changed["workload"].ShouldBe("tests");
        (await _gateway.SendAsync("PATCH", "keys/" + made.Id, "{\"workload\":\"two words\"}", ifMatch: changed.ETag)).Param.ShouldBe("workload");
        await ShouldWorkAsync(made["raw_key"]);
        using var client = _gateway.Gateway.CreateClient(made["raw_key"]);
        (await client.GetStringAsync("/v1/receipts?limit=1")).ShouldContain("\"environment\":\"production\"");
    }

    private Task<AdminReply> MakeAsync(string more = "") => _gateway.MakeAsync("keys", $"{{\"project\":\"default\",\"name\":\"ci\"{more}}}");

    private async Task<AdminReply> RotateAsync(AdminReply key, string body)
    {
        var rotated = await _gateway.SendAsync("POST", $"keys/{key.Id}/rotate", body, ifMatch: key.ETag);
        rotated.Status.ShouldBe(200, rotated.Body);
        return rotated;
    }

    private async Task ShouldWorkAsync(string apiKey) => (await _gateway.ChatAsync(apiKey)).ShouldBe((200, null));

    private async Task RestartAsync()
    {
        await _gateway.DisposeAsync();
        _gateway = await AdminGateway.StartAsync(_directory, _time);
    }
}
