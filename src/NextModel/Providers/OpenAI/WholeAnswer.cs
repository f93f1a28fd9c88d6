using System.Buffers;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Translation;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// A complete answer in OpenAI's form, without its usage: what is hashed, cached, and told to callers as JSON or as a stream.
/// </summary>
internal sealed class WholeAnswer : IDisposable
{
    private readonly PooledBuffer _json;
    private readonly ReportedUsage _usage;
    private readonly bool _endedOddly;
    private JsonTape? _tape;

    private WholeAnswer(Operation operation, PooledBuffer json, ReportedUsage usage, WholeAnswerFacts facts)
    {
        Operation = operation;
        UpstreamId = facts.UpstreamId;
        _json = json;
        _usage = usage;
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
    public Usage? Usage => _usage.Counts;

    /// <summary>The source's id for the answer; null when it gave none.</summary>
    public string? UpstreamId { get; }

    /// <summary>
    /// Why the answer is not for the cache: <c>finish_reason</c>, <c>content_filter</c>, <c>refusal</c>, <c>odd_end</c>; null when nothing
    /// in it speaks against.
    /// </summary>
    public string? NotStorableBecause => Operation == Operation.Embeddings ? null
        : _endedOddly ? "odd_end"
        : AnswerEnds.WhyNotStorable(Root);

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
        if (!isEmbeddings && IsStream(body.Span))
        {
            return ReadStream(body.Span, frame, translator, out failure);
        }

        using var translated = translator is null ? null : new PooledBuffer(body.Length + 256);
        body = translated is not null && TryTranslate(translator!, request.Operation, body, translated) ? translated.WrittenMemory : body;

        var json = new PooledBuffer(body.Length + 256);
        var usage = new ReportedUsage(frame.UsageShape, isEmbeddings);
        var facts = default(WholeAnswerFacts);
        var tape = JsonTape.Rent();
        body = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        failure = !tape.TryParse(body, JsonLimits.Upstream, out var problem)
                ? problem.Kind == JsonProblemKind.Empty ? AnswerFailures.Empty(frame) : AnswerFailures.Malformed(frame)
            : isEmbeddings
                ? EmbeddingsReader.Read(tape, frame, request.Tape.Root["encoding_format"u8].TextEquals("base64"u8), usage, json)
            : ChatAnswerReader.Read(tape, frame, usage, json, out facts);
        tape.Return();
        var answer = new WholeAnswer(request.Operation, json, usage, facts);
        if (failure is null)
        {
            return answer;
        }

        answer.Dispose();
        return null;
    }

    /// <summary>The answer a stream has told, complete or as far as it came.</summary>
    public static WholeAnswer Of(ChatStream stream)
    {
        var json = new PooledBuffer(4096);
        stream.Answer.Write(json);
        return new WholeAnswer(
            Operation.ChatCompletions, json, stream.CopyUsage(), new WholeAnswerFacts(stream.UpstreamId, stream.EndedOddly));
    }

    /// <summary>An answer that was kept, as <see cref="Json"/> gave it.</summary>
    public static WholeAnswer Stored(Operation operation, ReadOnlySpan<byte> kept)
    {
        var json = new PooledBuffer(kept.Length);
        json.Write(kept);
        return new WholeAnswer(operation, json, new ReportedUsage(UsageShape.OpenAI, operation == Operation.Embeddings), default);
    }

    /// <summary>Writes the answer as JSON, with its usage.</summary>
    public void WriteJson(IBufferWriter<byte> output, in Usage usage)
    {
        output.Write(Json.Span[..^1]);
        output.Write(",\"usage\":"u8);
        _usage.Write(output, usage);
        output.Write("}"u8);
    }

    /// <summary>Writes a chat answer as the events of a stream, all but <c>[DONE]</c>.</summary>
    /// <param name="output">Where the events go.</param>
    /// <param name="usage">Goes into the usage chunk.</param>
    /// <param name="includeUsage">True when the caller asked for that chunk.</param>
    public void WriteEvents(IBufferWriter<byte> output, in Usage usage, bool includeUsage)
    {
        using var replay = new ChatReplay(Root, output, includeUsage);
        replay.Write();
        if (includeUsage)
        {
            replay.WriteUsage(_usage, usage);
        }
    }

    /// <summary>Tokens of what the model wrote, by our own count.</summary>
    public long CountText(TokenCounter counter) => AnswerText.Count(Json, counter);

    public void Dispose()
    {
        _tape?.Return();
        _tape = null;
        _json.Dispose();
        _usage.Dispose();
    }

    // Some sources stream whatever they are asked, and call it JSON.
    private static bool IsStream(ReadOnlySpan<byte> body) =>
        body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith(":"u8);

    private static bool TryTranslate(IDialectTranslator translator, Operation operation, ReadOnlyMemory<byte> body, PooledBuffer translated)
    {
        var tape = JsonTape.Rent();
        var isAnswer = tape.TryParse(body, JsonLimits.Upstream, out _) && translator.TryTranslateAnswer(operation, tape.Root, translated);
        tape.Return();
        return isAnswer;
    }

    private static WholeAnswer? ReadStream(ReadOnlySpan<byte> body, AnswerFrame frame, IDialectTranslator? translator, out ProviderFailure? failure)
    {
        using var stream = new ChatStream(frame, translator?.OpenStream(frame));
        using var events = new PooledBuffer(body.Length + 256);
        stream.Push(body, events);
        var isWhole = stream.Complete(events) == StreamState.Ended;
        failure = stream.Failure;
        return isWhole ? Of(stream) : null;
    }
}
