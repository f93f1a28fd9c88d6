using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;

namespace NextModel.Providers.OpenAI;

/// <summary>Reads an answer of OpenAI's form that came whole and passes on: its bytes stay, but for the model's name and what betrays its source.</summary>
internal static class PassedAnswer
{
    /// <summary>Null with the reason where there is no answer in the body.</summary>
    /// <param name="dialect">Of which operation.</param>
    /// <param name="body">The body.</param>
    /// <param name="needed">A member that every answer of the operation has.</param>
    /// <param name="frame">What the answer must carry.</param>
    /// <param name="failure">Why there is none.</param>
    public static WholeAnswer? Read(
        IPassedDialect dialect, ReadOnlyMemory<byte> body, ReadOnlySpan<byte> needed, AnswerFrame frame, out ProviderFailure? failure)
    {
        var tape = JsonTape.Rent();
        try
        {
            failure = WholeAnswer.Parse(body, tape, frame) ?? WhyNone(tape.Root, needed, frame);
            return failure is null ? Take(dialect, tape, frame) : null;
        }
        finally
        {
            tape.Return();
        }
    }

    /// <summary>The edits that make a source's object the caller's: the public name of the model, and nothing that names or betrays the source.</summary>
    /// <param name="tape">An answer, or a chunk of one.</param>
    /// <param name="frame">What it must carry.</param>
    /// <param name="withUsage">True keeps its usage.</param>
    public static JsonEdits Edit(JsonTape tape, AnswerFrame frame, bool withUsage)
    {
        var edits = new JsonEdits(tape);
        foreach (var member in tape.Root.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Model:
                    edits.Replace(member.Value, frame.ModelJson);
                    break;
                case WireMember.Private or WireMember.XGroq:
                    edits.Remove(member);
                    break;
                case WireMember.Usage when !withUsage:
                    edits.Remove(member);
                    break;
            }
        }

        return edits;
    }

    private static ProviderFailure? WhyNone(JsonCursor answer, ReadOnlySpan<byte> needed, AnswerFrame frame) =>
        ErrorBody.IsSet(answer["error"u8]) || (answer[needed].IsNullOrMissing && ErrorBody.Is(answer)) ? ProviderErrorReader.ReadIn200(answer, frame)
        : answer.Kind != JsonKind.Object || (answer[needed].IsNullOrMissing && answer["data"u8].Kind != JsonKind.Array) ? AnswerFailures.Malformed(frame)
        : null;

    private static WholeAnswer Take(IPassedDialect dialect, JsonTape tape, AnswerFrame frame)
    {
        Usage? usage = UsageCounts.TryRead(tape.Root["usage"u8], frame.UsageShape, inputOnly: false, out var counts) ? counts : null;
        var received = Written(tape, frame, withUsage: true);
        var json = Written(tape, frame, withUsage: false);
        return new WholeAnswer(dialect, json, usage, new WholeAnswerFacts(tape.Root["id"u8].GetString(), EndedOddly: false))
        {
            Received = received,
            Counted = (dialect as OpaqueDialect)?.CountedIn(tape.Root),
        };
    }

    private static PooledBuffer Written(JsonTape tape, AnswerFrame frame, bool withUsage)
    {
        var output = new PooledBuffer(tape.Text.Length + 64);
        using (var edits = Edit(tape, frame, withUsage))
        {
            edits.WriteTo(output);
        }

        if (!SplitSurrogates.Anywhere(tape))
        {
            return output;
        }

        using (output)
        {
            var mended = new PooledBuffer(output.Length);
            SplitSurrogates.WriteWhole(output.WrittenMemory, mended);
            return mended;
        }
    }
}
