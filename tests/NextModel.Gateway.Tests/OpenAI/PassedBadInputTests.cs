using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>What nobody can serve of moderations, images and audio is refused in OpenAI's shape before anything is spent.</summary>
public sealed class PassedBadInputTests : IAsyncLifetime
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

    public static TheoryData<string, string, string, int, string> BadRequests => new()
    {
        { "/v1/moderations", "{}", "application/json", 400, "input" },
        { "/v1/moderations", "{\"model\":5,\"input\":\"a\"}", "application/json", 400, "model" },
        { "/v1/moderations", "{\"model\":\"nobody\",\"input\":\"a\"}", "application/json", 404, "model" },
        { "/v1/images/generations", "{\"model\":\"gpt-image\"}", "application/json", 400, "prompt" },
        { "/v1/images/generations", "{\"model\":\"gpt-image\",\"prompt\":\"a\",\"n\":0}", "application/json", 400, "n" },
        { "/v1/images/generations", "--b\r\n", "multipart/form-data; boundary=b", 415, "" },
        { "/v1/images/edits", "{\"model\":\"gpt-image\",\"prompt\":\"a\"}", "application/json", 400, "images" },
        { "/v1/images/variations", "{\"model\":\"gpt-image\"}", "application/json", 415, "" },
        { "/v1/audio/speech", "{\"input\":\"a\"}", "application/json", 400, "model" },
        { "/v1/audio/speech", "{\"model\":\"tts-1\"}", "application/json", 400, "input" },
        { "/v1/audio/transcriptions", "{\"model\":\"whisper-1\"}", "application/json", 415, "" },
        { "/v1/audio/transcriptions", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", 400, "model" },
        { "/v1/audio/transcriptions", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b--\r\n", "multipart/form-data; boundary=b", 400, "file" },
        { "/v1/audio/transcriptions", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhis", "multipart/form-data; boundary=b", 400, "" },
        { "/v1/audio/transcriptions", "nothing", "multipart/form-data; boundary=b", 400, "" },
        { "/v1/audio/transcriptions", "nothing", "multipart/form-data", 400, "" },
        { "/v1/audio/translations", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", 400, "" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task Request_Malformed_IsRefusedInOpenAIsShapeBeforeAnythingIsSpent(string path, string body, string type, int status, string param)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var response = await _gateway.Client.PostAsync(path, content);

        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        using var error = JsonDocument.Parse(text);
        (error.RootElement.GetProperty("error").GetProperty("param").GetString() ?? "").ShouldBe(param, text);
        _upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Form_LargerThanIsTaken_Is413(bool tellsItsLength)
    {
        using var form = PassedForms.Of(new byte[5 * 1024 * 1024], true, "whisper-1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = form };
        request.Headers.TransferEncodingChunked = !tellsItsLength;
        request.Headers.ExpectContinue = true;

        using var response = await _gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).ShouldContain("uploads.max_mib");
        _upstream.Requests.ShouldBeEmpty();
    }
}
