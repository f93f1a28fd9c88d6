using System.Globalization;
using System.Net;
using System.Text;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>Moderations, images and audio: bytes both ways, what they cost, and what is refused before anything is spent.</summary>
public sealed class PassedOperationsTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, PassedForms.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Moderation_WithoutAModel_GoesToOpenAIsUsualOneForNothing()
    {
        Answer("up-moderation", """{"id":"modr-1","model":"up-moderation","results":[{"flagged":false,"categories":{},"category_scores":{"violence":1e-7}}]}""");

        using var response = await PostAsync("/v1/moderations", """{ "input" : ["Lanterns", "drift"], "future":1.0 }""");

        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false,"categories":{},"category_scores":{"violence":1e-7}}]}""");
        var sent = _upstream.Requests.ShouldHaveSingleItem();
        (sent.Target, sent.BodyText).ShouldBe(("/v1/moderations", """{ "input" : ["Lanterns", "drift"], "future":1.0 ,"model":"up-moderation"}"""));
        Header(response, "cache-status").ShouldBe("NextModel; fwd=bypass; detail=\"operation\"");
        var receipt = await ReceiptAsync(response);
        (receipt.Amount, receipt.UsageSource, receipt.Output).ShouldBe((0m, "estimated", 0));
        receipt.Root.GetProperty("operation").GetString().ShouldBe("moderations");
        receipt.Root.GetProperty("billing").GetProperty("basis").GetString().ShouldBe("list_price");
    }

    [Fact]
    public async Task Images_WithUsage_AreChargedInTokensOfTheirClasses()
    {
        Answer("up-gpt-image", """
            {"created":1,"data":[{"b64_json":"aGk="}],"size":"1024x1024","quality":"high",
             "usage":{"input_tokens":300,"input_tokens_details":{"text_tokens":100,"image_tokens":200},"output_tokens":1000,"total_tokens":1300}}
            """);

        using var response = await PostAsync("/v1/images/generations", """{"model":"gpt-image","prompt":"A lantern","n":1}""");

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("\"usage\":{\"input_tokens\":300,");
        var receipt = await ReceiptAsync(response);
        (receipt.UsageSource, receipt.Input, receipt.Output).ShouldBe(("provider", 300, 1000));
        Lines(receipt).ShouldBe(["input 100 5 0.0005", "image_input 200 10 0.002", "output 1000 40 0.04"]);
        receipt.Root.GetProperty("usage").GetProperty("image_input_tokens").GetInt64().ShouldBe(200);
        await VerifyAsync(receipt);
    }

    [Theory]
    [InlineData("", "2 0.04 0.08")]
    [InlineData(",\"quality\":\"hd\",\"size\":\"1024x1024\"", "2 0.08 0.16")]
    [InlineData(",\"size\":\"1792x1024\"", "2 0.12 0.24")]
    public async Task Images_WithoutUsage_AreChargedByThePiece(string more, string line)
    {
        Answer("up-dall-e", """{"created":1,"data":[{"url":"http://x/1"},{"url":"http://x/2"}]}""");

        using var response = await PostAsync("/v1/images/generations", $"{{\"prompt\":\"A lantern\",\"n\":2{more}}}");

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"created":1,"data":[{"url":"http://x/1"},{"url":"http://x/2"}]}""");
        var receipt = await ReceiptAsync(response);
        Lines(receipt).ShouldBe(["images " + line]);
        await VerifyAsync(receipt);
    }

    [Fact]
    public async Task Images_Streamed_ArriveAsTheyWereSentAndEndAfterTheReceipt()
    {
        var events = "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"aGk=\"}\n\n"
            + "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"aGk=\",\"usage\":{\"input_tokens\":10,\"output_tokens\":20,\"total_tokens\":30}}\n\n";
        Play("up-gpt-image", new ScriptedResponse { Headers = [new("content-type", "text/event-stream")], Writes = [ScriptedWrite.Text(events)] });

        using var response = await PostAsync("/v1/images/generations", """{"model":"gpt-image","prompt":"A lantern","stream":true,"partial_images":1}""");

        var text = await response.TextAsync();
        MessagesCall.WithoutReceipt(text).ShouldBe(events);
        text.IndexOf(": nextmodel", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("event: image_generation.completed", StringComparison.Ordinal));
        var receipt = await ReceiptAsync(response);
        (receipt.Input, receipt.Output, receipt.Root.GetProperty("stream").GetBoolean()).ShouldBe((10, 20, true));
    }

    [Fact]
    public async Task Images_StreamWithoutItsLastEvent_IsCutWithAnError()
    {
        var events = "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"aGk=\"}\n\n";
        Play("up-gpt-image", new ScriptedResponse { Headers = [new("content-type", "text/event-stream")], Writes = [ScriptedWrite.Text(events)] });

        using var response = await PostAsync("/v1/images/generations", """{"model":"gpt-image","prompt":"A lantern","stream":true}""");

        var text = await response.TextAsync();
        text.ShouldEndWith("\n\n<cut>");
        text.ShouldContain("\"code\":\"provider_error\"");
        (await ReceiptAsync(response)).Outcome.ShouldBe("upstream_broke");
    }

    [Theory]
    [InlineData(true, 1000)]
    [InlineData(false, 1000)]
    [InlineData(true, 2_500_000)]
    public async Task Form_OfAnySizeAndOrder_IsPassedOnWithNothingChangedButTheModel(bool fileFirst, int size)
    {
        Answer("up-whisper", """{"text":"Lanterns drift.","usage":{"type":"duration","seconds":7}}""");
        var file = new byte[size];
        new Random(1).NextBytes(file);

        using var response = await TranscribeAsync(file, fileFirst, ("language", "en"), ("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment"));

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"text":"Lanterns drift.","usage":{"type":"duration","seconds":7}}""");
        var sent = _upstream.Requests.ShouldHaveSingleItem();
        sent.Target.ShouldBe("/v1/audio/transcriptions");
        sent.Header("content-type").ShouldBe("multipart/form-data; boundary=\"lantern\"");
        var expected = await PassedForms.Of(file, fileFirst, "up-whisper", ("language", "en"), ("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment")).ReadAsByteArrayAsync();
        sent.Body.Span.SequenceEqual(expected).ShouldBeTrue();
        var receipt = await ReceiptAsync(response);
        (receipt.UsageSource, receipt.Amount).ShouldBe(("provider", 0.000291667m));
        Lines(receipt).ShouldBe(["audio_seconds 7 0.0025 0.000291666667", "rounding 0 0.000000000333"]);
        await VerifyAsync(receipt);
        Directory.EnumerateFileSystemEntries(Path.Combine(_gateway.Directory.Path, "data"), "*", SearchOption.AllDirectories)
            .Where(path => path.Contains("uploads" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Form_WithoutAModel_GetsAPartThatNamesTheUsualOne()
    {
        Answer("up-dall-e", """{"created":1,"data":[{"url":"http://x/1"}]}""");
        using var form = new MultipartFormDataContent("lantern") { { new ByteArrayContent([1, 2, 3]), "image", "a.png" } };

        using var response = await _gateway.Client.PostAsync("/v1/images/variations", form);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        _upstream.Requests.ShouldHaveSingleItem().BodyText.ShouldStartWith("--lantern\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nup-dall-e\r\n--lantern\r\n");
    }

    [Fact]
    public async Task Transcript_WithTokens_IsChargedInTokens()
    {
        Answer("up-transcribe", """{"text":"Hi","usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":4,"audio_tokens":10},"output_tokens":5,"total_tokens":19}}""");

        using var response = await TranscribeAsync([1], fileFirst: true, model: "gpt-4o-transcribe");

        var receipt = await ReceiptAsync(response);
        Lines(receipt).ShouldBe(["input 4 2.5 0.00001", "audio_input 10 6 0.00006", "output 5 10 0.00005"]);
    }

    [Fact]
    public async Task Transcript_AsText_PassesAndIsNotPricedWithoutASecondToCount()
    {
        Play("up-whisper", new ScriptedResponse { Headers = [new("content-type", "text/plain; charset=utf-8")], Writes = [ScriptedWrite.Text("Lanterns drift.\n")] });

        using var response = await TranscribeAsync([1], fileFirst: false, ("response_format", "text"));

        (await response.Content.ReadAsStringAsync()).ShouldBe("Lanterns drift.\n");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        var receipt = await ReceiptAsync(response);
        (receipt.UsageSource, receipt.Amount, receipt.Outcome).ShouldBe(("none", 0m, "completed"));
    }

    [Fact]
    public async Task Budget_AnswerThatWillNotSayWhatItCosts_IsRefusedAsUnpriced()
    {
        await BudgetAsync(100m);
        Answer("plain", """{"created":1,"data":[{"b64_json":"aGk="}],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}""");

        using var text = await TranscribeAsync([1], fileFirst: false, ("response_format", "srt"));
        using var plain = await PostAsync("/v1/images/generations", """{"model":"plain","prompt":"A lantern"}""");
        using var speech = await PostAsync("/v1/audio/speech", """{"model":"plain","input":"Hi","voice":"alloy"}""");

        text.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await text.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"price_unknown\"");
        plain.StatusCode.ShouldBe(HttpStatusCode.OK, await plain.Content.ReadAsStringAsync());
        (await speech.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"price_unknown\"");
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Budget_ImagesBeyondIt_AreRefusedBeforeTheyAreMade()
    {
        Answer("up-dall-e", """{"created":1,"data":[{"url":"http://x/1"}]}""");
        await BudgetAsync(0.15m);

        using var dear = await PostAsync("/v1/images/generations", """{"prompt":"A lantern","n":2,"size":"1024x1024","quality":"hd"}""");
        using var cheap = await PostAsync("/v1/images/generations", """{"prompt":"A lantern","n":3,"size":"1024x1024","quality":"standard"}""");

        dear.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        cheap.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Speech_Bytes_ArriveAsTheyWereSentAndAreChargedByCharacters(int size)
    {
        var sound = new byte[size];
        new Random(2).NextBytes(sound);
        Play("up-tts", new ScriptedResponse { Headers = [new("content-type", "audio/mpeg")], Writes = [new ScriptedWrite(sound)] });

        using var response = await PostAsync("/v1/audio/speech", """{"model":"tts-1","input":"Lanterns 🏮","voice":"alloy"}""");

        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(sound).ShouldBeTrue();
        response.Content.Headers.ContentType!.ToString().ShouldBe("audio/mpeg");
        var receipt = await ReceiptAsync(response);
        (receipt.UsageSource, receipt.Amount).ShouldBe(("estimated", 0.00015m));
        Lines(receipt).ShouldBe(["characters 10 15 0.00015"]);
        receipt.ResponseDigest.ShouldStartWith("hmac-sha256:");
        await VerifyAsync(receipt);
    }

    [Fact]
    public async Task Speech_ThatBreaks_IsCutWithoutAWordThatIsNoSound()
    {
        Play("up-tts", new ScriptedResponse
        {
            Headers = [new("content-type", "audio/mpeg"), new("content-length", "100")],
            Writes = [ScriptedWrite.Text("sound")],
        });

        using var response = await PostAsync("/v1/audio/speech", """{"model":"tts-1","input":"Lanterns","voice":"alloy"}""");

        (await response.TextAsync()).ShouldBe("soun<cut>");
        (await ReceiptAsync(response)).Outcome.ShouldBe("upstream_broke");
    }

    [Fact]
    public async Task Key_RepeatedWithTheSameFormUnderAnotherBoundary_GetsTheFirstAnswer()
    {
        Answer("up-whisper", """{"text":"Lanterns drift.","usage":{"type":"duration","seconds":7}}""");
        _gateway.Client.DefaultRequestHeaders.Add("idempotency-key", "form-1");

        using var first = await _gateway.Client.PostAsync("/v1/audio/transcriptions", PassedForms.Of([1, 2], true, "whisper-1"));
        using var again = await _gateway.Client.PostAsync("/v1/audio/transcriptions", PassedForms.Of([1, 2], true, "whisper-1", "other"));
        using var different = await _gateway.Client.PostAsync("/v1/audio/transcriptions", PassedForms.Of([1, 3], true, "whisper-1"));

        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        Header(again, "x-nextmodel-idempotent-replay").ShouldBe("true");
        different.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Key_RepeatedForSpeech_GetsTheSameBytes()
    {
        Play("up-tts", new ScriptedResponse { Headers = [new("content-type", "audio/mpeg")], Writes = [new ScriptedWrite(new byte[] { 1, 2, 3, 255 })] });
        _gateway.Client.DefaultRequestHeaders.Add("idempotency-key", "sound-1");

        using var first = await PostAsync("/v1/audio/speech", """{"model":"tts-1","input":"Hi","voice":"alloy"}""");
        await first.Content.ReadAsByteArrayAsync();
        using var again = await PostAsync("/v1/audio/speech", """{"model":"tts-1","input":"Hi","voice":"alloy"}""");

        (await again.Content.ReadAsByteArrayAsync()).ShouldBe([1, 2, 3, 255]);
        again.Content.Headers.ContentType!.ToString().ShouldBe("audio/mpeg");
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Source_ThatDoesNotOfferThem_IsRefusedWithWhatToDo()
    {
        await using var gateway = await TestGateway.StartAsync(_upstream, PassedForms.Options with { SourceLines = "    max_attempts: 1" });

        using var response = await gateway.Client.PostAsync("/v1/moderations", new StringContent("{\"input\":\"a\"}", Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("adds 'moderations' to 'operations' of the source 'fake'");
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stored_OnlyIfCached_IsAMissAndNoCall()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/moderations") { Content = new StringContent("{\"input\":\"a\"}", Encoding.UTF8, "application/json") };
        request.Headers.Add("x-nextmodel-cache", "only");

        using var response = await _gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        _upstream.Requests.ShouldBeEmpty();
    }

    private void Answer(string model, string json) => Play(model, ScriptedResponse.Json(json));

    private void Play(string model, ScriptedResponse response) => _upstream.Play(model, Behaviours.Always(response));

    private async Task BudgetAsync(decimal limit)
    {
        var budget = new Gateway.Admin.BudgetRequest { Scope = "project", ScopeId = "default", Limit = limit, Window = "day", TimeZone = "UTC" };
        (await _gateway.Installation.Operations.Budgets.CreateAsync(NextModel.Identity.Administrator.CommandLine, budget, default)).TryGet(out _, out _).ShouldBeTrue();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return await _gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private Task<HttpResponseMessage> TranscribeAsync(byte[] file, bool fileFirst, params (string Name, string Value)[] fields) =>
        _gateway.Client.PostAsync("/v1/audio/transcriptions", PassedForms.Of(file, fileFirst, "whisper-1", fields));

    private Task<HttpResponseMessage> TranscribeAsync(byte[] file, bool fileFirst, string model) =>
        _gateway.Client.PostAsync("/v1/audio/transcriptions", PassedForms.Of(file, fileFirst, model));

    private Task<SeenReceipt> ReceiptAsync(HttpResponseMessage response) => SeenReceipt.OfAsync(_gateway.Client, Header(response, "x-request-id"));

    // The offline verifier, from the receipt's own text and the public keys.
    private async Task VerifyAsync(SeenReceipt receipt)
    {
        NextModel.Ledger.VerifyingKeys.TryParse(await _gateway.Client.GetByteArrayAsync("/.well-known/jwks.json"), out var keys).ShouldBeTrue();
        using (keys)
        {
            new NextModel.Ledger.ReceiptVerifier(keys).Verify(Encoding.UTF8.GetBytes(receipt.Root.GetRawText())).Problems.ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> Lines(SeenReceipt receipt) => receipt.Root.GetProperty("billing").GetProperty("lines").EnumerateArray().Select(line =>
    {
        var item = line.GetProperty("item").GetString();
        var count = line.TryGetProperty("quantity", out var quantity) ? quantity.GetInt64() : line.GetProperty("tokens").GetInt64();
        var amount = decimal.Parse(line.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture);
        return item == "rounding"
            ? string.Create(CultureInfo.InvariantCulture, $"rounding {count} {amount / 1.0000000000m:0.############}")
            : string.Create(CultureInfo.InvariantCulture, $"{item} {count} {line.GetProperty("unit_price").GetString()} {amount:0.############}");
    });

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
