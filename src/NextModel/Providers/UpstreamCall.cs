using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using NextModel.Egress;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;
using NextModel.Routing;

namespace NextModel.Providers;

/// <summary>One attempt at one offer, from its request to the last byte of its answer.</summary>
internal sealed class UpstreamCall : IDisposable
{
    /// <summary>Silence after which an answer counts as begun, so that the caller can be kept waiting with comments.</summary>
    private static readonly TimeSpan PatienceForOutput = TimeSpan.FromSeconds(10);

    private const int MaxErrorBytes = 64 * 1024;

    private readonly SourceConnection _source;
    private readonly InferenceRequest _request;
    private readonly AnswerFrame _frame;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly UpstreamConnection _connection;
    private readonly IPassedDialect? _client;
    private readonly bool _passes;
    private readonly PooledBuffer _ready = new(4096);
    private Task<UpstreamRead>? _pending;
    private TargetReport _report;

    public UpstreamCall(
        SourceConnection source, Target target, TargetPass pass, InferenceRequest request, AnswerFrame frame, Attempt attempt, TimeProvider time,
        long deadline, CancellationToken stop)
    {
        _source = source;
        _report = new TargetReport(target, pass);
        _request = request;
        _frame = frame;
        _time = time;
        _started = time.GetTimestamp();
        Attempt = attempt;
        _client = ClientDialects.Of(request.Operation);
        _passes = _client?.IsSpokenBy(attempt.Offer.Source) == true;
        _connection = new UpstreamConnection(attempt.Offer.Source.Timeouts, time, deadline, stop);
    }

    public Attempt Attempt { get; }

    /// <summary>Most output tokens of the model by the catalog; null when nobody has said.</summary>
    public long? ModelLimit { get; init; }

    /// <summary>The body that was made when the route was chosen; null where there is none.</summary>
    public FirstTranslation? First { get; init; }

    /// <summary>The answer as it streams in; null when it came whole.</summary>
    public IAnswerStream? Events { get; private set; }

    /// <summary>What the source calls an answer that is neither JSON nor events; null for those.</summary>
    public string? MediaType { get; private set; }

    /// <summary>The answer when it came whole; null when it streams.</summary>
    public WholeAnswer? Answer { get; private set; }

    /// <summary>Why it failed after it had begun; null when it did not.</summary>
    public ProviderFailure? Failure { get; private set; }

    /// <summary>Sends the request and waits until the answer has begun well. Null then; otherwise why this attempt is over.</summary>
    /// <remarks>A call that has not begun is nobody's: its connection is closed, and its target hears that it is over.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ProviderFailure?> BeginAsync()
    {
        var hasBegun = false;
        try
        {
            var failure = await SendAsync();
            if (failure is null)
            {
                failure = IsEventStream() ? await BeginStreamAsync() : await ReadAnswerAsync();
            }

            if (failure is null)
            {
                Attempt.FirstByteMilliseconds ??= Elapsed();
                _report.Began();
            }

            if (failure is not null || Answer is not null)
            {
                End(failure);
            }

            hasBegun = failure is null;
            return failure;
        }
        finally
        {
            if (!hasBegun)
            {
                Dispose();
            }
        }
    }

    /// <summary>Waits for the next bytes of a stream; the events they complete are written by <see cref="WriteTo"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UpstreamRead> ReceiveAsync()
    {
        var pending = _pending;
        _pending = null;
        var read = pending is null ? await _connection.ReceiveAsync() : await pending;
        Take(read);
        return read;
    }

    /// <summary>Writes the events that have come since the last call.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(_ready.Written);
        _ready.Release();
    }

    /// <summary>Notes on the attempt how it ended; the first call counts.</summary>
    /// <param name="failure">Why it failed; null when it ended well or <paramref name="outcome"/> says otherwise.</param>
    /// <param name="outcome">How it ended where that does not follow from the failure.</param>
    public void End(ProviderFailure? failure, AttemptOutcome? outcome = null)
    {
        if (Attempt.Outcome != AttemptOutcome.Pending)
        {
            return;
        }

        Failure = failure;
        Attempt.Outcome = outcome ?? (failure is null ? AttemptOutcome.Ok : OutcomeOf(failure));
        Attempt.Error = failure?.Code;
        Attempt.TotalMilliseconds = Elapsed();
        Attempt.UpstreamResponseId ??= Visible(Events?.UpstreamId ?? Answer?.UpstreamId);
        if ((Events?.Usage ?? Answer?.Usage) is { } usage)
        {
            Attempt.Usage = usage;
        }

        _report.Ended(Attempt, failure, InputSizes.Of(_request.Size), _request.Stream && (Events is not null || Answer is null));
    }

    public void Dispose()
    {
        End(null, AttemptOutcome.CallerLeft);
        Events?.Dispose();
        Answer?.Dispose();
        _ready.Dispose();
        _connection.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ProviderFailure?> SendAsync()
    {
        using var outgoing = Prepare();
        try
        {
            _connection.Begin(await _connection.SendAsync(_source.Invoker, outgoing.Message));
        }
        catch (OperationCanceledException)
        {
            return _connection.IsConnectTimeout
                ? UpstreamFailures.Of(UpstreamRead.Timeout, _frame, "connect")
                : UpstreamFailures.Of(_connection.Cancelled(), _frame, "first_byte");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return error.InnerException is EgressRefusedException ? UpstreamFailures.AddressRefused(_frame) : UpstreamFailures.Unreachable(_frame);
        }
        finally
        {
            outgoing.Release();
        }

        Attempt.Status = (int)_connection.Response.StatusCode;
        Attempt.UpstreamRequestId = Visible(Header(_source.Translator?.RequestIdHeader ?? "x-request-id"));
        return _connection.Response.StatusCode == HttpStatusCode.OK ? null : await ReadErrorAsync();
    }

    private OutgoingRequest Prepare()
    {
        var stream = TranslatedRoute.Streams(_request, Attempt.Offer, ModelLimit);
        OutgoingRequest outgoing;
        if (_passes)
        {
            // The source speaks the caller's dialect: it gets the request as it came.
            outgoing = _request.Form is { } form
                ? OutgoingRequest.Of(_source, _request, Attempt.Offer, new FormContent(form, Attempt.Offer.UpstreamModel), body: null, stream)
                : OutgoingRequest.Of(_source, _request, Attempt.Offer, _client!.Edit(_request, Attempt.Offer, stream), stream);
            _source.Translator?.Address(outgoing.Message, default, Attempt.Offer, _request.Operation, stream, _time.GetUtcNow());
            outgoing.ForwardHeaders();
            return outgoing;
        }

        if (_source.Translator is not { } translator)
        {
            var edits = UpstreamRequest.Edit(_request, Attempt.Offer, stream, out var adjusted);
            Attempt.Adjusted = Adjusted(adjusted);
            return OutgoingRequest.Of(_source, _request, Attempt.Offer, edits, stream);
        }

        var job = new TranslationJob(_request, Attempt.Offer, ModelLimit, stream);
        var translated = First?.Take(job) ?? translator.Translate(job);
        Attempt.Adjusted = Adjusted(translated.Adjusted);
        Attempt.MaxOutputTokens = translated.OutputBound;
        outgoing = OutgoingRequest.Of(_source, _request, Attempt.Offer, new SegmentContent(new[] { translated.Body }), translated, stream);
        translator.Address(outgoing.Message, translated.Body.Span, Attempt.Offer, _request.Operation, stream, _time.GetUtcNow());
        return outgoing;
    }

    // What chat has no words for, and what the source's dialect has none for.
    private IReadOnlyList<string> Adjusted(IReadOnlyList<string> bySource) =>
        _request.ChatForm is { Adjusted: { Count: > 0 } byClient } ? [.. byClient.Union(bySource, StringComparer.Ordinal)] : bySource;

    private async ValueTask<ProviderFailure?> ReadErrorAsync()
    {
        using var body = new PooledBuffer(4096);
        while (body.Length < MaxErrorBytes && await _connection.ReceiveAsync() == UpstreamRead.Bytes)
        {
            body.Write(_connection.Received.Span);
        }

        var wait = RetryAfter.InHeaders(Header("retry-after"), Header("retry-after-ms"), _time.GetUtcNow());
        return ProviderErrorReader.Read(Attempt.Status!.Value, body.WrittenMemory, wait, _frame, Header("x-amzn-errortype"));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ProviderFailure?> ReadAnswerAsync()
    {
        using var body = new PooledBuffer((int)Math.Clamp(_connection.Response.Content.Headers.ContentLength ?? 4096, 1024, 1 << 20));
        while (true)
        {
            var read = await _connection.ReceiveAsync();
            if (read == UpstreamRead.End)
            {
                break;
            }

            if (read != UpstreamRead.Bytes)
            {
                return UpstreamFailures.Of(read, _frame, "answer");
            }

            body.Write(_connection.Received.Span);
            if (body.Length > AnswerAssembler.MaxBytes)
            {
                return AnswerFailures.TooLarge(_frame);
            }
        }

        ProviderFailure? failure;
        Answer = _passes
            ? _client!.ReadPassed(body.WrittenMemory, _frame, out failure)
            : WholeAnswer.Read(_request, body.WrittenMemory, _frame, out failure, _source.Translator);
        return failure;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ProviderFailure?> BeginStreamAsync()
    {
        Events ??= _passes ? _client!.OpenPassed(_frame) : new ChatStream(_frame, _source.Translator?.OpenStream(_frame), _client as IClientDialect);
        var patience = _time.GetTimestamp();
        var relays = _request.Stream || _client is { IsOpaque: true };
        while (Events.State == StreamState.Open && !(Events.HasOutput && relays))
        {
            var read = relays
                ? await ReceivePatientlyAsync(PatienceForOutput - _time.GetElapsedTime(patience))
                : await _connection.ReceiveAsync();
            if (read is null)
            {
                return null;
            }

            Take(read.Value);
            if (read is not (UpstreamRead.Bytes or UpstreamRead.End))
            {
                return Failure ?? UpstreamFailures.Of(read.Value, _frame, "stream");
            }
        }

        if (Events.State == StreamState.Failed)
        {
            return Events.Failure;
        }

        if (!relays)
        {
            // The caller asked for JSON: the chunks become one answer.
            using var events = Events;
            Answer = events.ToWhole();
            Events = null;
        }

        return null;
    }

    private void Take(UpstreamRead read)
    {
        switch (read)
        {
            case UpstreamRead.Bytes:
                Events!.Push(_connection.Received.Span, _ready);
                break;
            case UpstreamRead.End:
                Events!.Complete(_ready);
                break;
            case UpstreamRead.Stopped:
                End(null, AttemptOutcome.CallerLeft);
                return;
            default:
                End(UpstreamFailures.Of(read, _frame, "stream"), read == UpstreamRead.Broken && Events!.HasOutput ? AttemptOutcome.Broke : null);
                return;
        }

        if (Events.State == StreamState.Failed)
        {
            End(Events.Failure, Events.HasOutput ? AttemptOutcome.Broke : null);
        }
        else if (Events.State == StreamState.Ended)
        {
            End(null);
        }
    }

    // Null when nothing came in time: the read goes on and is picked up later.
    private async ValueTask<UpstreamRead?> ReceivePatientlyAsync(TimeSpan patience)
    {
        var receive = _connection.ReceiveAsync();
        if (receive.IsCompleted)
        {
            return await receive;
        }

        var pending = receive.AsTask();
        try
        {
            return await pending.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, _time);
        }
        catch (TimeoutException)
        {
            _pending = pending;
            return null;
        }
    }

    private bool IsEventStream()
    {
        var mediaType = ResponseHeader.MediaType(_connection.Response.Content.Headers);
        if (_passes && _client!.OpenBytes(mediaType, _frame) is { } bytes)
        {
            Events = bytes;
            MediaType = ResponseHeader.First(_connection.Response.Content.Headers, "content-type");
            return true;
        }

        return _source.Translator is { } translator
            ? _request.IsChat && translator.IsStream(mediaType)
            : mediaType == "text/event-stream";
    }

    private string? Header(string name) => ResponseHeader.First(_connection.Response.Headers, name);

    private int Elapsed() => (int)_time.GetElapsedTime(_started).TotalMilliseconds;

    private static AttemptOutcome OutcomeOf(ProviderFailure failure) => failure.Code switch
    {
        UpstreamFailures.CallerLeft => AttemptOutcome.CallerLeft,
        UpstreamFailures.UnreachableCode => AttemptOutcome.Unreachable,
        _ => failure.Error.Code == Errors.GatewayErrorCode.ProviderTimeout ? AttemptOutcome.Timeout : AttemptOutcome.Failed,
    };

    private static string? Visible(string? text) =>
        text is { Length: > 0 } && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text[..Math.Min(text.Length, 128)] : null;
}
