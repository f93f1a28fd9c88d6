using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Checks a chat answer that came whole and brings it into the form all clients take. Its usage is taken out: it travels apart.
/// </summary>
internal static class ChatAnswerReader
{
    private static readonly byte[] AnswerObject = "\"chat.completion\""u8.ToArray();

    /// <summary>Null when <paramref name="answer"/> holds the answer; else why there is none.</summary>
    /// <param name="received">The source's body.</param>
    /// <param name="frame">What the answer must carry.</param>
    /// <param name="usage">Takes the usage the source reports.</param>
    /// <param name="answer">Takes the answer.</param>
    /// <param name="facts">What is to know about it.</param>
    public static ProviderFailure? Read(
        JsonTape received, AnswerFrame frame, ReportedUsage usage, PooledBuffer answer, out WholeAnswerFacts facts)
    {
        facts = default;
        var root = received.Root;
        var parts = new AnswerParts(root);
        if (parts.TellError || (parts.Choices.IsNullOrMissing && ErrorBody.Is(root)))
        {
            return ProviderErrorReader.ReadIn200(root, frame);
        }

        if (parts.Choices.Kind != JsonKind.Array)
        {
            return AnswerFailures.Malformed(frame);
        }

        if (parts.Choices.Count() == 0)
        {
            return AnswerFailures.Empty(frame);
        }

        foreach (var choice in parts.Choices.Children)
        {
            if (Check(choice.Value, frame) is { } failure)
            {
                return failure;
            }

            usage.Take(choice.Value["usage"u8]);
        }

        parts.Report(usage);
        var tools = AnswerTools.Take(frame.RequestId);
        var head = new AnswerHead(frame, tools.Ids);
        head.Learn(parts.Id, parts.Created);
        var endedOddly = Write(received, parts, head, tools, answer);
        tools.Keep();
        facts = new WholeAnswerFacts(head.UpstreamId, endedOddly);
        return null;
    }

    private static ProviderFailure? Check(JsonCursor choice, AnswerFrame frame)
    {
        var parts = new ChoiceParts(choice);
        return ErrorBody.IsSet(parts.Error) ? ProviderErrorReader.ReadIn200(choice, frame)
            : FinishReasons.Read(parts.FinishReason) == FinishReason.Failed ? AnswerFailures.Aborted(frame)
            : parts.Message.Kind != JsonKind.Object ? AnswerFailures.Malformed(frame)
            : null;
    }

    private static bool Write(JsonTape received, in AnswerParts parts, AnswerHead head, AnswerTools tools, PooledBuffer answer)
    {
        var splice = tools.Splice;
        var writer = new AnswerWriter(splice, head, AnswerObject, nullUsage: false);
        var endedOddly = false;
        splice.Begin(received);
        foreach (var child in received.Root.Children)
        {
            var member = WireMembers.Of(child);
            if (member == WireMember.Choices)
            {
                endedOddly |= WriteChoices(splice, tools.Choices, child);
            }
            else
            {
                writer.WriteMember(member, child);
            }
        }

        writer.AddMissing(parts);
        splice.Leave(received.Root);
        var written = splice.End();
        if (SplitSurrogates.Anywhere(received))
        {
            SplitSurrogates.WriteWhole(written, answer);
        }
        else
        {
            answer.Write(written.Span);
        }

        return endedOddly;
    }

    private static bool WriteChoices(MemberSplice splice, ChoiceWriter writer, in JsonChild choices)
    {
        var place = 0;
        var endedOddly = false;
        splice.Enter(choices);
        foreach (var item in choices.Value.Children)
        {
            var parts = new ChoiceParts(item.Value);
            var state = new ChoiceState(parts.Index.TryGetInt64(out var index) && index is >= 0 and < int.MaxValue ? (int)index : place);
            writer.WriteWhole(item, parts, state);
            endedOddly |= state.Finish == FinishReason.Unknown || FinishReasons.Read(parts.FinishReason) == FinishReason.None;
            place++;
        }

        splice.Leave(choices.Value);
        return endedOddly;
    }
}
