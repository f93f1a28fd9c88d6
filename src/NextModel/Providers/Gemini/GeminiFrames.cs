using NextModel.Json;
using NextModel.Providers.Sse;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>
/// Frames of a Gemini answer: server-sent events, or JSON objects one after the other, alone or in an array, which is what comes where
/// <c>alt=sse</c> was not understood. The first byte tells.
/// </summary>
internal sealed class GeminiFrames : IFrameReader
{
    private readonly SseReader _events = new();
    private readonly PooledBuffer _object = new(1024);
    private bool _isJson;
    private bool _isKnown;
    private int _depth;
    private bool _isInString;
    private bool _isEscaped;
    private bool _delivered;

    public ReadOnlySpan<byte> Name => _isJson ? default : _events.Name;

    public ReadOnlyMemory<byte> Data => _isJson ? _object.WrittenMemory : _events.Data;

    public bool TooLarge { get; private set; }

    public bool Broken { get; private set; }

    public bool TryRead(ref ReadOnlySpan<byte> input)
    {
        if (!_isKnown)
        {
            input = input.TrimStart(" \t\r\n"u8);
            if (input.IsEmpty)
            {
                return false;
            }

            _isKnown = true;
            _isJson = input[0] is (byte)'[' or (byte)'{';
        }

        if (!_isJson)
        {
            var read = _events.TryRead(ref input);
            TooLarge = _events.TooLarge;
            return read;
        }

        return TryReadObject(ref input);
    }

    public bool TryComplete()
    {
        if (!_isJson)
        {
            return _events.TryComplete();
        }

        // An object that is not whole: handed on, so that it is found to be none.
        return _depth > 0 && !TooLarge && !Broken;
    }

    public void Dispose()
    {
        _events.Dispose();
        _object.Dispose();
        Broken = true;
    }

    private bool TryReadObject(ref ReadOnlySpan<byte> input)
    {
        if (_delivered)
        {
            _delivered = false;
            _object.Clear();
        }

        for (var at = 0; at < input.Length; at++)
        {
            var next = input[at];
            if (_depth == 0)
            {
                if (next == '{')
                {
                    input = input[at..];
                    at = 0;
                    _depth = 1;
                }
                else if (next is not ((byte)'[' or (byte)']' or (byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                {
                    Broken = true;
                    return false;
                }

                continue;
            }

            Step(next);
            if (_depth == 0)
            {
                _delivered = Append(input[..(at + 1)]);
                input = input[(at + 1)..];
                return _delivered;
            }
        }

        if (_depth > 0)
        {
            Append(input);
        }

        input = default;
        return false;
    }

    private void Step(byte next)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
        }
        else if (_isInString)
        {
            _isEscaped = next == '\\';
            _isInString = next != '"';
        }
        else
        {
            _isInString = next == '"';
            _depth += next is (byte)'{' or (byte)'[' ? 1 : next is (byte)'}' or (byte)']' ? -1 : 0;
        }
    }

    private bool Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > SseReader.DefaultMaxEventBytes - _object.Length)
        {
            TooLarge = true;
            return false;
        }

        _object.Write(bytes);
        return true;
    }
}
