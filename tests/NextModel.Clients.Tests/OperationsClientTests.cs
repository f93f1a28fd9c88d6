using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using OpenAI;

namespace NextModel.Clients.Tests;

/// <summary>Every operation besides chat through the gateway, as OpenAI's libraries call it: they see what the source said.</summary>
public sealed class OperationsClientTests : IAsyncLifetime
{
    // A batch's input file is read before the batch is made.
    private const string Line = """{"custom_id":"one","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"Hi"}]}}""";

    private static readonly Dictionary<string, string> Seen = new()
    {
        ["completion"] = "Lanterns drift.",
        ["completion streamed"] = "Lanterns drift.",
        ["moderation"] = "false",
        ["image"] = "aGk=",
        ["image streamed"] = "[image_generation.partial_image][image_generation.completed]",
        ["image edit"] = "aGk=",
        ["image variation"] = "aGk=",
        ["speech"] = "sound",
        ["transcription"] = "Lanterns drift.",
        ["transcription streamed"] = "Lanterns[transcript.text.done]",
        ["translation"] = "Lanterns drift.",
        ["file"] = "file-1",
        ["file listed"] = "file-1",
        ["file content"] = Line,
        ["batch"] = "batch-1",
        ["batch of nobody"] = "NotFoundError 404",
        ["chat stored"] = "chatcmpl-kept",
        ["chat read"] = "chatcmpl-kept",
        ["chat deleted"] = "true",
        ["chat gone"] = "NotFoundError 404",
        ["file deleted"] = "true",
    };

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Play((request, _) => Answer(request));
        _upstream.Play("ops", (request, _) => Answer(request));
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions
        {
            Models = ["ops"],
            SourceLines = "    max_attempts: 1\n    operations: [completions, moderations, images.generations, images.edits, images.variations, audio.speech, "
                + "audio.transcriptions, audio.translations, files, batches, chat.completions.stored]",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("openai7")]
    [InlineData("openai6")]
    public async Task Node_EachOperation_SeesWhatTheSourceSaid(string library)
    {
        var lines = await NodeScript.RunAsync(["drive-operations.mjs", library, _gateway.BaseUrl, _gateway.ApiKey]);

        lines.Select(line => JsonNode.Parse(line)!).ToDictionary(one => (string)one["name"]!, one => (string)one["seen"]!).ShouldBe(Seen, ignoreOrder: true);
    }

    [Fact]
    public async Task DotNet_EachOperation_SeesWhatTheSourceSaid()
    {
        var client = new OpenAIClient(
            new ApiKeyCredential(_gateway.ApiKey), new OpenAIClientOptions { Endpoint = new Uri(_gateway.BaseUrl), RetryPolicy = new ClientRetryPolicy(0) });
        var stop = TestContext.Current.CancellationToken;

        (await client.GetModerationClient("ops").ClassifyTextAsync("Lanterns", stop)).Value.Flagged.ShouldBeFalse();
        (await client.GetImageClient("ops").GenerateImageAsync("A lantern", cancellationToken: stop)).Value.ImageBytes.ToArray().ShouldBe("hi"u8.ToArray());
        (await client.GetAudioClient("ops").GenerateSpeechAsync("Hi", OpenAI.Audio.GeneratedSpeechVoice.Alloy, cancellationToken: stop)).Value.ToString().ShouldBe("sound");
        using var sound = new MemoryStream("some bytes"u8.ToArray());
        (await client.GetAudioClient("ops").TranscribeAudioAsync(sound, "a.mp3", cancellationToken: stop)).Value.Text.ShouldBe("Lanterns drift.");
        var files = client.GetOpenAIFileClient();
        var made = (await files.UploadFileAsync(BinaryData.FromString("{}"), "a.jsonl", OpenAI.Files.FileUploadPurpose.Batch)).Value;
        (made.Id, (await files.DownloadFileAsync(made.Id, stop)).Value.ToString()).ShouldBe(("file-1", Line));
        (await Should.ThrowAsync<ClientResultException>(async () => await files.GetFileAsync("file-9", stop))).Status.ShouldBe(404);
    }

    private static ScriptedResponse Answer(ReceivedRequest request)
    {
        const string file = """{"id":"file-1","object":"file","bytes":10,"created_at":1790000000,"filename":"a.jsonl","purpose":"batch","status":"processed"}""";
        const string batch = """{"id":"batch-1","object":"batch","endpoint":"/v1/chat/completions","input_file_id":"file-1","completion_window":"24h","status":"validating","created_at":1790000000}""";
        const string chat = """{"id":"chatcmpl-kept","object":"chat.completion","created":1790000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}]}""";
        const string image = """{"created":1790000000,"data":[{"b64_json":"aGk="}]}""";
        const string transcript = """{"text":"Lanterns drift.","usage":{"type":"duration","seconds":7}}""";
        var streams = request.WantsStream || request.BodyText.Contains("name=\"stream\"", StringComparison.Ordinal);
        return (request.Method, request.Path["/v1/".Length..]) switch
        {
            (_, "completions") when streams => FixtureFile.Load("completions-legacy").ResponseTo(1),
            (_, "completions") => FixtureFile.Load("completions-legacy-json").ResponseTo(1),
            (_, "moderations") => ScriptedResponse.Json("""
                {"id":"modr-1","model":"m","results":[{"flagged":false,"categories":{"hate":false,"hate/threatening":false,"harassment":false,"harassment/threatening":false,
                 "self-harm":false,"self-harm/intent":false,"self-harm/instructions":false,"sexual":false,"sexual/minors":false,"violence":false,"violence/graphic":false,
                 "illicit":false,"illicit/violent":false},"category_scores":{"hate":0,"hate/threatening":0,"harassment":0,"harassment/threatening":0,"self-harm":0,
                 "self-harm/intent":0,"self-harm/instructions":0,"sexual":0,"sexual/minors":0,"violence":0,"violence/graphic":0,"illicit":0,"illicit/violent":0}}]}
                """),
            (_, "images/generations") when streams => Events(
                """{"type":"image_generation.partial_image","b64_json":"aGk=","partial_image_index":0}""", """{"type":"image_generation.completed","b64_json":"aGk="}"""),
            (_, "images/generations" or "images/edits" or "images/variations") => ScriptedResponse.Json(image),
            (_, "audio/speech") => new ScriptedResponse { Headers = [new("content-type", "audio/mpeg")], Writes = [ScriptedWrite.Text("sound")] },
            (_, "audio/transcriptions") when streams => Events("""{"type":"transcript.text.delta","delta":"Lanterns"}""", """{"type":"transcript.text.done","text":"Lanterns"}"""),
            (_, "audio/transcriptions" or "audio/translations") => ScriptedResponse.Json(transcript),
            ("POST", "files") => ScriptedResponse.Json(file),
            ("GET", "files") => ScriptedResponse.Json($"{{\"object\":\"list\",\"data\":[{file}],\"has_more\":false}}"),
            ("GET", "files/file-1/content") => new ScriptedResponse { Headers = [new("content-type", "application/octet-stream")], Writes = [ScriptedWrite.Text(Line)] },
            ("DELETE", "files/file-1") => ScriptedResponse.Json("""{"id":"file-1","object":"file","deleted":true}"""),
            ("DELETE", "chat/completions/chatcmpl-kept") => ScriptedResponse.Json("""{"id":"chatcmpl-kept","object":"chat.completion.deleted","deleted":true}"""),
            (_, "batches") => ScriptedResponse.Json(batch),
            (_, "chat/completions" or "chat/completions/chatcmpl-kept") => ScriptedResponse.Json(chat),
            _ => ScriptedResponse.Json("""{"error":{"message":"No such thing","type":"invalid_request_error","param":null,"code":null}}""", 404),
        };
    }

    private static ScriptedResponse Events(params string[] payloads) => ScriptedResponse.Events(payloads);
}
