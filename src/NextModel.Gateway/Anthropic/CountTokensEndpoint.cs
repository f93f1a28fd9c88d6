using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Gateway.OpenAI;
using NextModel.Metering;
using NextModel.Pipeline;

namespace NextModel.Gateway.Anthropic;

/// <summary><c>POST /v1/messages/count_tokens</c>. Who counted stands in <c>x-nextmodel-usage-source</c>.</summary>
internal sealed class CountTokensEndpoint(TokenCounting counting, string publicUrl, TimeProvider time)
{
    private readonly AnthropicWire _wire = new(time, isCount: true);

    public async Task AnswerAsync(HttpContext context)
    {
        using var exchange = new HttpExchange(context, _wire, publicUrl, time);
        var counted = await counting.CountAsync(exchange);
        if (!counted.TryGet(out var count, out var refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"input_tokens\":{count.InputTokens}}}"));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-nextmodel-usage-source"] = count.Source.Wire();
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
