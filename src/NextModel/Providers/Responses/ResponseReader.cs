using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Reads a response that came whole and passes on: its bytes stay, but for <see cref="ResponseEdits"/>.</summary>
internal static class ResponseReader
{
    /// <summary>Null with the reason where there is no response in the body.</summary>
    public static WholeAnswer? Read(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure)
    {
        if (WholeAnswer.IsStream(body.Span))
        {
            using var stream = new ResponseStream(frame);
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

    /// <summary>The usage a response reports; null when it reports none that can be believed.</summary>
    public static Usage? UsageOf(JsonCursor response, AnswerFrame frame) =>
        UsageCounts.TryRead(response["usage"u8], frame.UsageShape, inputOnly: false, out var counts) ? counts : null;

    /// <summary>Why there is no answer in what should be a response; null when there is one.</summary>
    public static ProviderFailure? WhyNone(JsonCursor response, AnswerFrame frame) =>
        ErrorBody.IsSet(response["error"u8]) || (response["output"u8].IsNullOrMissing && ErrorBody.Is(response)) ? ProviderErrorReader.ReadIn200(response, frame)
        : response["output"u8].Kind != JsonKind.Array ? AnswerFailures.Malformed(frame)
        : response["status"u8].TextEquals("failed"u8) || response["status"u8].TextEquals("cancelled"u8) ? AnswerFailures.Aborted(frame)
        : null;

    private static WholeAnswer Edit(JsonTape tape, AnswerFrame frame)
    {
        var received = new PooledBuffer(tape.Text.Length + 64);
        using (var edits = new JsonEdits(tape))
        {
            ResponseEdits.Note(edits, tape.Root, frame);
            edits.WriteTo(received);
        }

        var json = new PooledBuffer(received.Length);
        ResponseEdits.WriteWhole(tape, tape.Root, frame, json);
        if (SplitSurrogates.Anywhere(tape))
        {
            (received, json) = (SplitSurrogates.Mended(received), SplitSurrogates.Mended(json));
        }

        return new WholeAnswer(
            ResponsesDialect.Instance, json, UsageOf(tape.Root, frame), new WholeAnswerFacts(tape.Root["id"u8].GetString(), EndedOddly: false))
        { Received = received };
    }
}
