using System.Text.Unicode;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Most chunks of a stream are the one before with another text. What stood around the text, as it came and as it was written, is remembered here: a
/// chunk that repeats it need not be taken apart. OpenAI's padding (<c>obfuscation</c>), which is never passed on, may differ too.
/// </summary>
internal sealed class RepeatedChunk : IDisposable
{
    /// <summary>A stream whose chunks differ elsewhere every time is not looked at for ever.</summary>
    private const int MostDisappointments = 8;

    private static readonly byte[] Obfuscation = "\"obfuscation\""u8.ToArray();

    private readonly PooledBuffer _received = new(512);
    private readonly PooledBuffer _written = new(512);
    private int _beforeText;
    private int _beforePadding;
    private int _writtenBefore;
    private bool _isPadded;
    private bool _isSet;
    private int _disappointments;

    /// <summary>Which text it is: <see cref="TextField.Content"/> or <see cref="TextField.ReasoningContent"/>.</summary>
    public TextField Field { get; private set; }

    /// <summary>Forgets what was remembered: something else has come.</summary>
    public void Forget()
    {
        _disappointments += _isSet ? 1 : 0;
        _isSet = false;
    }

    /// <summary>
    /// Remembers a chunk that was taken apart, if all that another like it can change is its text.
    /// </summary>
    /// <param name="parts">Its members.</param>
    /// <param name="choice">The first choice of the answer, after the chunk was written.</param>
    /// <param name="received">The chunk as it came.</param>
    /// <param name="written">As it goes out; empty where another dialect tells it.</param>
    /// <param name="tape">To read <paramref name="written"/> with.</param>
    public void Learn(in AnswerParts parts, ChoiceState choice, JsonTape received, ReadOnlyMemory<byte> written, JsonTape tape)
    {
        if (_disappointments >= MostDisappointments || !IsPlain(parts, choice) || !TryFindText(received, out var field, out var text)
            || !TryFindPadding(received, text, out var padding) || SplitSurrogates.Anywhere(received))
        {
            return;
        }

        _received.Clear();
        _received.Write(received.Text[..(text.Start + 1)]);
        _beforeText = _received.Length;
        _isPadded = padding.Kind == JsonKind.String;
        if (_isPadded)
        {
            _received.Write(received.Text[(text.End - 1)..(padding.Start + 1)]);
        }

        _beforePadding = _received.Length;
        _received.Write(received.Text[(_isPadded ? padding.End - 1 : text.End - 1)..]);
        _isSet = written.IsEmpty || (tape.TryParse(written, JsonLimits.Upstream, out _) && TryLearnWritten(tape, field, text));
        Field = field;
    }

    /// <summary>True when <paramref name="data"/> is the remembered chunk with another text, which is not empty; <paramref name="text"/> is that, between its quotes.</summary>
    public bool TryMatch(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!_isSet || !data.StartsWith(_received.Written[.._beforeText]) || !TryString(data, _beforeText, out var end) || end == _beforeText)
        {
            return false;
        }

        var rest = data[end..];
        if (_isPadded)
        {
            var between = _received.Written[_beforeText.._beforePadding];
            if (!rest.StartsWith(between) || !TryString(rest, between.Length, out var paddingEnd))
            {
                return false;
            }

            rest = rest[paddingEnd..];
        }

        if (!rest.SequenceEqual(_received.Written[_beforePadding..]))
        {
            return false;
        }

        text = data[_beforeText..end];
        _disappointments = 0;
        return true;
    }

    /// <summary>Writes the event of a chunk that repeats the remembered one with <paramref name="text"/>.</summary>
    public void Write(System.Buffers.IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        var before = _written.Written[.._writtenBefore];
        var after = _written.Written[_writtenBefore..];
        var all = output.GetSpan(before.Length + text.Length + after.Length);
        before.CopyTo(all);
        text.CopyTo(all[before.Length..]);
        after.CopyTo(all[(before.Length + text.Length)..]);
        output.Advance(before.Length + text.Length + after.Length);
    }

    public void Dispose()
    {
        _received.Dispose();
        _written.Dispose();
        _isSet = false;
    }

    // Goes from the first byte of a string's content to its closing quote.
    private static bool TryString(ReadOnlySpan<byte> data, int start, out int end)
    {
        end = JsonEscapes.Scan(data, start, out var form, out var problem);
        return problem == JsonProblemKind.None && (form & JsonStringForm.LoneSurrogate) == 0 && Utf8.IsValid(data[start..end]);
    }

    // Nothing in it counts, ends, fails or calls, and nothing waits for the next chunk.
    private static bool IsPlain(in AnswerParts parts, ChoiceState choice) =>
        choice is { Index: 0, Finish: FinishReason.None, HoldsText: false }
        && !parts.HasOthers && parts.Usage.IsNullOrMissing && parts.Error.IsNullOrMissing
        && parts.BaseResp.Kind == JsonKind.None && parts.XGroq.Kind == JsonKind.None && parts.Timings.Kind == JsonKind.None;

    // The one text in the one delta of the one choice, with nothing beside it that is gathered.
    private static bool TryFindText(JsonTape received, out TextField field, out JsonCursor text)
    {
        (field, text) = (default, default);
        if (!TryOnly(received.Root, WireMember.Choices, out var choices) || choices.Kind != JsonKind.Array || choices.Count() != 1)
        {
            return false;
        }

        var choice = FirstOf(choices);
        var parts = new ChoiceParts(choice);
        if ((parts.Index.TryGetInt64(out var index) && index != 0) || parts.HasOthers || !parts.Usage.IsNullOrMissing || !parts.Error.IsNullOrMissing || !parts.Logprobs.IsNullOrMissing
            || !parts.FinishReason.IsNullOrMissing || !TryOnly(choice, WireMember.Delta, out var delta))
        {
            return false;
        }

        var body = new MessageParts(delta);
        if (body.HasOthers || !body.Refusal.IsNullOrMissing || !body.Reasoning.IsNullOrMissing || !body.ReasoningDetails.IsNullOrMissing
            || !body.ToolCalls.IsNullOrMissing || !body.FunctionCall.IsNullOrMissing)
        {
            return false;
        }

        field = body.Content.Content().IsEmpty ? TextField.ReasoningContent : TextField.Content;
        var (member, other) = field == TextField.Content ? (WireMember.Content, body.ReasoningContent) : (WireMember.ReasoningContent, body.Content);
        return TryOnly(delta, member, out text) && text.Kind == JsonKind.String && !text.Content().IsEmpty
            && (other.IsNullOrMissing || (other.Kind == JsonKind.String && other.Content().IsEmpty));
    }

    // Missing, or a string after the text: elsewhere, or twice, it is not what is known.
    private static bool TryFindPadding(JsonTape received, JsonCursor text, out JsonCursor padding)
    {
        padding = default;
        var found = 0;
        foreach (var member in received.Root.Children)
        {
            if (received.Text[member.Start..member.NameEnd].SequenceEqual(Obfuscation))
            {
                padding = member.Value;
                found++;
            }
        }

        return found == 0 || (found == 1 && padding.Kind == JsonKind.String && padding.Start > text.End);
    }

    private static bool TryOnly(JsonCursor container, WireMember wanted, out JsonCursor value)
    {
        value = default;
        var found = 0;
        foreach (var child in container.Children)
        {
            if (WireMembers.Of(child) == wanted)
            {
                value = child.Value;
                found++;
            }
        }

        return found == 1;
    }

    private static JsonCursor FirstOf(JsonCursor array)
    {
        foreach (var item in array.Children)
        {
            return item.Value;
        }

        return default;
    }

    private bool TryLearnWritten(JsonTape written, TextField field, JsonCursor text)
    {
        var delta = FirstOf(written.Root["choices"u8])["delta"u8];
        var ours = field == TextField.Content ? delta["content"u8] : delta["reasoning_content"u8];
        if (ours.Kind != JsonKind.String || !ours.Raw.SequenceEqual(text.Raw) || written.Text.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            return false;
        }

        _written.Clear();
        _written.Write("data: "u8);
        _written.Write(written.Text[..(ours.Start + 1)]);
        _writtenBefore = _written.Length;
        _written.Write(written.Text[(ours.End - 1)..]);
        _written.Write("\n\n"u8);
        return true;
    }
}
