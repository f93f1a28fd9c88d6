using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using NextModel.Idempotency;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>
/// Sends an answer and remembers it, for repeats. A caller who has left changes nothing but that nothing is sent any more. What is
/// more than is kept is sent all the same and forgotten.
/// </summary>
internal sealed class AnswerRecording(HttpContext context, Func<KeptAnswer?, ValueTask> keep) : PipeWriter, IDisposable
{
    private readonly PooledBuffer _body = new(4096);
    private IReadOnlyList<KeyValuePair<string, string>> _headers = [];
    private int _sent;
    private bool _isTooLarge;
    private bool _isCallerGone;

    /// <summary>Takes down status and headers, before anything is sent: later the server adds its own.</summary>
    public void NoteHead() => _headers =
    [
        .. context.Response.Headers.Where(h => BelongsToTheAnswer(h.Key)).Select(h => KeyValuePair.Create(h.Key, h.Value.ToString())),
    ];

    /// <summary>The answer is what was written, sent or not yet.</summary>
    public ValueTask KeepAsync() => _isTooLarge ? keep(null) : KeepAsync(_body.WrittenMemory);

    /// <summary>The answer is this body, which has not been sent.</summary>
    public ValueTask KeepAsync(ReadOnlyMemory<byte> body) => keep(
        body.Length > KeptAnswer.MaxBytes ? null : new KeptAnswer(context.Response.StatusCode, _headers, body.ToArray()));

    public override Memory<byte> GetMemory(int sizeHint = 0) => _body.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _body.GetSpan(sizeHint);

    public override void Advance(int bytes) => _body.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await SendAsync(_body.WrittenMemory[_sent..]);
        _sent = _body.Length;
        if (_isTooLarge || _body.Length > KeptAnswer.MaxBytes)
        {
            _isTooLarge = true;
            _body.Clear();
            _sent = 0;
        }

        return default;
    }

    /// <summary>Sends bytes that are not of the answer, or that are the whole of it.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_isCallerGone)
        {
            return;
        }

        try
        {
            var sent = await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
            _isCallerGone = sent.IsCompleted;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            _isCallerGone = true;
        }
    }

    public override void CancelPendingFlush()
    {
        // The pipe behind it is the server's.
    }

    public override void Complete(Exception? exception = null)
    {
        // Likewise.
    }

    public void Dispose() => _body.Dispose();

    // Where the caller stands in its limits is told of now, not of then.
    private static bool BelongsToTheAnswer(string header) => !header.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase);
}
