using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>What an operator sees of health and latency.</summary>
public sealed class OffersTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Offers_NothingWasAsked_SayThatNothingWasMeasured()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        var offers = await ReadAsync(sources);
        offers.Select(o => $"{o.GetProperty("model")} {o.GetProperty("source")} {o.GetProperty("upstream_model")} {o.GetProperty("region")}")
            .ShouldBe(["canary fake canary local", "canary spare canary local", "sandbox-echo sandbox sandbox-echo local"]);
        offers.ShouldAllBe(o => o.GetProperty("latency").GetArrayLength() == 0);
        offers.ShouldAllBe(o => o.GetProperty("health").GetRawText() == "{\"state\":\"closed\",\"successes\":0,\"failures\":0,\"failures_in_a_row\":0}");
    }

    [Fact]
    public async Task Offers_AStreamAndAWholeAnswer_AreMeasuredWithCountAndAge()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        await sources.AskAsync(stream: true);
        sources.Time.Advance(Second);
        await sources.AskAsync();
        sources.Time.Advance(Second);
        var latency = (await ReadAsync(sources))[0].GetProperty("latency").EnumerateArray().ToList();
        latency.Select(l => $"{l.GetProperty("measure")} {l.GetProperty("input")} {l.GetProperty("samples")}").ShouldBe(["first_byte small 1", "total small 2"]);
        var newest = latency.Select(l => sources.Time.GetUtcNow() - l.GetProperty("newest_at").GetDateTimeOffset()).ToList();
        newest[0].ShouldBe(2 * Second, TimeSpan.FromMilliseconds(1));
        newest[1].ShouldBe(Second, TimeSpan.FromMilliseconds(1));
        latency.ShouldAllBe(l => l.GetProperty("since").GetDateTimeOffset() <= l.GetProperty("newest_at").GetDateTimeOffset());
        latency.ShouldAllBe(l => l.GetProperty("p50_ms").GetDouble() <= l.GetProperty("p95_ms").GetDouble());
    }

    [Fact]
    public async Task Offers_ASlowSourceIsGivenUp_CountsWithTheTimeItTook()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1; timeouts: { first_byte: 8s }");
        sources.First.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        var asking = sources.AskAsync(stream: true);
        await sources.First.WaitForRequestAsync();
        sources.Time.Advance(8 * Second);
        (await asking).Headers["x-nextmodel-source"].ShouldBe("spare");
        var latency = (await ReadAsync(sources))[0].GetProperty("latency").EnumerateArray().ToList();
        latency.Select(l => $"{l.GetProperty("measure")} {l.GetProperty("samples")}").ShouldBe(["first_byte 1", "total 1"]);
        latency.ShouldAllBe(l => Math.Abs(l.GetProperty("p95_ms").GetDouble() - 8_000) <= 250);
    }

    [Fact]
    public async Task Offers_ATargetIsLeftAlone_SayUntilWhen()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        await sources.FailUntilOpenAsync();
        var offers = await ReadAsync(sources);
        var health = offers[0].GetProperty("health");
        (health.GetProperty("state").GetString(), health.GetProperty("failures_in_a_row").GetInt32()).ShouldBe(("open", 5));
        (health.GetProperty("retry_at").GetDateTimeOffset() - sources.Time.GetUtcNow()).ShouldBe(4 * Second, TimeSpan.FromMilliseconds(1));
        offers[1].GetProperty("health").GetProperty("successes").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Offers_SourceWithoutABreaker_AreUnwatched()
    {
        await using var sources = await TwoSources.StartAsync("circuit_breaker: false");
        (await ReadAsync(sources))[0].GetProperty("health").GetProperty("state").GetString().ShouldBe("unwatched");
    }

    private static async Task<IReadOnlyList<JsonElement>> ReadAsync(TwoSources sources)
    {
        using var client = AdminClient.Of(sources.Gateway);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/api/admin/v1/offers"));
        return [.. document.RootElement.GetProperty("data").EnumerateArray().Select(o => o.Clone())];
    }
}
