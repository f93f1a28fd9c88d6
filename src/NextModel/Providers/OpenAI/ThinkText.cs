using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The text of one choice as it grows: white space, perhaps thinking between its tags, then what is said. All of it as content of JSON strings.</summary>
internal sealed class ThinkText : IDisposable
{
    private readonly PooledBuffer _held = new(64);
    private readonly PooledBuffer _text = new();
    private Stage _stage;

    private enum Stage : byte
    {
        Start,
        ThoughtStart,
        Thought,
        SaidStart,
        Said,
    }

    /// <summary>True once nothing but what is said can come.</summary>
    public bool IsOver => _stage == Stage.Said;

    private static ReadOnlySpan<byte> Open => "<think>"u8;

    private static ReadOnlySpan<byte> Close => "</think>"u8;

    /// <summary>Takes the next piece, and gives what is certain of it; the rest waits for the next one.</summary>
    /// <param name="content">Between the quotes of a JSON string.</param>
    /// <param name="isLast">No more will come: nothing may wait.</param>
    /// <param name="thought">Takes what was thought.</param>
    /// <param name="said">Takes what is said.</param>
    public void Push(ReadOnlySpan<byte> content, bool isLast, PooledBuffer thought, PooledBuffer said)
    {
        _text.Clear();
        _text.Write(_held.Written);
        _held.Clear();
        WriteWithoutEscapedTags(content, _text);
        var text = _text.Written;
        if (_stage == Stage.Start && !TryStart(ref text, isLast, said))
        {
            return;
        }

        if (_stage is Stage.ThoughtStart && !Strip(ref text))
        {
            _stage = Stage.Thought;
        }

        if (_stage is Stage.Thought && !TryEnd(ref text, isLast, thought))
        {
            return;
        }

        if (_stage is Stage.SaidStart && !Strip(ref text))
        {
            _stage = Stage.Said;
        }

        if (_stage is Stage.Said)
        {
            said.Write(text);
        }
    }

    public void Dispose()
    {
        _held.Dispose();
        _text.Dispose();
    }

    // False where it has to wait, or had nothing to open.
    private bool TryStart(ref ReadOnlySpan<byte> text, bool isLast, PooledBuffer said)
    {
        var rest = text;
        while (TakeBlank(ref rest, "\\n\\r\\t"u8) || TakeSpace(ref rest))
        {
        }

        if (rest.StartsWith(Open))
        {
            text = rest[Open.Length..];
            _stage = Stage.ThoughtStart;
            return true;
        }

        if (isLast || !Open.StartsWith(rest))
        {
            said.Write(text);
            _stage = Stage.Said;
        }
        else
        {
            _held.Write(text);
        }

        return false;
    }

    private bool TryEnd(ref ReadOnlySpan<byte> text, bool isLast, PooledBuffer thought)
    {
        var end = text.IndexOf(Close);
        if (end >= 0)
        {
            thought.Write(text[..end]);
            text = text[(end + Close.Length)..];
            _stage = Stage.SaidStart;
            return true;
        }

        var waiting = 0;
        for (var length = Math.Min(Close.Length - 1, text.Length); length > 0 && !isLast && waiting == 0; length--)
        {
            waiting = text.EndsWith(Close[..length]) ? length : 0;
        }

        thought.Write(text[..^waiting]);
        _held.Write(text[^waiting..]);
        return false;
    }

    /// <summary>Takes the line breaks at the beginning off; true when nothing else is there.</summary>
    private static bool Strip(ref ReadOnlySpan<byte> text)
    {
        while (TakeBlank(ref text, "\\n\\r"u8))
        {
        }

        return text.IsEmpty;
    }

    private static bool TakeSpace(ref ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(" "u8))
        {
            text = text[1..];
            return true;
        }

        return false;
    }

    private static bool TakeBlank(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> escapes)
    {
        for (var at = 0; at < escapes.Length; at += 2)
        {
            if (text.StartsWith(escapes.Slice(at, 2)))
            {
                text = text[2..];
                return true;
            }
        }

        return false;
    }

    // Some servers write < and > of every text as escapes.
    private static void WriteWithoutEscapedTags(ReadOnlySpan<byte> content, PooledBuffer output)
    {
        while (true)
        {
            var at = content.IndexOf((byte)'\\');
            if (at < 0)
            {
                output.Write(content);
                return;
            }

            output.Write(content[..at]);
            content = content[at..];
            var length = content[1] == 'u' ? 6 : 2;
            var escape = content[..length];
            var isTag = escape.StartsWith("\\u003"u8) && (escape[5] | 0x20) is 'c' or 'e';
            output.Write(!isTag ? escape : (escape[5] | 0x20) == 'c' ? "<"u8 : ">"u8);
            content = content[length..];
        }
    }
}
