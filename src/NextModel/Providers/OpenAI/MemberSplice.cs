using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Copies a JSON text while members are dropped, replaced and added, walking in the order of the text. What is not touched
/// travels byte for byte, in runs as long as can be: an untouched text is one copy.
/// </summary>
internal sealed class MemberSplice : IDisposable
{
    private readonly PooledBuffer _output = new(1024);
    private JsonTape? _tape;
    private int _from;
    private int _to;
    private bool _gap;
    private int _depth;
    private uint _hasMembers;

    /// <summary>How many members were dropped, replaced or added since <see cref="Begin"/>.</summary>
    public int Edits { get; private set; }

    /// <summary>Starts over with the outermost container of <paramref name="tape"/>.</summary>
    public void Begin(JsonTape tape)
    {
        _tape = tape;
        _output.Clear();
        _gap = false;
        _depth = 0;
        _hasMembers = 0;
        Edits = 0;
        _from = tape.Root.Start;
        _to = _from + 1;
    }

    /// <summary>Goes into the container <paramref name="child"/>; <see cref="Leave"/> comes out again.</summary>
    public void Enter(in JsonChild child)
    {
        Separate(child.Start);
        _to = child.Value.Start + 1;
        Descend();
    }

    /// <summary>Ends the container that was entered.</summary>
    public void Leave(JsonCursor container)
    {
        if (_gap)
        {
            Flush();
            _from = container.End - 1;
            _gap = false;
        }

        _to = container.End;
        _depth--;
    }

    public void Keep(in JsonChild child)
    {
        Separate(child.Start);
        _to = child.Value.End;
    }

    public void Drop()
    {
        _gap = true;
        Edits++;
    }

    /// <summary>Keeps the name of <paramref name="child"/>; the caller writes its new value to the result.</summary>
    public PooledBuffer Replace(in JsonChild child)
    {
        Separate(child.Start);
        _to = child.Value.Start;
        Flush();
        _from = _to = child.Value.End;
        Edits++;
        return _output;
    }

    public void Replace(in JsonChild child, ReadOnlySpan<byte> value) => Replace(child).Write(value);

    /// <summary>Adds a member after those seen so far; the caller writes its value to the result.</summary>
    public PooledBuffer Add(ReadOnlySpan<byte> name)
    {
        Flush();
        Comma();
        _output.Write("\""u8);
        _output.Write(name);
        _output.Write("\":"u8);
        _gap = true;
        Edits++;
        return _output;
    }

    /// <summary>Opens an object of our own as the value that <see cref="Add"/> or <see cref="Replace(in JsonChild)"/> asked for.</summary>
    public void OpenOwn()
    {
        _output.Write("{"u8);
        Descend();
    }

    public void CloseOwn()
    {
        _output.Write("}"u8);
        _depth--;
    }

    /// <summary>The whole new text, valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> End()
    {
        Flush();
        _tape = null;
        return _output.WrittenMemory;
    }

    /// <summary>Gives back what the result was written to: it is gone.</summary>
    public void Release() => _output.Release();

    public void Dispose() => _output.Dispose();

    private void Descend()
    {
        _depth++;
        _hasMembers &= ~(1u << _depth);
    }

    /// <summary>Gets to the next kept member: on with the run, or after a gap a comma and a new one.</summary>
    private void Separate(int start)
    {
        if (_gap)
        {
            Flush();
            Comma();
            _from = start;
            _gap = false;
        }

        _hasMembers |= 1u << _depth;
    }

    private void Comma()
    {
        if ((_hasMembers & (1u << _depth)) != 0)
        {
            _output.Write(","u8);
        }

        _hasMembers |= 1u << _depth;
    }

    private void Flush()
    {
        _output.Write(_tape!.Text[_from.._to]);
        _from = _to;
    }
}
