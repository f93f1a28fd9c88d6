using NextModel.Providers;
using NextModel.Providers.OpenAI;

namespace NextModel.Pipeline;

/// <summary>Carries a streamed answer from its source to the caller, event by event, until either of them ends it.</summary>
internal static class StreamRelay
{
    /// <summary>How it ended. The caller has everything but the usage chunk and the last event.</summary>
    public static async ValueTask<RelayEnd> RunAsync(IExchange exchange, UpstreamCall call, TimeProvider time)
    {
        var events = call.Events!;
        var keepAlive = new KeepAlive(exchange, time, silentAlready: !events.HasOutput);
        try
        {
            if (!await WriteAsync(exchange, call, keepAlive))
            {
                return RelayEnd.CallerLeft;
            }

            while (events.State == StreamState.Open)
            {
                switch (await call.ReceiveAsync())
                {
                    case UpstreamRead.Stopped:
                        return RelayEnd.CallerLeft;
                    case UpstreamRead.Bytes or UpstreamRead.End:
                        if (!await WriteAsync(exchange, call, keepAlive))
                        {
                            return RelayEnd.CallerLeft;
                        }

                        break;
                    default:
                        return RelayEnd.Broke;
                }
            }

            return events.State == StreamState.Ended ? RelayEnd.Ended : RelayEnd.Broke;
        }
        finally
        {
            await keepAlive.DisposeAsync();
        }
    }

    // One flush for one read: what arrived together leaves together.
    private static async ValueTask<bool> WriteAsync(IExchange exchange, UpstreamCall call, KeepAlive keepAlive)
    {
        await keepAlive.BeginWriteAsync();
        try
        {
            call.WriteTo(exchange.Body);
            var flushed = await exchange.Body.FlushAsync(exchange.CallerGone);
            return !flushed.IsCompleted && !flushed.IsCanceled;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return false;
        }
        finally
        {
            keepAlive.EndWrite();
        }
    }
}
