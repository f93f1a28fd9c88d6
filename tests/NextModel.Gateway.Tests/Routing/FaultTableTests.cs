using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>
/// The first target fails in every way: what the caller sees, what is billed and what the receipt says, for JSON and for a stream, with
/// a second target and without.
/// </summary>
public sealed class FaultTableTests
{
    private const string Served = "200 from spare, completed, billed for 12/4";

    /// <summary>The failure; asked for as a stream; with a second target; the outcome.</summary>
    public static TheoryData<string, bool, bool, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, bool, bool, string>();
            foreach (var (failure, attempt, alone) in new[]
            {
                ("times out", "fake timeout - timeout_first_byte", "504 provider_timeout"),
                ("cannot be reached", "fake unreachable - unreachable", "502 provider_error"),
                ("limits the rate", "fake failed 429 rate_limited", "429 rate_limit_exceeded"),
                ("has no balance", "fake failed 429 quota_exhausted", "502 provider_error"),
                ("fails with 500", "fake failed 500 http_500", "502 provider_error"),
                ("is overloaded", "fake failed 503 http_503", "503 overloaded"),
                ("sends an error in a 200", "fake failed 200 overloaded", "503 overloaded"),
                ("sends nothing in a 200", "fake failed 200 empty_answer", "502 provider_error"),
                ("sends HTML", "fake failed 200 malformed_answer", "502 provider_error"),
            })
            {
                foreach (var stream in new[] { false, true })
                {
                    rows.Add(failure, stream, true, $"{Served}: {attempt}, spare ok 200 -");
                    rows.Add(failure, stream, false, $"{alone} from fake, upstream_failed, free: {attempt}");
                }
            }

            foreach (var spare in new[] { true, false })
            {
                rows.Add("breaks off in the middle", true, spare, "200 provider_error cut from fake, upstream_broke, free: fake broke 200 connection_broke");
            }

            rows.Add("breaks off in the middle", false, true, $"{Served}: fake failed 200 connection_broke, spare ok 200 -");
            rows.Add("breaks off in the middle", false, false, "502 provider_error from fake, upstream_failed, free: fake failed 200 connection_broke");
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Chat_TheFirstTargetFails_IsToldBilledAndRecordedAs(string failure, bool stream, bool spare, string outcome)
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1; timeouts: { first_byte: 30s }", spare);
        var reply = await AskAsync(sources, failure, stream);
        var receipt = await SeenReceipt.OfAsync(sources.Gateway.Client, reply.RequestId);
        Tell(reply, receipt).ShouldBe(outcome);
    }

    private static string Tell(ChatReply reply, SeenReceipt receipt)
    {
        var error = reply.ErrorCode is { } code ? $" {code}" : "";
        var billed = receipt.Amount > 0 ? $"billed for {receipt.Input}/{receipt.Output}" : "free";
        return $"{(int)reply.Status}{error}{(reply.IsCut ? " cut" : "")} from {reply.Headers["x-nextmodel-source"]}, {receipt.Outcome}, {billed}: "
            + string.Join(", ", receipt.Attempts);
    }

    private static async Task<ChatReply> AskAsync(TwoSources sources, string failure, bool stream)
    {
        var hasText = false;
        sources.First.Play(failure == "breaks off in the middle" && stream ? BreakingWhen(() => Volatile.Read(ref hasText)) : Behaviour(failure));
        var sending = sources.SendAsync(stream);
        if (failure == "times out")
        {
            await sources.First.WaitForRequestAsync();
            sources.Time.Advance(TimeSpan.FromSeconds(31));
        }

        using var response = await sending;
        return await ChatReply.ReadAsync(response, arrived =>
        {
            Volatile.Write(ref hasText, arrived.Contains("\"terns\"", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
    }

    private static UpstreamBehaviour Behaviour(string failure) => failure switch
    {
        "times out" => Behaviours.Canary().Delayed(TimeSpan.FromHours(1)),
        "cannot be reached" => Behaviours.Always(new ScriptedResponse { Status = 0, End = ResponseEnd.Reset }),
        "limits the rate" => TwoSources.Failing(429, ("retry-after", "30")),
        "has no balance" => Behaviours.Fixture("err-429-quota"),
        "is overloaded" => TwoSources.Failing(503),
        "sends an error in a 200" => Behaviours.Fixture("err-in-200-json"),
        "sends nothing in a 200" => Behaviours.Fixture("err-empty-200"),
        "sends HTML" => Behaviours.Always(new ScriptedResponse
        {
            Headers = [new("content-type", "text/html")],
            Writes = [ScriptedWrite.Text("<html>Sign in</html>")],
        }),
        "breaks off in the middle" => Behaviours.Always(
            ScriptedResponse.Json("{\"id\":\"x\",\"object\":\"chat.completion\",\"choices\":[{\"ind") with { End = ResponseEnd.Reset }),
        _ => TwoSources.Failing(500),
    };

    // The text has to go out first: what comes in one go with an error is never sent on.
    private static UpstreamBehaviour BreakingWhen(Func<bool> hasText) => (request, attempt) =>
    {
        var whole = Behaviours.Fixture("err-disconnect")(request, attempt);
        var holding = ScriptedWrite.Text(": wait\n\n") with { Again = () => !hasText() };
        return whole with { Writes = [.. whole.Writes.Take(3), holding], End = ResponseEnd.Reset };
    };
}
