using System.Buffers;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Translation;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// A complete answer in the caller's dialect, without its usage: what is hashed, cached, and told to callers as JSON or as a stream.
/// </summary>
internal sealed class WholeAnswer : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Done = "data: [DONE]\n\n"u8.ToArray();

    private readonly PooledBuffer _json;
    private readonly ReportedUsage? _reported;
    private readonly IPassedDialect? _client;
    private readonly bool _endedOddly;
    private JsonTape? _tape;

    private WholeAnswer(Operation operation, PooledBuffer json, ReportedUsage usage, WholeAnswerFacts facts)
    {
        Operation = operation;
        UpstreamId = facts.UpstreamId;
        _json = json;
        _reported = usage;
        Usage = usage.Counts;
        _endedOddly = facts.EndedOddly;
    }

    /// <summary>An answer of another dialect than chat.</summary>
    /// <param name="client">The dialect.</param>
    /// <param name="json">The answer without its usage; it is this object's from now on.</param>
    /// <param name="usage">The usage the source reported; null when it reported none that can be believed.</param>
    /// <param name="facts">What is to know about it.</param>
    internal WholeAnswer(IPassedDialect client, PooledBuffer json, Usage? usage, WholeAnswerFacts facts)
    {
        Operation = client.Operation;
        UpstreamId = facts.UpstreamId;
        _client = client;
        _json = json;
        Usage = usage;
        _endedOddly = facts.EndedOddly;
    }

    public Operation Operation { get; }

    /// <summary>The answer. Valid until it is disposed.</summary>
    public ReadOnlyMemory<byte> Json => _json.WrittenMemory;

    /// <summary>The answer's root, parsed once. Valid until it is disposed.</summary>
    public JsonCursor Root
    {
        get
        {
            if (_tape is null)
            {
                _tape = JsonTape.Rent();
                if (!_tape.TryParse(Json, JsonLimits.Upstream, out var problem))
                {
                    throw new InvalidOperationException($"A complete answer is no JSON: {problem}.");
                }
            }

            return _tape.Root;
        }
    }

    /// <summary>The usage the source reported; null when it reported none that can be believed.</summary>
    public Usage? Usage { get; }

    /// <summary>What it is counted in besides tokens, as far as the source says; null where it says nothing.</summary>
    public MeteredUnits? Counted { get; init; }

    /// <summary>True when it goes to the caller as it came, whatever was asked for.</summary>
    public bool IsOpaque => _client is { IsOpaque: true };

    /// <summary>The source's id for the answer; null when it gave none.</summary>
    public string? UpstreamId { get; }

    /// <summary>The answer as its source sent it, usage and all, where it passes on; null where it was put together here.</summary>
    public PooledBuffer? Received { get; init; }

    /// <summary>
    /// Why the answer is not for the cache: <c>finish_reason</c>, <c>content_filter</c>, <c>refusal</c>, <c>odd_end</c>; null when nothing
    /// in it speaks against.
    /// </summary>
    public string? NotStorableBecause => Operation == Operation.Embeddings ? null
        : _endedOddly ? "odd_end"
        : _client is null ? AnswerEnds.WhyNotStorable(Root)
        : _client.WhyNotStorable(Root);

    /// <summary>Reads a source's body. Null with the reason where there is no answer in it.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="body">The body.</param>
    /// <param name="frame">What the answer must carry.</param>
    /// <param name="failure">Why there is none.</param>
    /// <param name="translator">Reads another dialect; null where the source speaks OpenAI's.</param>
    public static WholeAnswer? Read(
        InferenceRequest request, ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure, IDialectTranslator? translator = null)
    {
        var isEmbeddings = request.Operation == Operation.Embeddings;
        var client = ClientDialects.Of(request.Operation) as IClientDialect;
        if (!isEmbeddings && IsStream(body.Span))
        {
            using var stream = new ChatStream(frame, translator?.OpenStream(frame), client);
            return ReadStream(body.Span, stream, out failure);
        }

        using var translated = translator is null ? null : new PooledBuffer(body.Length + 256);
        body = translated is not null && TryTranslate(translator!, request.Operation, body, translated) ? translated.WrittenMemory : body;

        var json = new PooledBuffer(body.Length + 256);
        var usage = new ReportedUsage(frame.UsageShape, isEmbeddings);
        var facts = default(WholeAnswerFacts);
        var tape = JsonTape.Rent();
        failure = Parse(body, tape, frame)
            ?? (isEmbeddings
                ? EmbeddingsReader.Read(tape, frame, request.Tape.Root["encoding_format"u8].TextEquals("base64"u8), usage, json)
                : ReadChat(tape, frame, usage, json, out facts));
        tape.Return();
        var answer = new WholeAnswer(isEmbeddings ? request.Operation : Operation.ChatCompletions, json, usage, facts);
        if (failure is null)
        {
            return Told(answer, frame, client, facts);
        }

        answer.Dispose();
        return null;
    }

    /// <summary>Parses a body that came whole, with or without a byte order mark; why there is no JSON in it, or null.</summary>
    public static ProviderFailure? Parse(ReadOnlyMemory<byte> body, JsonTape tape, AnswerFrame frame) =>
        tape.TryParse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body, JsonLimits.Upstream, out var problem) ? null
        : problem.Kind == JsonProblemKind.Empty ? AnswerFailures.Empty(frame)
        : AnswerFailures.Malformed(frame);

    /// <summary>The answer a chat stream has told, complete or as far as it came.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="frame">What the answer must carry.</param>
    /// <param name="client">The caller's dialect; null where it is chat.</param>
    /// <param name="teller">Who told it in that dialect; null likewise.</param>
    public static WholeAnswer Of(ChatStream stream, AnswerFrame frame, IClientDialect? client, IChunkTeller? teller)
    {
        var json = new PooledBuffer(4096);
        var facts = new WholeAnswerFacts(stream.UpstreamId, stream.EndedOddly || teller?.IsOutOfOrder == true);
        if (teller?.TryWriteWhole(json) == true)
        {
            return new WholeAnswer(client!, json, stream.Usage, facts);
        }

        stream.Answer.Write(json);
        return Told(new WholeAnswer(Operation.ChatCompletions, json, stream.CopyUsage(), facts), frame, client, facts);
    }

    /// <summary>Reads a whole body that is a stream all the same.</summary>
    public static WholeAnswer? ReadStream(ReadOnlySpan<byte> body, IAnswerStream stream, out ProviderFailure? failure)
    {
        using var events = new PooledBuffer(body.Length + 256);
        stream.Push(body, events);
        var isWhole = stream.Complete(events) == StreamState.Ended;
        failure = stream.Failure;
        return isWhole ? stream.ToWhole() : null;
    }

    /// <summary>True for a body that streams: some sources stream whatever they are asked, and call it JSON.</summary>
    public static bool IsStream(ReadOnlySpan<byte> body) =>
        body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith(":"u8);

    /// <summary>An answer that was kept, as <see cref="Json"/> gave it.</summary>
    public static WholeAnswer Stored(Operation operation, ReadOnlySpan<byte> kept)
    {
        var json = new PooledBuffer(kept.Length);
        json.Write(kept);
        return ClientDialects.Of(operation) is { } client
            ? new WholeAnswer(client, json, null, default)
            : new WholeAnswer(operation, json, new ReportedUsage(UsageShape.OpenAI, operation == Operation.Embeddings), default);
    }

    /// <summary>Writes the answer as JSON, with its usage.</summary>
    public void WriteJson(IBufferWriter<byte> output, in Usage usage)
    {
        if (Received is { } received && (usage == Usage || IsOpaque))
        {
            output.Write(received.Written);
            return;
        }

        output.Write(Json.Span[..^1]);
        output.Write(",\"usage\":"u8);
        WriteUsage(output, usage);
        output.Write("}"u8);
    }

    /// <summary>Writes the answer as the events of a stream, all but the last, which it returns.</summary>
    /// <param name="output">Where the events go.</param>
    /// <param name="usage">Goes into the usage chunk, or wherever the dialect tells usage.</param>
    /// <param name="includeUsage">True when the caller of chat asked for that chunk.</param>
    public ReadOnlyMemory<byte> WriteEvents(IBufferWriter<byte> output, in Usage usage, bool includeUsage)
    {
        if (_client is not null)
        {
            return _client.WriteEvents(Root, output, usage, includeUsage);
        }

        using var replay = new ChatReplay(Root, output, includeUsage);
        replay.Write();
        if (includeUsage)
        {
            replay.WriteUsage(_reported!, usage);
        }

        return Done;
    }

    /// <summary>Tokens of what the model wrote, by our own count.</summary>
    public long CountText(TokenCounter counter) =>
        (_client is null ? AnswerText.Pieces(Root) : _client.Pieces(Root)).Sum(piece => (long)counter.Count(piece));

    public void Dispose()
    {
        _tape?.Return();
        _tape = null;
        _json.Dispose();
        _reported?.Dispose();
        Received?.Dispose();
    }

    private void WriteUsage(IBufferWriter<byte> output, in Usage usage)
    {
        if (_client is null)
        {
            _reported!.Write(output, usage);
        }
        else
        {
            _client.WriteUsage(output, usage);
        }
    }

    private static ProviderFailure? ReadChat(JsonTape received, AnswerFrame frame, ReportedUsage usage, PooledBuffer json, out WholeAnswerFacts facts)
    {
        using var thinking = frame.ThinkTags ? new ThinkTags() : null;
        return ChatAnswerReader.Read(thinking?.Split(received) ?? received, frame, usage, json, out facts);
    }

    // A chat answer in the caller's dialect; the chat answer is no more then.
    private static WholeAnswer Told(WholeAnswer chat, AnswerFrame frame, IClientDialect? client, WholeAnswerFacts facts)
    {
        if (client is null)
        {
            return chat;
        }

        using (chat)
        {
            var json = new PooledBuffer(chat.Json.Length + 256);
            client.WriteTold(chat.Root, frame, json);
            return new WholeAnswer(client, json, chat.Usage, facts);
        }
    }

    private static bool TryTranslate(IDialectTranslator translator, Operation operation, ReadOnlyMemory<byte> body, PooledBuffer translated)
    {
        var tape = JsonTape.Rent();
        var isAnswer = tape.TryParse(body, JsonLimits.Upstream, out _) && translator.TryTranslateAnswer(operation, tape.Root, translated);
        tape.Return();
        return isAnswer;
    }
}
