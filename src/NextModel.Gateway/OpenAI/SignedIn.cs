using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.OpenAI;

/// <summary>What the routes that need an API key and call no model have in common: an id for the request, the caller, and refusals as errors.</summary>
internal sealed class SignedIn(KeyAuthenticator authenticator, TimeProvider time)
{
    /// <summary>Answers for the caller that the key names.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">Writes the answer and returns null, or writes nothing and returns the refusal.</param>
    public async Task AnswerAsync(HttpContext context, Func<HttpContext, Caller, ValueTask<GatewayError?>> answer)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (!authenticator.Authenticate(context.Request.Headers.Authorization).TryGet(out var caller, out var refusal))
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
        }
        else if (await answer(context, caller) is { } error)
        {
            await ErrorReply.WriteAsync(context, error, requestId);
        }
    }
}
