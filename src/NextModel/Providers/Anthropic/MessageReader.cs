using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>Reads a message that came whole and passes on: its bytes stay, but for the model's name.</summary>
internal static class MessageReader
{
    /// <summary>Null with the reason where there is no message in the body.</summary>
    public static WholeAnswer? Read(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure)
    {
        if (WholeAnswer.IsStream(body.Span))
        {
            using var stream = new MessageStream(frame);
            return WholeAnswer.ReadStream(body.Span, stream, out failure);
        }

        var tape = JsonTape.Rent();
        try
        {
            failure = WholeAnswer.Parse(body, tape, frame) ?? WhyNone(tape.Root, frame);
            return failure is null ? Edit(tape, frame) : null;
        }
        finally
        {
            tape.Return();
        }
    }

    private static ProviderFailure? WhyNone(JsonCursor message, AnswerFrame frame) =>
        ErrorBody.IsSet(message["error"u8]) || (message["content"u8].IsNullOrMissing && ErrorBody.Is(message)) ? ProviderErrorReader.ReadIn200(message, frame)
        : message["content"u8].Kind != JsonKind.Array ? AnswerFailures.Malformed(frame)
        : null;

    private static WholeAnswer Edit(JsonTape tape, AnswerFrame frame)
    {
        var message = tape.Root;
        var counts = default(AnthropicUsage);
        counts.Take(message["usage"u8]);
        var received = new PooledBuffer(tape.Text.Length + 64);
        using (var edits = Named(tape, frame))
        {
            edits.WriteTo(received);
        }

        var json = new PooledBuffer(received.Length);
        using (var edits = Named(tape, frame))
        {
            foreach (var member in message.Children)
            {
                if (member.NameEquals("usage"u8))
                {
                    edits.Remove(member);
                }
            }

            edits.WriteTo(json);
        }

        if (SplitSurrogates.Anywhere(tape))
        {
            (received, json) = (SplitSurrogates.Mended(received), SplitSurrogates.Mended(json));
        }

        return new WholeAnswer(
            MessagesDialect.Instance, json, counts.ToUsage(), new WholeAnswerFacts(message["id"u8].GetString(), EndedOddly: false))
        { Received = received };
    }

    private static JsonEdits Named(JsonTape tape, AnswerFrame frame)
    {
        var edits = new JsonEdits(tape);
        if (tape.Root["model"u8] is { Kind: not JsonKind.None } model)
        {
            edits.Replace(model, frame.ModelJson);
        }

        return edits;
    }
}
