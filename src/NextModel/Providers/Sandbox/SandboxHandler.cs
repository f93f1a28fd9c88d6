using System.Net;
using System.Net.Http.Headers;
using NextModel.Json;

namespace NextModel.Providers.Sandbox;

/// <summary>
/// The built-in simulated source, in place of a network: a working main job on a machine without any provider key. The same request
/// always gets the same answer.
/// </summary>
internal sealed class SandboxHandler : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(body, JsonLimits.Upstream, out _))
            {
                return Reply(HttpStatusCode.BadRequest, "application/json", """{"error":{"message":"Not JSON."}}"""u8.ToArray());
            }

            if (request.RequestUri!.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal))
            {
                return Reply(HttpStatusCode.OK, "application/json", SandboxEmbeddings.Write(tape.Root));
            }

            var answer = new SandboxAnswer(tape.Root, body);
            return tape.Root["stream"u8].Kind == JsonKind.True
                ? Reply(HttpStatusCode.OK, "text/event-stream", answer.WriteStream())
                : Reply(HttpStatusCode.OK, "application/json", answer.WriteJson());
        }
        finally
        {
            tape.Return();
        }
    }

    private static HttpResponseMessage Reply(HttpStatusCode status, string type, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new HttpResponseMessage(status) { Content = content };
    }
}
