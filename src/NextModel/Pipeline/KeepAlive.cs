namespace NextModel.Pipeline;

/// <summary>
/// Takes turns between an answer's events and the comments that keep a silent stream alive: after each stretch of silence one
/// comment is sent, never in the middle of an event.
/// </summary>
internal sealed class KeepAlive : IAsyncDisposable
{
    /// <summary>Silence after which a comment is sent. Proxies and load balancers commonly give up after 30 to 60 s.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly IExchange _exchange;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ITimer _timer;

    public KeepAlive(IExchange exchange, TimeProvider time, bool silentAlready)
    {
        _exchange = exchange;
        _timer = time.CreateTimer(
            static state => _ = ((KeepAlive)state!).CommentAsync(), this, silentAlready ? TimeSpan.Zero : Silence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the turn to write.</summary>
    public Task BeginWriteAsync() => _turn.WaitAsync(CancellationToken.None);

    /// <summary>Gives the turn back; silence begins anew.</summary>
    public void EndWrite()
    {
        _turn.Release();
        _timer.Change(Silence, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();

        // A comment under way has the turn; after this nobody writes behind the caller's back.
        await _turn.WaitAsync(CancellationToken.None);
    }

    private async Task CommentAsync()
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            await _exchange.KeepAliveAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The caller has left; the relay hears of it by itself.
            return;
        }
        finally
        {
            _turn.Release();
        }

        try
        {
            _timer.Change(Silence, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The answer ended while the comment was sent.
        }
    }
}
