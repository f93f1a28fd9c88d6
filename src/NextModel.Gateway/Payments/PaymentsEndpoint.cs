using System.Data.Common;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Credits;
using NextModel.Credits.Payments;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Telemetry;

namespace NextModel.Gateway.Payments;

/// <summary>
/// <c>POST /api/payments/stripe</c> and <c>/paddle</c>: webhooks of payment processors, each off until its secret is configured. The body is
/// read up to a limit and verified as it came, before anything of it is parsed.
/// </summary>
internal sealed partial class PaymentsEndpoint(
    SnapshotHolder snapshots, CreditBook book, GatewayMetrics metrics, TimeProvider time, ILogger<PaymentsEndpoint> logger)
{
    /// <summary>Largest body, in bytes. Events are a few KiB.</summary>
    public const int MaxBytes = 256 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/payments/stripe", context => HandleAsync(context, PaymentDialect.Stripe, snapshots.Current.Payments.StripeSecret));
        routes.MapPost("/api/payments/paddle", context => HandleAsync(context, PaymentDialect.Paddle, snapshots.Current.Payments.PaddleSecret));
    }

    private async Task HandleAsync(HttpContext context, PaymentDialect processor, string? secret)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        var answer = secret is null
            ? new GatewayError(GatewayErrorCode.NotFound, $"Webhooks of {processor.Name} are off. Set payments.{processor.Name}.webhook_secret in nextmodel.yaml.")
            : await ProcessAsync(context, processor, secret, requestId);
        if (!answer.TryGet(out var result, out var refusal))
        {
            metrics.PaymentEvent(processor.Name, "refused");
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        metrics.PaymentEvent(processor.Name, result.Name);
        var body = Encoding.ASCII.GetBytes($"{{\"received\":true,\"outcome\":\"{result.Name}\"}}");
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private async ValueTask<Result<PaymentResult>> ProcessAsync(HttpContext context, PaymentDialect processor, string secret, string requestId)
    {
        if (await ReadAsync(context.Request) is not { } body)
        {
            return new GatewayError(GatewayErrorCode.RequestTooLarge, $"The body of a webhook has at most {MaxBytes / 1024} KiB.");
        }

        var header = context.Request.Headers[processor.Signature.Header].ToString();
        if (processor.Signature.Check(header, body.Span, Encoding.UTF8.GetBytes(secret), time.GetUtcNow()) is { } forged)
        {
            return forged;
        }

        // Only what its sender signed is worth a line in the log: everybody can send the rest.
        var answer = await BookAsync(context, processor, body);
        if (!answer.TryGet(out _, out var refusal))
        {
            LogRefused(processor.Name, requestId, refusal.Message);
        }

        return answer;
    }

    private async ValueTask<Result<PaymentResult>> BookAsync(HttpContext context, PaymentDialect processor, ReadOnlyMemory<byte> body)
    {
        if (!processor.Read(body).TryGet(out var message, out var malformed))
        {
            return malformed;
        }

        if (message.Event is not { } told)
        {
            return PaymentResult.Ignored;
        }

        try
        {
            return await book.ProcessAsync(told, context.Connection.RemoteIpAddress?.ToString() ?? "", CancellationToken.None);
        }
        catch (DbException failure)
        {
            LogFailure(failure, processor.Name);
            return new GatewayError(GatewayErrorCode.Overloaded, "The database cannot be written now. Send it again later.");
        }
    }

    // Null when it is too large.
    private static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBytes)
        {
            return null;
        }

        var body = new byte[request.ContentLength ?? MaxBytes + 1];
        var length = 0;
        while (length < body.Length && await request.Body.ReadAsync(body.AsMemory(length), request.HttpContext.RequestAborted) is > 0 and var read)
        {
            length += read;
        }

        return length > MaxBytes ? null : body.AsMemory(0, length);
    }

    [LoggerMessage(EventIds.PaymentRefused, LogLevel.Warning, "A payment webhook of {Processor} was refused ({RequestId}): {Reason}")]
    private partial void LogRefused(string processor, string requestId, string reason);

    [LoggerMessage(EventIds.PaymentNotWritten, LogLevel.Error, "A payment webhook of {Processor} could not be written; it was asked to come again")]
    private partial void LogFailure(Exception failure, string processor);
}
