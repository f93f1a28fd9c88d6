using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Limits;
using NextModel.Pipeline;

namespace NextModel.Gateway.OpenAI;

/// <summary>The routes that are answered by a model. The edge's one place that catches exceptions.</summary>
internal sealed partial class InferenceEndpoint(
    GatewayPipeline pipeline, Installation installation, BodyMemory bodies, LoadShedder load, RequestTelemetry telemetry, TimeProvider time, ILogger<InferenceEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context, ClientWire wire)
    {
        using var exchange = new HttpExchange(context, wire, installation.PublicUrl, bodies, time);
        telemetry.Began();
        try
        {
            await pipeline.RunAsync(exchange);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer; the pipeline has written the receipt.
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(context, exchange, Describe(error));
        }
        catch (Exception error) when (error is not StreamCutException)
        {
            LogBug(error, exchange.Id);
            await RefuseAsync(context, exchange, new GatewayError(
                GatewayErrorCode.InternalError, "The gateway failed on this request. The operator's log has the cause under the request id."));
        }
        finally
        {
            telemetry.Left();
            if (exchange.Refusal is { } refusal)
            {
                telemetry.Refused(exchange.Id, exchange.StartedAt, refusal, context.Response.StatusCode, context.Request.Path, exchange.TraceParent);
            }
            else
            {
                load.Done();
            }
        }
    }

    private static async ValueTask RefuseAsync(HttpContext context, HttpExchange exchange, GatewayError error)
    {
        if (context.Response.HasStarted)
        {
            throw new StreamCutException();
        }

        context.Response.ContentLength = null;
        await exchange.RefuseAsync(error, null);
    }

    private static GatewayError Describe(BadHttpRequestException error) => error.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new GatewayError(GatewayErrorCode.RequestTooLarge, "The request body is too large.")
        : new GatewayError(GatewayErrorCode.InvalidRequest, "The request could not be read to its end: " + error.Message)
        {
            WireStatus = error.StatusCode,
        };

    [LoggerMessage(7000, LogLevel.Error, "Request req_{Id:N} failed in the gateway.")]
    private partial void LogBug(Exception error, Guid id);
}
