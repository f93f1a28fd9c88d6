using System.Buffers;
using System.Globalization;
using System.Text;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Sse;

namespace NextModel.Providers.OpenAI;

/// <summary>OpenAI's older completions: texts that are gone on with. They pass to sources that offer them and to no others.</summary>
internal sealed class CompletionsDialect : IPassedDialect
{
    /// <summary>The event that ends every stream.</summary>
    public static readonly ReadOnlyMemory<byte> Done = "data: [DONE]\n\n"u8.ToArray();

    public static CompletionsDialect Instance { get; } = new();

    public Operation Operation => Operation.Completions;

    public bool IsSpokenBy(Source source) => source.Operations.Contains(Operation.Completions);

    public JsonEdits Edit(InferenceRequest request, Offer offer, bool stream)
    {
        var edits = new JsonEdits(request.Tape);
        var body = request.Tape.Root;
        edits.Replace(body["model"u8], QuotedNames.Of(offer.UpstreamModel));
        if (request.OutputBound is { } bound)
        {
            Set(edits, body, "max_tokens", bound.ToString(CultureInfo.InvariantCulture));
        }

        if (request.TemperatureBound is { } temperature)
        {
            Set(edits, body, "temperature", temperature.ToString(CultureInfo.InvariantCulture));
        }

        UpstreamRequest.AskForStream(edits, body, offer.Source.Quirks, stream);
        return edits;
    }

    public IAnswerStream OpenPassed(AnswerFrame frame) => new CompletionStream(frame);

    public WholeAnswer? ReadPassed(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure)
    {
        if (!WholeAnswer.IsStream(body.Span))
        {
            return PassedAnswer.Read(this, body, "choices"u8, frame, out failure);
        }

        using var stream = new CompletionStream(frame);
        return WholeAnswer.ReadStream(body.Span, stream, out failure);
    }

    public void WriteUsage(IBufferWriter<byte> output, in Usage usage) => UsageWriter.Write(output, usage);

    /// <summary>One chunk for each choice, whole, and one for the usage where the caller asked for that.</summary>
    public ReadOnlyMemory<byte> WriteEvents(JsonCursor answer, IBufferWriter<byte> output, in Usage usage, bool includeUsage)
    {
        using var chunk = new PooledBuffer(1024);
        foreach (var choice in answer["choices"u8].Children)
        {
            WriteChunk(answer, choice.Value.Raw, chunk);
            chunk.Write("}"u8);
            SseWriter.Write(output, chunk.Written);
        }

        if (includeUsage)
        {
            WriteChunk(answer, [], chunk);
            chunk.Write(",\"usage\":"u8);
            UsageWriter.Write(chunk, usage);
            chunk.Write("}"u8);
            SseWriter.Write(output, chunk.Written);
        }

        return Done;
    }

    public string? WhyNotStorable(JsonCursor answer) => AnswerEnds.WhyNotStorable(answer);

    public IEnumerable<string> Pieces(JsonCursor answer)
    {
        var pieces = new List<string>();
        foreach (var choice in answer["choices"u8].Children)
        {
            if (choice.Value["text"u8].GetString() is { Length: > 0 } text)
            {
                pieces.Add(text);
            }
        }

        return pieces;
    }

    // The answer with one choice or none; its last brace is the caller's.
    private static void WriteChunk(JsonCursor answer, ReadOnlySpan<byte> choice, PooledBuffer chunk)
    {
        chunk.Clear();
        chunk.Write("{"u8);
        var first = true;
        foreach (var member in answer.Children)
        {
            if (!member.NameEquals("choices"u8))
            {
                chunk.WriteMember(member, ref first);
            }
        }

        chunk.Write(first ? "\"choices\":["u8 : ",\"choices\":["u8);
        chunk.Write(choice);
        chunk.Write("]"u8);
    }

    private static void Set(JsonEdits edits, JsonCursor body, string name, string value)
    {
        var member = body[Encoding.ASCII.GetBytes(name)];
        if (member.Kind == JsonKind.None)
        {
            edits.Append(body, Encoding.ASCII.GetBytes($"\"{name}\":{value}"));
        }
        else
        {
            edits.Replace(member, Encoding.ASCII.GetBytes(value));
        }
    }
}
