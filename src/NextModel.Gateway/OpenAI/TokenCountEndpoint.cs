using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Gateway.Serving;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Pipeline;

namespace NextModel.Gateway.OpenAI;

/// <summary>How many tokens a request has, in one client dialect. Who counted stands in <c>x-nextmodel-usage-source</c>.</summary>
/// <param name="counting">Counts.</param>
/// <param name="wire">The dialect, made ready to read requests that are only counted.</param>
/// <param name="kind">What the answer says that it is; null where the dialect says nothing.</param>
/// <param name="publicUrl">Where this is reached.</param>
/// <param name="bodies">How much may be in memory.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenCountEndpoint(TokenCounting counting, ClientWire wire, string? kind, string publicUrl, BodyMemory bodies, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        using var exchange = new HttpExchange(context, wire, publicUrl, bodies, time);
        var counted = await counting.CountAsync(exchange);
        if (!counted.TryGet(out var count, out var refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        var before = kind is null ? "" : $"\"object\":\"{kind}\",";
        var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{{before}\"input_tokens\":{count.InputTokens}}}"));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-nextmodel-usage-source"] = count.Source.Wire();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
