using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Sse;
using NextModel.Providers.Translation;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// One streamed chat answer on its way from a source to a caller: events every OpenAI client can take come out, or those of the client's own
/// dialect. One instance per answer; nothing is allocated per event.
/// </summary>
internal sealed class ChatStream : IAnswerStream
{
    private static readonly ReadOnlyMemory<byte> Done = "data: [DONE]\n\n"u8.ToArray();

    private readonly AnswerFrame _frame;
    private readonly IClientDialect? _client;
    private readonly IChunkTeller? _teller;
    private readonly SseReader? _events;
    private readonly TranslatedStream? _translation;
    private readonly AnswerHead _head;
    private readonly ReportedUsage _usage;
    private readonly ChunkWriter _chunks;
    private readonly ThinkTags? _thinking;
    private readonly RepeatedChunk _repeated = new();
    private readonly PooledBuffer _scratch = new();
    private readonly JsonTape _received = JsonTape.Rent();
    private JsonTape? _rewritten;
    private ReadOnlyMemory<byte> _last = Done;
    private bool _usageWritten;
    private bool _isLast;
    private bool _disposed;

    /// <param name="frame">What the answer must carry.</param>
    /// <param name="translation">Reads what the source sends, where that is no chunks of OpenAI's dialect; null where it is.</param>
    /// <param name="client">The caller's dialect; null where it is OpenAI's chat.</param>
    /// <param name="maxEventBytes">Largest event taken; a larger one is a failure.</param>
    public ChatStream(
        AnswerFrame frame, TranslatedStream? translation = null, IClientDialect? client = null, int maxEventBytes = SseReader.DefaultMaxEventBytes)
    {
        var ids = new MintedIds(frame.RequestId);
        _frame = frame;
        _client = client;
        _translation = translation;
        _events = translation is null ? new SseReader(maxEventBytes) : null;
        _head = new AnswerHead(frame, ids);
        _teller = client?.OpenTold(frame, _head);
        _usage = new ReportedUsage(frame.UsageShape, isEmbeddings: false);
        _chunks = new ChunkWriter(frame, _head, ids, _usage, isTold: _teller is not null);
        _thinking = frame.ThinkTags ? new ThinkTags() : null;
        Answer = new AnswerAssembler(_head);
    }

    public StreamState State { get; private set; }

    public bool HasOutput { get; private set; }

    public ProviderFailure? Failure { get; private set; }

    public Usage? Usage => _usage.Counts;

    /// <summary>The answer as far as it has come, as chat.</summary>
    public AnswerAssembler Answer { get; }

    public string? UpstreamId => _head.UpstreamId;

    public ReadOnlyMemory<byte> LastEvent => _last;

    /// <summary>True when an end was made up, or was told in a word nobody has documented: such an answer is not for the cache.</summary>
    public bool EndedOddly { get; private set; }

    /// <summary>True takes every chunk apart, even one that repeats the one before with another text: the longer way to the same answer, for tests.</summary>
    internal bool TakesAllApart { get; init; }

    // Most chunks are told as they came.
    private JsonTape Rewritten => _rewritten ??= JsonTape.Rent();

    public StreamState Push(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (_events is null)
        {
            _translation!.Push(bytes, new ChunkSink(this, output));
            return State;
        }

        while (State == StreamState.Open && _events.TryRead(ref bytes))
        {
            TakeEvent(_events, output);
        }

        if (State == StreamState.Open && _events.TooLarge)
        {
            Fail(AnswerFailures.TooLarge(_frame));
        }

        return State;
    }

    /// <summary>The source's body has ended. Without <c>[DONE]</c> the answer is whole only if every choice has ended.</summary>
    public StreamState Complete(IBufferWriter<byte> output)
    {
        _isLast = true;
        _translation?.Complete(new ChunkSink(this, output));
        if (State == StreamState.Open && _events is not null && _events.TryComplete())
        {
            TakeEvent(_events, output);
        }

        if (State == StreamState.Open)
        {
            if (_chunks.Choices.Count > 0 && _chunks.Choices.All(choice => choice.Finish != FinishReason.None))
            {
                End(output);
            }
            else
            {
                Fail(HasOutput ? AnswerFailures.Incomplete(_frame) : AnswerFailures.Empty(_frame));
            }
        }

        return State;
    }

    /// <summary>
    /// Writes the usage chunk, once, if the caller asked for one: with <see cref="Usage"/> and all else the source reported, or with an
    /// estimate where it reported none.
    /// </summary>
    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
        if (_usageWritten)
        {
            return;
        }

        _usageWritten = true;
        if (_teller is not null)
        {
            _last = _teller.End(usage, output);
        }
        else if (_frame.IncludeUsage)
        {
            _scratch.Clear();
            _scratch.Write("{"u8);
            _head.Write(_scratch, ChunkWriter.ObjectJson);
            _scratch.Write(",\"choices\":[],\"usage\":"u8);
            _usage.Write(_scratch, usage);
            _scratch.Write("}"u8);
            SseWriter.Write(output, _scratch.Written);
        }
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error) => _teller?.Fail(error) ?? default;

    public long CountText(TokenCounter counter) => Answer.CountText(counter);

    public WholeAnswer ToWhole() => WholeAnswer.Of(this, _frame, _client, _teller);

    /// <summary>The usage as reported, to keep when the stream is gone.</summary>
    public ReportedUsage CopyUsage() => _usage.Copy();

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _events?.Dispose();
        _translation?.Dispose();
        _teller?.Dispose();
        _thinking?.Dispose();
        _repeated.Dispose();
        _chunks.Dispose();
        _scratch.Dispose();
        _usage.Dispose();
        Answer.Dispose();
        _received.Return();
        _rewritten?.Return();
    }

    /// <summary>Takes one chunk that was translated; what all chunks have alike may be missing.</summary>
    internal void TakeChunk(ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        if (!TryRepeat(json.Span, output))
        {
            Parse(_received, json);
            TakeChunk(_received, output);
        }
    }

    private void TakeEvent(SseReader events, IBufferWriter<byte> output)
    {
        if (events.Name.IsEmpty && TryRepeat(events.Data.Span, output))
        {
            return;
        }

        var data = events.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
        {
            return;
        }

        if (data.StartsWith("[DONE]"u8))
        {
            TakeDone(output);
        }
        else if (_received.TryParse(events.Data, JsonLimits.Upstream, out _))
        {
            TakeChunk(_thinking?.Split(_received) ?? _received, output, isError: events.Name.SequenceEqual("error"u8));
        }
        else if (events.Name.IsEmpty || events.Name.SequenceEqual("message"u8) || events.Name.SequenceEqual("error"u8))
        {
            Fail(_isLast ? AnswerFailures.Incomplete(_frame) : AnswerFailures.Malformed(_frame));
        }
    }

    // Most chunks are the one before with another text.
    private bool TryRepeat(ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        if (!_repeated.TryMatch(data, out var text))
        {
            return false;
        }

        Answer.AddText(_repeated.Field, text);
        if (Answer.IsTooLarge)
        {
            Fail(AnswerFailures.TooLarge(_frame));
        }
        else if (_teller is null)
        {
            _repeated.Write(output, text);
        }
        else
        {
            _teller.TellText(_repeated.Field == TextField.Content ? ToldKind.Text : ToldKind.Thinking, text, output);
        }

        return true;
    }

    private void TakeChunk(JsonTape tape, IBufferWriter<byte> output, bool isError = false)
    {
        _repeated.Forget();
        var chunk = tape.Root;
        var parts = new AnswerParts(chunk);
        if (parts.TellError || isError || (parts.Choices.IsNullOrMissing && ErrorBody.Is(chunk)))
        {
            Fail(ProviderErrorReader.ReadIn200(chunk, _frame));
            return;
        }

        parts.Report(_usage);
        if (parts.Choices.Kind != JsonKind.Array)
        {
            // Pings, heartbeats of audio models, usage by itself: nothing a client could take.
            return;
        }

        _head.Learn(parts.Id, parts.Created);

        // The first chunk of a choice is written with a role, later ones without.
        var isUnderWay = _chunks.Choices is [{ Index: 0, RoleSent: true }, ..];
        if (_chunks.TryWrite(chunk, parts, out var written))
        {
            Emit(chunk, written, output);
            if (isUnderWay && _thinking is null && !TakesAllApart && State == StreamState.Open)
            {
                _repeated.Learn(parts, _chunks.Choices[0], tape, _teller is null ? written : default, Rewritten);
            }
        }

        if (_chunks.Failure is { } failure)
        {
            Fail(failure);
        }
    }

    /// <summary>The source says it is done. Choices it forgot to end are ended here.</summary>
    internal void TakeDone(IBufferWriter<byte> output)
    {
        if (!HasOutput)
        {
            Fail(AnswerFailures.Empty(_frame));
            return;
        }

        for (var i = 0; i < _chunks.Choices.Count; i++)
        {
            if (_chunks.Choices[i].Finish == FinishReason.None)
            {
                EndedOddly = true;
                var end = $$"""{"choices":[{"index":{{_chunks.Choices[i].Index}},"delta":{},"logprobs":null,"finish_reason":"stop"}]}""";
                Parse(_received, System.Text.Encoding.ASCII.GetBytes(end));
                TakeChunk(_thinking?.Split(_received) ?? _received, output);
            }
        }

        End(output);
    }

    private void Emit(JsonCursor chunk, ReadOnlyMemory<byte> written, IBufferWriter<byte> output)
    {
        var mend = SplitSurrogates.Anywhere(chunk.Tape);
        if (mend || _chunks.ChoicesEdited)
        {
            chunk = Parse(Rewritten, written);
        }

        if (mend && SplitSurrogates.Anywhere(Rewritten))
        {
            // Halves outside of the texts that go on from delta to delta: nothing will complete them.
            _scratch.Clear();
            SplitSurrogates.ReplaceAll(Rewritten, _scratch);
            written = _scratch.WrittenMemory;
            chunk = Parse(Rewritten, written);
        }

        Answer.Add(chunk);
        if (Answer.IsTooLarge)
        {
            Fail(AnswerFailures.TooLarge(_frame));
            return;
        }

        _head.Settle();
        HasOutput |= _chunks.Meaningful;
        if (_teller is null)
        {
            SseWriter.Write(output, written.Span);
        }
        else
        {
            // A chunk that was edited outside of its choices says nothing new to other dialects: those tell id and model themselves.
            _teller.Tell(chunk, output);
        }
    }

    private static JsonCursor Parse(JsonTape tape, ReadOnlyMemory<byte> ours) => tape.TryParse(ours, JsonLimits.Upstream, out var problem)
        ? tape.Root
        : throw new InvalidOperationException($"A chunk we wrote is no JSON: {problem}.");

    private void End(IBufferWriter<byte> output)
    {
        _teller?.Finish(output);
        EndedOddly |= _chunks.Choices.Any(choice => choice.Finish == FinishReason.Unknown);
        State = StreamState.Ended;
    }

    internal void Fail(ProviderFailure failure)
    {
        Failure = failure;
        State = StreamState.Failed;
    }
}
