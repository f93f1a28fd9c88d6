using System.Buffers;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>The dialect of callers of OpenAI's Responses API.</summary>
internal sealed class ResponsesDialect : IClientDialect
{
    public static ResponsesDialect Instance { get; } = new();

    public Operation Operation => Operation.Responses;

    public string Form => "responses/2";

    public bool IsSpokenBy(Source source) => source.Operations.Contains(Operation.Responses);

    public JsonEdits Edit(InferenceRequest request, Offer offer, bool stream) => ResponsesRequest.Edit(request, offer, stream);

    public IAnswerStream OpenPassed(AnswerFrame frame) => new ResponseStream(frame);

    public WholeAnswer? ReadPassed(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure) => ResponseReader.Read(body, frame, out failure);

    public IChunkTeller OpenTold(AnswerFrame frame, AnswerHead head) => new ResponseTeller(frame);

    public void WriteTold(JsonCursor chat, AnswerFrame frame, PooledBuffer output)
    {
        using var events = new PooledBuffer(4096);
        using var teller = new ResponseTeller(frame);
        teller.TellWhole(chat, events);
        teller.TryWriteWhole(output);
    }

    public void WriteUsage(IBufferWriter<byte> output, in Usage usage) => ResponseUsage.Write(output, usage);

    public ReadOnlyMemory<byte> WriteEvents(JsonCursor answer, IBufferWriter<byte> output, in Usage usage, bool includeUsage)
    {
        using var replay = new ResponseReplay(answer, output);
        return replay.Write(usage);
    }

    public string? WhyNotStorable(JsonCursor answer)
    {
        if (!answer["status"u8].TextEquals("completed"u8))
        {
            return answer["incomplete_details"u8]["reason"u8].TextEquals("content_filter"u8) ? "content_filter" : "finish_reason";
        }

        foreach (var item in answer["output"u8].Children)
        {
            foreach (var part in item.Value["content"u8].Kind == JsonKind.Array ? item.Value["content"u8].Children : default)
            {
                if (part.Value["type"u8].TextEquals("refusal"u8))
                {
                    return "refusal";
                }
            }
        }

        return null;
    }

    public IEnumerable<string> Pieces(JsonCursor answer)
    {
        var pieces = new List<string?>();
        foreach (var item in answer["output"u8].Children)
        {
            pieces.Add(item.Value["name"u8].GetString());
            pieces.Add(item.Value["arguments"u8].GetString());
            pieces.Add(item.Value["input"u8].GetString());
            Add(pieces, item.Value["content"u8]);
            Add(pieces, item.Value["summary"u8]);
        }

        return pieces.Where(piece => !string.IsNullOrEmpty(piece))!;
    }

    private static void Add(List<string?> pieces, JsonCursor parts)
    {
        foreach (var part in parts.Kind == JsonKind.Array ? parts.Children : default)
        {
            pieces.Add(part.Value["text"u8].GetString());
            pieces.Add(part.Value["refusal"u8].GetString());
        }
    }
}
