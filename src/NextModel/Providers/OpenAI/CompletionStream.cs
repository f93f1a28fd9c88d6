using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Sse;

namespace NextModel.Providers.OpenAI;

/// <summary>A streamed completion that passes on: its chunks go out as they came in, but for the model's name and the usage, which is told at the end.</summary>
internal sealed class CompletionStream(AnswerFrame frame) : IAnswerStream
{
    private readonly SseReader _events = new();
    private readonly JsonTape _tape = JsonTape.Rent();
    private readonly PooledBuffer _edited = new();
    private readonly ReportedUsage _usage = new(frame.UsageShape, isEmbeddings: false);
    private readonly AssembledCompletion _answer = new();
    private bool _isLast;
    private bool _usageWritten;
    private bool _disposed;

    public StreamState State { get; private set; }

    public bool HasOutput { get; private set; }

    public ProviderFailure? Failure { get; private set; }

    public Usage? Usage => _usage.Counts;

    public string? UpstreamId => _answer.Id;

    public ReadOnlyMemory<byte> LastEvent => CompletionsDialect.Done;

    public StreamState Push(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (State == StreamState.Open && _events.TryRead(ref bytes))
        {
            Take(output);
        }

        if (State == StreamState.Open && _events.TooLarge)
        {
            Fail(AnswerFailures.TooLarge(frame));
        }

        return State;
    }

    /// <summary>The source's body has ended. Without <c>[DONE]</c> the answer is whole only if every choice has ended.</summary>
    public StreamState Complete(IBufferWriter<byte> output)
    {
        _isLast = true;
        if (State == StreamState.Open && _events.TryComplete())
        {
            Take(output);
        }

        if (State == StreamState.Open)
        {
            if (_answer.HasEnded)
            {
                State = StreamState.Ended;
            }
            else
            {
                Fail(HasOutput ? AnswerFailures.Incomplete(frame) : AnswerFailures.Empty(frame));
            }
        }

        return State;
    }

    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
        if (_usageWritten || !frame.IncludeUsage)
        {
            return;
        }

        _usageWritten = true;
        using var chunk = new PooledBuffer(512);
        chunk.Write("{"u8);
        _answer.WriteHead(chunk);
        chunk.Write(",\"choices\":[],\"usage\":"u8);
        _usage.Write(chunk, usage);
        chunk.Write("}"u8);
        SseWriter.Write(output, chunk.Written);
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error) => default;

    public long CountText(TokenCounter counter)
    {
        using var answer = ToWhole();
        return answer.CountText(counter);
    }

    public WholeAnswer ToWhole()
    {
        var json = new PooledBuffer(4096);
        _answer.Write(json);
        return new WholeAnswer(CompletionsDialect.Instance, json, Usage, new WholeAnswerFacts(UpstreamId, EndedOddly: false));
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _events.Dispose();
            _edited.Dispose();
            _usage.Dispose();
            _answer.Dispose();
            _tape.Return();
        }
    }

    private void Take(IBufferWriter<byte> output)
    {
        var data = _events.Data.Span.Trim(" \t\r\n"u8);
        if (data.StartsWith("[DONE]"u8))
        {
            End();
        }
        else if (!data.IsEmpty && !_tape.TryParse(_events.Data, JsonLimits.Upstream, out _))
        {
            Fail(_isLast ? AnswerFailures.Incomplete(frame) : AnswerFailures.Malformed(frame));
        }
        else if (!data.IsEmpty)
        {
            Take(_tape.Root, output);
        }
    }

    private void Take(JsonCursor chunk, IBufferWriter<byte> output)
    {
        var choices = chunk["choices"u8];
        if (ErrorBody.IsSet(chunk["error"u8]) || _events.Name.SequenceEqual("error"u8) || (choices.IsNullOrMissing && ErrorBody.Is(chunk)))
        {
            Fail(ProviderErrorReader.ReadIn200(chunk, frame));
            return;
        }

        _usage.Take(chunk["usage"u8]);
        if (choices.Kind != JsonKind.Array || choices.Count() == 0)
        {
            return;
        }

        Rewrite();
        _answer.Add(_tape.Root);
        if (_answer.IsTooLarge)
        {
            Fail(AnswerFailures.TooLarge(frame));
            return;
        }

        HasOutput = true;
        SseWriter.Write(output, _tape.Text);
    }

    // What goes out, and what is put together, is the chunk as the caller may see it.
    private void Rewrite()
    {
        _edited.Clear();
        using (var edits = PassedAnswer.Edit(_tape, frame, withUsage: false))
        {
            edits.WriteTo(_edited);
        }

        var whole = SplitSurrogates.Anywhere(_tape) ? Mended() : _edited.WrittenMemory;
        if (!_tape.TryParse(whole, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"A chunk we wrote is no JSON: {problem}.");
        }
    }

    private ReadOnlyMemory<byte> Mended()
    {
        var mended = new PooledBuffer(_edited.Length);
        SplitSurrogates.WriteWhole(_edited.WrittenMemory, mended);
        return mended.Detach();
    }

    private void End()
    {
        if (HasOutput)
        {
            State = StreamState.Ended;
        }
        else
        {
            Fail(AnswerFailures.Empty(frame));
        }
    }

    private void Fail(ProviderFailure failure)
    {
        Failure = failure;
        State = StreamState.Failed;
    }
}
