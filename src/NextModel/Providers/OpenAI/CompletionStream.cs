using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Sse;

namespace NextModel.Providers.OpenAI;

/// <summary>A streamed completion that passes on: its chunks go out as they came in, but for the model's name and the usage, which is told at the end.</summary>
internal sealed class CompletionStream(AnswerFrame frame) : PassedStream(frame), IAnswerStream
{
    private readonly PooledBuffer _edited = new();
    private readonly ReportedUsage _usage = new(frame.UsageShape, isEmbeddings: false);
    private readonly AssembledCompletion _answer = new();
    private bool _usageWritten;

    public Usage? Usage => _usage.Counts;

    public string? UpstreamId => _answer.Id;

    public ReadOnlyMemory<byte> LastEvent => CompletionsDialect.Done;

    protected override bool IsWhole => _answer.HasEnded;

    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
        if (_usageWritten || !Frame.IncludeUsage)
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

    protected override void Release()
    {
        _edited.Dispose();
        _usage.Dispose();
        _answer.Dispose();
    }

    protected override void Take(IBufferWriter<byte> output)
    {
        var data = Events.Data.Span.Trim(" \t\r\n"u8);
        if (data.StartsWith("[DONE]"u8))
        {
            End(HasOutput);
        }
        else if (!data.IsEmpty && !Tape.TryParse(Events.Data, JsonLimits.Upstream, out _))
        {
            Fail(IsLast ? AnswerFailures.Incomplete(Frame) : AnswerFailures.Malformed(Frame));
        }
        else if (!data.IsEmpty)
        {
            Take(Tape.Root, output);
        }
    }

    private void Take(JsonCursor chunk, IBufferWriter<byte> output)
    {
        var choices = chunk["choices"u8];
        if (ErrorBody.IsSet(chunk["error"u8]) || Events.Name.SequenceEqual("error"u8) || (choices.IsNullOrMissing && ErrorBody.Is(chunk)))
        {
            Fail(ProviderErrorReader.ReadIn200(chunk, Frame));
            return;
        }

        _usage.Take(chunk["usage"u8]);
        if (choices.Kind != JsonKind.Array || choices.Count() == 0)
        {
            return;
        }

        Rewrite();
        _answer.Add(Tape.Root);
        if (_answer.IsTooLarge)
        {
            Fail(AnswerFailures.TooLarge(Frame));
            return;
        }

        HasOutput = true;
        SseWriter.Write(output, Tape.Text);
    }

    // What goes out, and what is put together, is the chunk as the caller may see it.
    private void Rewrite()
    {
        _edited.Clear();
        using (var edits = PassedAnswer.Edit(Tape, Frame, withUsage: false))
        {
            edits.WriteTo(_edited);
        }

        var whole = SplitSurrogates.Anywhere(Tape) ? Mended() : _edited.WrittenMemory;
        Parse(whole);
    }

    private ReadOnlyMemory<byte> Mended()
    {
        var mended = new PooledBuffer(_edited.Length);
        SplitSurrogates.WriteWhole(_edited.WrittenMemory, mended);
        return mended.Detach();
    }
}
