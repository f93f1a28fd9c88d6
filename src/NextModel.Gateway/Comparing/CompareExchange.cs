using System.IO.Pipelines;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Pipeline;

namespace NextModel.Gateway.Comparing;

/// <summary>One of the requests of a comparison: a stream like any other to the pipeline, whose events are told apart from those of the others.</summary>
/// <param name="asked">What all of them ask.</param>
/// <param name="model">Which model this one asks.</param>
/// <param name="id">Of this request.</param>
/// <param name="answer">What becomes of it.</param>
/// <param name="keepAlive">Tells the caller that somebody still waits.</param>
/// <param name="time">The clock.</param>
internal sealed class CompareExchange(
    ComparisonRequest asked, string model, Guid id, ComparedAnswer answer, Func<ValueTask> keepAlive, TimeProvider time) : IExchange, IDisposable
{
    private readonly Pipe _pipe = new();
    private readonly JsonTape _tape = JsonTape.Rent();
    private InferenceRequest? _request;

    public Guid Id => id;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public long StartedTimestamp { get; } = time.GetTimestamp();

    public Result<Caller> Authenticate(KeyAuthenticator authenticator) =>
        asked.KeyId is { } chosen ? authenticator.AuthenticateChosen(chosen) : authenticator.Authenticate(asked.Authorization);

    public CancellationToken CallerGone => asked.CallerGone;

    public PipeWriter Body => _pipe.Writer;

    /// <summary>The events as they come.</summary>
    public PipeReader Events => _pipe.Reader;

    public ValueTask<Result<InferenceRequest>> ReadAsync()
    {
        var reading = asked.Read(model, _tape);
        _ = reading.TryGet(out _request, out _);
        return ValueTask.FromResult(reading);
    }

    // Where the caller stands in its limits is a header, and those are sent already.
    public void ShowLimits(RateStanding? requests, RateStanding? tokens)
    {
    }

    public void ShowLeaving(Model leaving)
    {
    }

    public void KeepAnswer(Func<KeptAnswer?, ValueTask> keep) => throw new InvalidOperationException("A comparison has no idempotency key.");

    public ValueTask RepeatAsync(KeptAnswer kept) => throw new InvalidOperationException("A comparison has no idempotency key.");

    public ValueTask RefuseAsync(GatewayError error, ReplyHead? head)
    {
        answer.Fail(error, head);
        return ValueTask.CompletedTask;
    }

    public void Begin(ReplyHead head) => answer.Begin(head);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> body) => await Body.WriteAsync(body, CallerGone);

    public ValueTask KeepAliveAsync() => keepAlive();

    public ValueTask EndStreamAsync(ReceiptFacts? receipt, ReadOnlyMemory<byte> last)
    {
        answer.End(receipt);
        return ValueTask.CompletedTask;
    }

    public ValueTask KeepAsync(ReadOnlyMemory<byte> answer) => default;

    public ValueTask FailStreamAsync(GatewayError error, ReadOnlyMemory<byte> told)
    {
        answer.Break(error);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        // What somebody still reads is left to the garbage collector.
        if (_request is not { BodyIsShared: true })
        {
            _tape.Return();
        }
    }
}
