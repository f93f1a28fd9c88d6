using System.IO.Pipelines;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Pipeline;

namespace NextModel.Benchmarks.Gateway;

/// <summary>A request that is to be refused before it is dispatched; anything else is an error of the benchmark.</summary>
internal sealed class RefusedExchange : IExchange
{
    private GatewayError? _refusal;

    public Guid Id { get; } = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    public DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    public long StartedTimestamp { get; } = TimeProvider.System.GetTimestamp();

    public string? Authorization { get; set; }

    /// <summary>What is read of it; null for one that is to be refused before.</summary>
    public InferenceRequest? Request { get; init; }

    public Result<Caller> Authenticate(KeyAuthenticator authenticator) => authenticator.Authenticate(Authorization);

    public CancellationToken CallerGone => default;

    public PipeWriter Body => throw Unexpected();

    /// <summary>Fails unless the last run was refused so.</summary>
    public void ShouldBeRefusedBy(string code)
    {
        if (_refusal is null || GatewayErrorCatalog.Describe(_refusal.Code).Wire != code)
        {
            throw new InvalidOperationException($"Refused with {_refusal}, not {code}.");
        }

        _refusal = null;
    }

    public ValueTask<Result<InferenceRequest>> ReadAsync() => new(Request ?? throw Unexpected());

    public void ShowLimits(RateStanding? requests, RateStanding? tokens)
    {
    }

    public void ShowLeaving(Model model) => throw Unexpected();

    public void KeepAnswer(Func<KeptAnswer?, ValueTask> keep) => throw Unexpected();

    public ValueTask RepeatAsync(KeptAnswer answer) => throw Unexpected();

    public ValueTask RefuseAsync(GatewayError error, ReplyHead? head)
    {
        _refusal = error;
        return default;
    }

    public void Begin(ReplyHead head) => throw Unexpected();

    public ValueTask SendAsync(ReadOnlyMemory<byte> body) => throw Unexpected();

    public ValueTask KeepAliveAsync() => throw Unexpected();

    public ValueTask EndStreamAsync(ReceiptFacts? receipt, ReadOnlyMemory<byte> last) => throw Unexpected();

    public ValueTask KeepAsync(ReadOnlyMemory<byte> answer) => throw Unexpected();

    public ValueTask FailStreamAsync(GatewayError error, ReadOnlyMemory<byte> told) => throw Unexpected();

    private static InvalidOperationException Unexpected() => new("The request was not refused.");
}
