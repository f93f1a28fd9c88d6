using System.Buffers;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Puts the chunks of a stream together to the complete answer OpenAI would have sent as JSON, without its <c>usage</c>: for the
/// cache, the response digest, and callers of a source that only streams.
/// </summary>
internal sealed class AnswerAssembler : IDisposable
{
    /// <summary>Largest answer that is put together: 64 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private readonly AnswerHead _head;
    private readonly List<AssembledChoice> _choices = [];
    private readonly AssembledMembers _others = new(joinArrays: false);
    private long _size;

    internal AnswerAssembler(AnswerHead head)
    {
        _head = head;
    }

    /// <summary>True when the answer outgrew <see cref="MaxBytes"/>: what is here is not all of it.</summary>
    public bool IsTooLarge => _size > MaxBytes;

    /// <summary>Writes what has come so far as a <c>chat.completion</c>; a choice that has not ended has a null finish reason.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        _head.Write(output, "\"chat.completion\""u8);
        output.Write(",\"choices\":["u8);
        _choices.Sort((a, b) => a.Index.CompareTo(b.Index));
        for (var i = 0; i < _choices.Count; i++)
        {
            output.Write(i > 0 ? ","u8 : default);
            _choices[i].Write(output);
        }

        output.Write("]"u8);
        var first = false;
        _others.Write(output, ref first);
        output.Write("}"u8);
    }

    /// <summary>Tokens of what has come so far, by our own count.</summary>
    public long CountText(TokenCounter counter)
    {
        using var answer = new PooledBuffer(4096);
        Write(answer);
        return AnswerText.Count(answer.WrittenMemory, counter);
    }

    public void Dispose()
    {
        _choices.ForEach(choice => choice.Dispose());
        _others.Dispose();
    }

    /// <summary>Takes one normalised chunk.</summary>
    internal void Add(JsonCursor chunk)
    {
        foreach (var member in chunk.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Id or WireMember.Object or WireMember.Created or WireMember.Model or WireMember.Usage
                    or WireMember.Error or WireMember.XGroq or WireMember.BaseResp or WireMember.Private:
                case WireMember.ServiceTier or WireMember.SystemFingerprint when member.Value.Kind == JsonKind.Null:
                    break;
                case WireMember.Choices:
                    AddChoices(member.Value);
                    break;
                default:
                    _size += _others.Add(member);
                    break;
            }
        }
    }

    /// <summary>Takes a piece of a text of the first choice, between its quotes.</summary>
    internal void AddText(TextField field, ReadOnlySpan<byte> content) => _size += Find(0).AddText(field, content);

    private void AddChoices(JsonCursor choices)
    {
        foreach (var item in choices.Children)
        {
            if (IsTooLarge)
            {
                return;
            }

            item.Value["index"u8].TryGetInt64(out var index);
            var choice = Find(index);
            _size += choice.Add(item.Value);
        }
    }

    private AssembledChoice Find(long index)
    {
        foreach (var known in _choices)
        {
            if (known.Index == index)
            {
                return known;
            }
        }

        var choice = new AssembledChoice(index);
        _choices.Add(choice);
        return choice;
    }
}
