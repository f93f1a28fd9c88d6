using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>The kinds of errors as clients of the Responses API see them: of the gateway, and of a source of each dialect.</summary>
public sealed class ResponsesErrorTests
{
    private const string UnknownKey = "nm_sk_0000000000000000000000000000000000000000000_000000";

    private static readonly int[] Statuses = [400, 401, 403, 404, 429, 500];

    /// <summary>What OpenAI's libraries call what a source refuses with each of them: trouble with our account there is not the caller's.</summary>
    private static readonly string[] Classes =
    [
        "BadRequestError 400", "InternalServerError 502", "InternalServerError 502", "NotFoundError 404", "RateLimitError 429", "InternalServerError 502",
    ];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var client in new[] { "sdk7", "sdk6", "ai", "langchain", "agents" })
            {
                foreach (var source in new[] { "responses", "openai-chat", "anthropic-messages" })
                {
                    rows.Add(client, source);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Error_OfTheSource_IsOfItsClass(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        foreach (var status in Statuses)
        {
            upstream.Play($"e{status}", (request, _) => ScriptedResponse.Json(
                request.Path.EndsWith("/messages", StringComparison.Ordinal)
                    ? "{\"type\":\"error\",\"error\":{\"type\":\"some_error\",\"message\":\"No lanterns.\"}}"
                    : "{\"error\":{\"message\":\"No lanterns.\",\"type\":\"some_error\",\"param\":null,\"code\":null}}",
                status));
        }

        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, [.. Statuses.Select(status => $"e{status}")]);

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, Statuses.SelectMany(status => new[] { $"plain=e{status}", $"stream=e{status}" }));

        seen.Select(one => (int?)one["status"]).ShouldBe(Classes.SelectMany(name => Enumerable.Repeat((int?)int.Parse(name.Split(' ')[1]), 2)));
        if (client.StartsWith("sdk", StringComparison.Ordinal))
        {
            seen.Select(one => (string?)one["error"]).ShouldBe(Classes.SelectMany(name => Enumerable.Repeat(name, 2)));
        }
    }

    [Theory]
    [InlineData("sdk7")]
    [InlineData("sdk6")]
    [InlineData("ai")]
    [InlineData("langchain")]
    [InlineData("agents")]
    public async Task Refusal_OfTheGateway_IsOfItsClass(string client)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await ResponsesDriver.StartAsync(upstream, "responses", "forbidden");
        var denied = await gateway.Installation.Operations.Policies.CreateAsync(
            Administrator.CommandLine,
            new CreatePolicyRequest { Organization = "default", Scope = "project", ScopeId = "default", Document = "policy: 1\nrules:\n- name: dark\n  deny: No lanterns.\n  when: { model: forbidden }\n" },
            TestContext.Current.CancellationToken);
        denied.TryGet(out _, out var problem).ShouldBeTrue(problem?.Message);

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, ["plain=nobody", "plain=forbidden", "stream=nobody", "stream=forbidden"]);
        var unknown = await ResponsesDriver.RunAsync(client, gateway.Origin, UnknownKey, ["plain=forbidden", "stream=forbidden"]);

        seen.Concat(unknown).Select(one => (int?)one["status"]).ShouldBe([404, 403, 404, 403, 401, 401]);
        if (client.StartsWith("sdk", StringComparison.Ordinal))
        {
            seen.Concat(unknown).Select(one => ((string?)one["error"])!.Split(' ')[0]).ShouldBe(
                ["NotFoundError", "PermissionDeniedError", "NotFoundError", "PermissionDeniedError", "AuthenticationError", "AuthenticationError"]);
        }

        upstream.Requests.ShouldBeEmpty();
    }
}
