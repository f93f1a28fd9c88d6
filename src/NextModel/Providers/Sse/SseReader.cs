using System.Buffers;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Sse;

/// <summary>
/// Reads server-sent events (WHATWG HTML §9.2) out of bytes that arrive in any pieces. Lines may end in LF, CRLF or CR; comments,
/// <c>id</c> and <c>retry</c> are skipped. Nothing is allocated per event.
/// </summary>
/// <remarks>
/// Lenient where real sources are loose: an event at the end of the input counts without its blank line.
/// Events beyond the size limit end the reading for good: see <see cref="TooLarge"/>.
/// </remarks>
internal sealed class SseReader : IFrameReader
{
    /// <summary>Largest event by default: 8 MiB of lines or data.</summary>
    public const int DefaultMaxEventBytes = 8 * 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly int _maxEventBytes;
    private byte[] _line = ArrayPool<byte>.Shared.Rent(256);
    private byte[] _data = ArrayPool<byte>.Shared.Rent(1024);
    private byte[] _name = ArrayPool<byte>.Shared.Rent(64);
    private int _lineLength;
    private int _dataLength;
    private int _nameLength;
    private bool _hasData;
    private bool _delivered;
    private bool _afterCarriageReturn;
    private bool _started;

    public SseReader(int maxEventBytes = DefaultMaxEventBytes)
    {
        _maxEventBytes = maxEventBytes;
    }

    /// <summary>The event's type; empty when none was given, which means <c>message</c>. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Name => _name.AsSpan(0, _nameLength);

    /// <summary>The event's data, its lines joined by LF. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Data => _data.AsMemory(0, _dataLength);

    /// <summary>True once an event outgrew the limit; nothing can be read any more.</summary>
    public bool TooLarge { get; private set; }

    // Whatever is no field is skipped.
    bool IFrameReader.Broken => false;

    /// <summary>
    /// Reads on until one event is complete. True with <see cref="Name"/> and <see cref="Data"/>, and <paramref name="input"/>
    /// moved past it; false when all of the input is used up and more is needed.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> input)
    {
        Forget();
        while (!TooLarge && !input.IsEmpty)
        {
            if (_afterCarriageReturn)
            {
                _afterCarriageReturn = false;
                if (input[0] == '\n')
                {
                    input = input[1..];
                    continue;
                }
            }

            var end = input.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Append(ref _line, ref _lineLength, input);
                input = default;
                break;
            }

            _afterCarriageReturn = input[end] == '\r';
            var line = WholeLine(input[..end]);
            input = input[(end + 1)..];
            if (Take(line))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The input has ended: true when an event was waiting for its blank line.</summary>
    public bool TryComplete()
    {
        Forget();
        return !TooLarge && ((_lineLength > 0 && Take(WholeLine([]))) || Take([]));
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_line);
        ArrayPool<byte>.Shared.Return(_data);
        ArrayPool<byte>.Shared.Return(_name);
        _line = _data = _name = [];
        TooLarge = true;
    }

    private void Forget()
    {
        if (_delivered)
        {
            _delivered = _hasData = false;
            _dataLength = _nameLength = 0;
        }
    }

    /// <summary>Joins the last piece of a line to what came before. The result is good until the next piece is kept.</summary>
    private ReadOnlySpan<byte> WholeLine(ReadOnlySpan<byte> lastPiece)
    {
        var line = lastPiece;
        if (_lineLength > 0)
        {
            Append(ref _line, ref _lineLength, lastPiece);
            line = _line.AsSpan(0, _lineLength);
            _lineLength = 0;
        }

        if (!_started)
        {
            _started = true;
            line = line.StartsWith(ByteOrderMark) ? line[3..] : line;
        }

        return line;
    }

    /// <summary>Takes one line; true when it was the blank one that completes an event.</summary>
    private bool Take(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            _delivered = _hasData && !TooLarge;
            _nameLength = _hasData ? _nameLength : 0;
            return _delivered;
        }

        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == ' ')
        {
            value = value[1..];
        }

        if (field.SequenceEqual("data"u8))
        {
            if (_hasData)
            {
                Append(ref _data, ref _dataLength, "\n"u8);
            }

            _hasData = true;
            Append(ref _data, ref _dataLength, value);
        }
        else if (field.SequenceEqual("event"u8))
        {
            _nameLength = 0;
            Append(ref _name, ref _nameLength, value);
        }

        return false;
    }

    private void Append(ref byte[] buffer, ref int length, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _maxEventBytes - length)
        {
            TooLarge = true;
            return;
        }

        if (length + bytes.Length > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + bytes.Length, (int)Math.Min(2L * length, _maxEventBytes)));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
