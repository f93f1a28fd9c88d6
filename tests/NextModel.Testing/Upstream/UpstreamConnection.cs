using System.IO.Pipelines;
using System.Net.Sockets;

namespace NextModel.Testing.Upstream;

/// <summary>
/// One connection, request by request. Its receiving side never stops, not even while an answer is being written:
/// that is how a client that leaves is noticed at once.
/// </summary>
internal sealed class UpstreamConnection(Socket socket, int id, TimeProvider time, Func<ReceivedRequest, ScriptedResponse> answer)
    : IDisposable
{
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<DateTimeOffset> _clientGone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Serves until either side ends the connection.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        socket.NoDelay = true;
        using var registration = stopping.Register(socket.Dispose);
        var receiving = ReceiveAsync();
        try
        {
            while (await ServeOneAsync())
            {
            }

            // FIN, and then patience: closing while a receive is pending would reset the connection.
            socket.Shutdown(SocketShutdown.Send);
            await receiving;
        }
        catch (SocketException lost) when (lost.SocketErrorCode is not SocketError.OperationAborted)
        {
            // A reset may be noticed by the sending side first.
            _clientGone.TrySetResult(time.GetUtcNow());
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left, as the receiving side has noticed, or this side ended the connection.
        }
        finally
        {
            socket.Dispose();
            await receiving;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _ended.Dispose();
    }

    private async Task<bool> ServeOneAsync()
    {
        var head = await RequestReader.ReadHeadAsync(_received.Reader);
        if (head is null)
        {
            return false;
        }

        if (head.ExpectsContinue)
        {
            await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), SocketFlags.None);
        }

        var body = await RequestReader.ReadBodyAsync(_received.Reader, head);
        if (body is null)
        {
            return false;
        }

        var request = new ReceivedRequest(head, body, id, _clientGone.Task);
        var stays = await PlayAsync(request, answer(request));
        return stays && !head.ClosesAfterwards;
    }

    private async Task<bool> PlayAsync(ReceivedRequest request, ScriptedResponse response)
    {
        var writer = new ResponseWriter(socket, time, _ended.Token);
        try
        {
            await writer.SendAsync(response);
        }
        catch
        {
            request.Answer(inFull: false);
            throw;
        }

        request.Answer(inFull: true);
        switch (response.End)
        {
            case ResponseEnd.Reset:
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
                return false;
            case ResponseEnd.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, _ended.Token);
                return false;
            default:
                return await writer.FinishAsync(response);
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(_received.Writer.GetMemory(4096), SocketFlags.None)) > 0)
            {
                _received.Writer.Advance(count);
                await _received.Writer.FlushAsync();
            }

            _clientGone.TrySetResult(time.GetUtcNow());
        }
        catch (SocketException reset) when (reset.SocketErrorCode is not SocketError.OperationAborted)
        {
            _clientGone.TrySetResult(time.GetUtcNow());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            _clientGone.TrySetCanceled();
        }

        await _ended.CancelAsync();
        await _received.Writer.CompleteAsync();
    }
}
