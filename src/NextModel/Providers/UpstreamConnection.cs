using System.Buffers;
using System.IO.Compression;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using NextModel.Catalog;

namespace NextModel.Providers;

/// <summary>
/// One call to a source: its timers, its cancellation, its bytes. Disposing it before the end closes the connection, which is how a
/// source learns that nobody listens any more.
/// </summary>
internal sealed class UpstreamConnection : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly SourceTimeouts _timeouts;
    private readonly TimeProvider _time;
    private readonly long _deadline;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenRegistration _stopping;
    private bool _isArmed;
    private bool _isLastTimer;
    private HttpResponseMessage? _response;
    private Stream? _stream;
    private byte[] _buffer = [];

    /// <param name="timeouts">The source's timers.</param>
    /// <param name="time">Their clock.</param>
    /// <param name="deadline">Timestamp at which the whole request ends.</param>
    /// <param name="stop">Ends the call when nobody wants its answer any more.</param>
    public UpstreamConnection(SourceTimeouts timeouts, TimeProvider time, long deadline, CancellationToken stop)
    {
        _timeouts = timeouts;
        _time = time;
        _deadline = deadline;
        _stop = stop;
        _timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = stop.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _timer);
    }

    public HttpResponseMessage Response => _response!;

    /// <summary>The bytes of the last read; gone at the next.</summary>
    public ReadOnlyMemory<byte> Received { get; private set; }

    /// <summary>Sends the request and waits for the status line; what comes is for <see cref="Begin"/>. Throws what the handler throws.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMessageInvoker invoker, HttpRequestMessage request)
    {
        Arm(_timeouts.FirstByte);
        return invoker.SendAsync(request, _timer.Token);
    }

    /// <summary>The answer has begun; it is disposed with the connection.</summary>
    public void Begin(HttpResponseMessage response) => _response = response;

    /// <summary>Waits for the next bytes of the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UpstreamRead> ReceiveAsync()
    {
        // An open stream mostly waits: it has no buffer meanwhile. What is there already is read without a timer.
        GiveBack();
        try
        {
            var timeout = _stream is null ? _timeouts.FirstByte : _timeouts.Idle;
            _stream ??= Open();
            await Timed(_stream.ReadAsync(Memory<byte>.Empty, _timer.Token), timeout);
            _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            var read = await Timed(_stream.ReadAsync(_buffer, _timer.Token), timeout);
            Received = _buffer.AsMemory(0, read);
            Disarm();
            return read == 0 ? UpstreamRead.End : UpstreamRead.Bytes;
        }
        catch (OperationCanceledException)
        {
            return Cancelled();
        }
        catch (Exception error) when (error is IOException or HttpRequestException or SocketException or InvalidDataException)
        {
            return _stop.IsCancellationRequested ? UpstreamRead.Stopped : UpstreamRead.Broken;
        }
    }

    /// <summary>Which it was, after a cancellation.</summary>
    public UpstreamRead Cancelled() =>
        _stop.IsCancellationRequested ? UpstreamRead.Stopped : _isLastTimer ? UpstreamRead.OutOfTime : UpstreamRead.Timeout;

    /// <summary>True when it was none of our timers, nor the caller: then the handler's own gave up connecting.</summary>
    public bool IsConnectTimeout => !_timer.IsCancellationRequested;

    public void Dispose()
    {
        _stopping.Dispose();
        _response?.Dispose();
        _timer.Dispose();
        GiveBack();
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    // Only opens it: nothing is read before the first bytes are asked for.
    private Stream Open()
    {
        var content = _response!.Content;
        var stream = content.ReadAsStream(_timer.Token);

        // We ask for no encoding, but some sources compress all the same.
        return ResponseHeader.First(content.Headers, "Content-Encoding") switch
        {
            null or "identity" => stream,
            "gzip" => new GZipStream(stream, CompressionMode.Decompress),
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            var other => throw new InvalidDataException($"The source used Content-Encoding '{other}'."),
        };
    }

    private ValueTask<int> Timed(ValueTask<int> reading, TimeSpan timeout)
    {
        if (!reading.IsCompleted)
        {
            Arm(timeout);
        }

        return reading;
    }

    // Until the next read it is the caller's time, who may read as slowly as he likes: the source is not to blame for it.
    private void Disarm()
    {
        if (_isArmed && !_timer.IsCancellationRequested)
        {
            _timer.CancelAfter(Timeout.InfiniteTimeSpan);
            _isArmed = false;
        }
    }

    private void Arm(TimeSpan timeout)
    {
        var left = _time.GetElapsedTime(_time.GetTimestamp(), _deadline);
        if (!_timer.IsCancellationRequested)
        {
            _isArmed = true;
            _isLastTimer = left < timeout;
            _timer.CancelAfter(left < timeout ? TimeSpan.FromTicks(Math.Max(1, left.Ticks)) : timeout);
        }
    }
}
