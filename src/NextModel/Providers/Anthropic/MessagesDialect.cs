using System.Buffers;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>The dialect of callers of Anthropic's Messages API.</summary>
internal sealed class MessagesDialect : IClientDialect
{
    /// <summary>The event that ends a stream that was not passed on from a source.</summary>
    public static readonly ReadOnlyMemory<byte> Stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8.ToArray();

    public static MessagesDialect Instance { get; } = new();

    public Operation Operation => Operation.Messages;

    public string Form => "messages/1";

    public bool IsSpokenBy(Source source) => source.Dialect == Dialect.AnthropicMessages;

    public JsonEdits Edit(InferenceRequest request, Offer offer, bool stream) => MessagesRequest.Edit(request, offer, stream);

    public IAnswerStream OpenPassed(AnswerFrame frame) => new MessageStream(frame);

    public WholeAnswer? ReadPassed(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure) => MessageReader.Read(body, frame, out failure);

    public IChunkTeller OpenTold(AnswerFrame frame, AnswerHead head) => new MessageTeller(frame, head);

    public void WriteTold(JsonCursor chat, AnswerFrame frame, PooledBuffer output) => MessageFromChat.Write(chat, output);

    public void WriteUsage(IBufferWriter<byte> output, in Usage usage) => MessageUsage.Write(output, usage);

    public ReadOnlyMemory<byte> WriteEvents(JsonCursor answer, IBufferWriter<byte> output, in Usage usage, bool includeUsage)
    {
        using var replay = new MessageReplay(answer, output);
        replay.Write(usage);
        return Stop;
    }

    public string? WhyNotStorable(JsonCursor answer)
    {
        var reason = answer["stop_reason"u8];
        return reason.TextEquals("refusal"u8) ? "content_filter"
            : reason.TextEquals("end_turn"u8) || reason.TextEquals("stop_sequence"u8) || reason.TextEquals("tool_use"u8) ? null
            : "finish_reason";
    }

    public IEnumerable<string> Pieces(JsonCursor answer)
    {
        var pieces = new List<string?>();
        foreach (var block in answer["content"u8].Children)
        {
            pieces.Add(block.Value["text"u8].GetString());
            pieces.Add(block.Value["thinking"u8].GetString());
            pieces.Add(block.Value["name"u8].GetString());
            if (block.Value["input"u8] is { IsNullOrMissing: false } input)
            {
                pieces.Add(System.Text.Encoding.UTF8.GetString(input.Raw));
            }
        }

        return pieces.Where(piece => !string.IsNullOrEmpty(piece))!;
    }
}
