using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Pipeline.Objects;
using NextModel.Providers.Objects;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary><c>/v1/files</c>: files stay at the source, and pass through without being kept here.</summary>
internal sealed class FilesEndpoint(SourceObjects objects, ObjectRelay relay, SnapshotHolder snapshots)
{
    private const string Path = "files";

    public ValueTask<GatewayError?> UploadAsync(HttpContext context, Caller caller) => relay.EnterAsync(context, caller, async () =>
    {
        if (objects.WhyNot(caller, Operation.Files) is { } refused)
        {
            return refused;
        }

        var request = context.Request;
        if (!FormBody.Is(request))
        {
            return new GatewayError(GatewayErrorCode.UnsupportedContentType, "Send the file and its purpose as 'multipart/form-data'.");
        }

        var most = snapshots.Current.MaxUploadBytes;
        if (request.ContentLength > most)
        {
            return TooLarge(most);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // A little more than is taken, so that it is told here and not by the server.
            limit.MaxRequestBodySize = most + (1024 * 1024);
        }

        if (!objects.ChooseSource(caller, Operation.Files).TryGet(out var source, out var refusal))
        {
            return refusal;
        }

        var body = new LimitedStream(request.Body, most);
        var content = new StreamContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        content.Headers.ContentLength = request.ContentLength;
        refusal = await relay.MakeAsync(context, caller, SourceObjectKind.File, source, Path, content);
        return body.IsOver ? TooLarge(most) : refusal;
    });

    public ValueTask<GatewayError?> ListAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.ListAsync(context, caller, SourceObjectKind.File, Path));

    public ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.File, Path));

    public ValueTask<GatewayError?> DeleteAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.DeleteAsync(context, caller, SourceObjectKind.File, Path));

    public ValueTask<GatewayError?> ContentAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.CopyAsync(context, caller, SourceObjectKind.File, Path, "/content"));

    private static GatewayError TooLarge(long most) => new(
        GatewayErrorCode.RequestTooLarge, $"The file is larger than {most / (1024 * 1024)} MiB. An operator can raise 'uploads.max_mib' in nextmodel.yaml.");
}
