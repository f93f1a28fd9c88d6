using Microsoft.AspNetCore.Http;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Gateway.Anthropic;
using NextModel.Gateway.Serving;
using NextModel.Identity;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary>What the routes that need a key and call no model have in common: an id for the request, who asks, and refusals as errors.</summary>
internal sealed class SignedIn(KeyAuthenticator authenticator, ManagementAuthenticator managementKeys, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private readonly AnthropicWire _anthropic = new(time);

    /// <summary>Answers for the caller that the API key names.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">Writes the answer and returns null, or writes nothing and returns the refusal.</param>
    public Task AnswerAsync(HttpContext context, Func<HttpContext, Caller, ValueTask<GatewayError?>> answer) =>
        AnswerAsync(context, authenticator.Authenticate(context.Request.Headers.Authorization), answer);

    /// <summary>The same for a route that clients of both APIs ask: who speaks Anthropic's may sign in with its header, and is refused in its words.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">As above.</param>
    public Task AnswerEitherAsync(HttpContext context, Func<HttpContext, Caller, ValueTask<GatewayError?>> answer) =>
        AnthropicHeaders.AreIn(context.Request.Headers)
            ? AnswerAsync(context, authenticator.Authenticate(AnthropicWire.KeyOf(context.Request.Headers)), answer, _anthropic)
            : AnswerAsync(context, answer);

    /// <summary>Answers for the receipts that the key may read: those of an API key's project, of a management key's organization or team.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">As above.</param>
    public Task AnswerReaderAsync(HttpContext context, Func<HttpContext, ReceiptScope, ValueTask<GatewayError?>> answer) =>
        AnswerAskerAsync(context, (asked, by) => answer(asked, by.Scope));

    /// <summary>The same for what the audit trail names the reader of.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">As above.</param>
    public Task AnswerAskerAsync(HttpContext context, Func<HttpContext, ReceiptAsker, ValueTask<GatewayError?>> answer) =>
        AnswerAsync(context, AskerOf(context), answer);

    private async Task AnswerAsync<T>(HttpContext context, Result<T> who, Func<HttpContext, T, ValueTask<GatewayError?>> answer, ClientWire? wire = null)
        where T : class
    {
        RequestIdentity.Begin(context, time, out var requestId);
        wire?.ShowId(context.Response.Headers, requestId);
        if (!who.TryGet(out var asking, out var refusal) || (refusal = await answer(context, asking)) is not null)
        {
            await ErrorReply.WriteAsync(context, refusal, requestId, wire);
        }
    }

    private Result<ReceiptAsker> AskerOf(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var key = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (key.StartsWith(KeyFormat.ManagementStart, StringComparison.Ordinal))
        {
            return managementKeys.Authenticate(key, address).TryGet(out var by, out var unknown)
                ? new ReceiptAsker(new ReceiptScope(by.OrganizationId!, null) { TeamId = by.TeamId }, by.Actor)
                : unknown;
        }

        return authenticator.Authenticate(header).TryGet(out var caller, out var refusal)
            ? new ReceiptAsker(
                new ReceiptScope(caller.Organization.Id, caller.Project.Id), new AuditActor("api_key", caller.Key.Id, caller.Key.Name) { Address = address })
            : refusal;
    }
}
