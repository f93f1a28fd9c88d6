using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Providers.Objects;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary>Chat completions that sources keep because they were asked with <c>store: true</c>: listed, read, changed and deleted there.</summary>
internal sealed class StoredChatEndpoint(ObjectRelay relay)
{
    private const string Path = "chat/completions";

    public ValueTask<GatewayError?> ListAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.ListAsync(context, caller, SourceObjectKind.ChatCompletion, Path));

    public ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.ChatCompletion, Path));

    public ValueTask<GatewayError?> UpdateAsync(HttpContext context, Caller caller) => relay.EnterAsync(context, caller, async () =>
    {
        var (body, unread) = await ObjectRelay.ReadAsync(context);
        using var owned = body;
        if (unread is not null)
        {
            return unread;
        }

        return await relay.PassAsync(context, caller, SourceObjectKind.ChatCompletion, Path, content: ObjectRelay.Json(body));
    });

    public ValueTask<GatewayError?> DeleteAsync(HttpContext context, Caller caller) =>
        relay.EnterAsync(context, caller, () => relay.DeleteAsync(context, caller, SourceObjectKind.ChatCompletion, Path));

    public ValueTask<GatewayError?> MessagesAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.ChatCompletion, Path, "/messages" + context.Request.QueryString.ToUriComponent()));
}
