using System.Net;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Responses that are kept: gone on from at any source, asked for again, and nobody else's.</summary>
public sealed class StoredResponsesTests
{
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\"}}]";

    private static TestGatewayOptions Options(bool passes = false, string? more = null) => new()
    {
        Models = ["echo", "tools-single", "chat-normal", "responses-stream", "responses-text", "reasoning-content"],
        SourceLines = "    max_attempts: 1" + (passes ? "\n    operations: responses" : ""),
        MoreConfiguration = more ?? "",
    };

    [Fact]
    public async Task Previous_Response_IsToldToTheSourceWithoutItsInstructions()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, $"{{\"model\":\"tools-single\",\"instructions\":\"Be brief.\",\"input\":\"Weather?\",{Tools}}}");
        var call = first.GetProperty("output").EnumerateArray().Single(item => item.GetProperty("type").GetString() == "function_call");

        var second = await AnswerAsync(
            gateway,
            $"{{\"model\":\"chat-normal\",\"previous_response_id\":\"{IdOf(first)}\",\"input\":[{{\"type\":\"function_call_output\",\"call_id\":\"{call.GetProperty("call_id").GetString()}\",\"output\":\"cold\"}}]}}");
        var third = await AnswerAsync(gateway, $"{{\"model\":\"chat-normal\",\"previous_response_id\":\"{IdOf(second)}\",\"input\":\"And?\"}}");

        first.GetProperty("store").GetBoolean().ShouldBeTrue();
        second.GetProperty("previous_response_id").GetString().ShouldBe(IdOf(first));
        third.GetProperty("status").GetString().ShouldBe("completed");
        var told = upstream.Requests[^1].Json!.Value.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString());
        told.ShouldBe(["user", "assistant", "tool", "assistant", "user"]);
        upstream.Requests[1].Json!.Value.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("Weather?");
    }

    [Fact]
    public async Task ItemReference_OfAKeptItem_IsTheItem()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, "{\"model\":\"chat-normal\",\"input\":\"Where do lanterns go?\"}");
        var item = first.GetProperty("output")[0].GetProperty("id").GetString();

        await AnswerAsync(
            gateway,
            $"{{\"model\":\"chat-normal\",\"input\":[{{\"role\":\"user\",\"content\":\"Where?\"}},{{\"type\":\"item_reference\",\"id\":\"{item}\"}},{{\"role\":\"user\",\"content\":\"And?\"}}]}}");

        upstream.Requests[^1].Json!.Value.GetProperty("messages")[1].GetRawText().ShouldBe("{\"role\":\"assistant\",\"content\":\"Lanterns drift.\"}");
    }

    [Fact]
    public async Task Stream_OfASourceThatPasses_IsKeptHereAndNowhereElse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options(passes: true));
        using var streamed = await gateway.ResponsesAsync("{\"model\":\"responses-stream\",\"stream\":true,\"reasoning\":{\"effort\":\"low\"},\"input\":\"Weather?\"}");
        var first = SeenResponse.Read(MessagesCall.WithoutReceipt(await streamed.TextAsync())).Response;

        using var next = await gateway.ResponsesAsync($"{{\"model\":\"responses-text\",\"stream\":true,\"previous_response_id\":\"{IdOf(first)}\",\"input\":\"And?\"}}");
        await next.TextAsync();

        var sent = upstream.Requests.Select(request => request.Json!.Value).ToList();
        sent[0].GetProperty("store").GetBoolean().ShouldBeFalse();
        sent[0].GetProperty("include")[0].GetString().ShouldBe("reasoning.encrypted_content");
        first.GetProperty("store").GetBoolean().ShouldBeTrue();
        sent[1].TryGetProperty("previous_response_id", out _).ShouldBeFalse();
        sent[1].GetProperty("input").EnumerateArray().Select(item => item.TryGetProperty("type", out var type) ? type.GetString() : "message")
            .ShouldBe(["message", "message", "function_call", "message"]);
        using var again = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{IdOf(first)}");
        using var document = JsonDocument.Parse(await again.TextAsync());
        document.RootElement.GetProperty("output").GetRawText().ShouldBe(first.GetProperty("output").GetRawText());
    }

    [Fact]
    public async Task Retrieve_KeptResponse_IsWhatWasAnsweredAsJsonAndAsEvents()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        using var response = await gateway.ResponsesAsync($"{{\"model\":\"tools-single\",\"input\":\"Weather?\",{Tools}}}");
        var text = await response.TextAsync();
        using var first = JsonDocument.Parse(text);
        var path = $"/v1/responses/{IdOf(first.RootElement)}";

        using var again = await gateway.SendAsync(HttpMethod.Get, path);
        using var events = await gateway.SendAsync(HttpMethod.Get, path + "?stream=true");
        using var rest = await gateway.SendAsync(HttpMethod.Get, path + "?stream=true&starting_after=1");

        (await again.TextAsync()).ShouldBe(text);
        var streamed = await events.TextAsync();
        SeenResponse.Read(streamed).Response.GetProperty("output").GetRawText().ShouldBe(first.RootElement.GetProperty("output").GetRawText());
        streamed.ShouldEndWith(await rest.TextAsync());
        (await (await gateway.SendAsync(HttpMethod.Get, path + "?stream=true&starting_after=1")).TextAsync()).ShouldStartWith("event: response.output_item.added\n");
    }

    [Fact]
    public async Task InputItems_InPages_AreTheRequestsOwn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, "{\"model\":\"chat-normal\",\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}]}");
        var path = $"/v1/responses/{IdOf(first)}/input_items";

        var page = await JsonAsync(await gateway.SendAsync(HttpMethod.Get, path + "?limit=2&order=asc"));
        var rest = await JsonAsync(await gateway.SendAsync(HttpMethod.Get, $"{path}?limit=2&order=asc&after={page.GetProperty("last_id").GetString()}"));
        var newest = await JsonAsync(await gateway.SendAsync(HttpMethod.Get, path));
        using var wrong = await gateway.SendAsync(HttpMethod.Get, path + "?after=msg_nobody");

        page.GetProperty("data").EnumerateArray().Select(Text).ShouldBe(["a", "b"]);
        (page.GetProperty("has_more").GetBoolean(), rest.GetProperty("has_more").GetBoolean()).ShouldBe((true, false));
        rest.GetProperty("data").EnumerateArray().Select(Text).ShouldBe(["c"]);
        newest.GetProperty("data").EnumerateArray().Select(Text).ShouldBe(["c", "b", "a"]);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Delete_KeptResponse_IsGoneForEverybody()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, "{\"model\":\"chat-normal\",\"input\":\"x\"}");
        var path = $"/v1/responses/{IdOf(first)}";

        using var cancelled = await gateway.SendAsync(HttpMethod.Post, path + "/cancel");
        var deleted = await JsonAsync(await gateway.SendAsync(HttpMethod.Delete, path));
        using var again = await gateway.SendAsync(HttpMethod.Get, path);
        using var next = await gateway.ResponsesAsync($"{{\"model\":\"chat-normal\",\"previous_response_id\":\"{IdOf(first)}\",\"input\":\"y\"}}");

        cancelled.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        deleted.GetRawText().ShouldBe($"{{\"id\":\"{IdOf(first)}\",\"object\":\"response\",\"deleted\":true}}");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        next.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await JsonAsync(next)).GetProperty("error");
        (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()).ShouldBe(("previous_response_not_found", "previous_response_id"));
        upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnotherProject_SeesNothingOfIt()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, "{\"model\":\"chat-normal\",\"input\":\"x\"}");
        using var other = gateway.CreateClient(await gateway.CreateKeyAsync("elsewhere"));
        var path = $"/v1/responses/{IdOf(first)}";

        using var read = await gateway.SendAsync(HttpMethod.Get, path, client: other);
        using var items = await gateway.SendAsync(HttpMethod.Get, path + "/input_items", client: other);
        using var deleted = await gateway.SendAsync(HttpMethod.Delete, path, client: other);
        using var previous = await gateway.ResponsesAsync($"{{\"model\":\"chat-normal\",\"previous_response_id\":\"{IdOf(first)}\",\"input\":\"y\"}}", other);
        using var reference = await gateway.ResponsesAsync(
            $"{{\"model\":\"chat-normal\",\"input\":[{{\"type\":\"item_reference\",\"id\":\"{first.GetProperty("output")[0].GetProperty("id").GetString()}\"}}]}}", other);
        using var own = await gateway.SendAsync(HttpMethod.Get, path);

        read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(read)).GetProperty("error").GetProperty("message").GetString().ShouldBe($"Response with id '{IdOf(first)}' not found.");
        items.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        previous.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await JsonAsync(reference)).GetProperty("error").GetProperty("param").GetString().ShouldBe("input[0].id");
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", ",\"store\":false")]
    [InlineData("responses:\n  store: false\n", ",\"store\":true")]
    public async Task Store_False_KeepsNothing(string configuration, string member)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options(more: configuration));

        var first = await AnswerAsync(gateway, $"{{\"model\":\"chat-normal\",\"input\":\"x\"{member}}}");

        first.GetProperty("store").GetBoolean().ShouldBeFalse();
        using var read = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{IdOf(first)}");
        read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Reasoning_OfAKeptResponse_GoesBackToItsSource()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, "{\"model\":\"reasoning-content\",\"input\":\"x\"}");

        await AnswerAsync(gateway, $"{{\"model\":\"reasoning-content\",\"previous_response_id\":\"{IdOf(first)}\",\"input\":\"y\"}}");

        upstream.Requests[^1].Json!.Value.GetProperty("messages")[1].GetProperty("reasoning_content").GetString()
            .ShouldBe(first.GetProperty("output")[0].GetProperty("summary")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Budget_OfWhatAKeptResponseBrings_IsReservedToo()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var text = string.Concat(Enumerable.Repeat("lantern ", 4000));
        await using var gateway = await TestGateway.StartAsync(upstream, Options());
        var first = await AnswerAsync(gateway, $"{{\"model\":\"chat-normal\",\"input\":\"{text}\"}}");
        var budget = new BudgetRequest { Scope = "project", ScopeId = "default", Limit = 0.000_3m, Window = "day", TimeZone = "UTC" };
        (await gateway.Installation.Operations.Budgets.CreateAsync(Administrator.CommandLine, budget, default)).TryGet(out _, out _).ShouldBeTrue();

        using var next = await gateway.ResponsesAsync($"{{\"model\":\"chat-normal\",\"max_output_tokens\":1,\"previous_response_id\":\"{IdOf(first)}\",\"input\":\"y\"}}");

        next.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        upstream.Requests.Count.ShouldBe(1);
    }

    private static string IdOf(JsonElement response) => response.GetProperty("id").GetString()!;

    private static string? Text(JsonElement item) => item.GetProperty("content")[0].GetProperty("text").GetString();

    private static async Task<JsonElement> AnswerAsync(TestGateway gateway, string body)
    {
        using var response = await gateway.ResponsesAsync(body);
        var answer = await JsonAsync(response);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer.GetRawText());
        return answer;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
