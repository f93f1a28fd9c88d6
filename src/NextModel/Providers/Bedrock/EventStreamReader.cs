using System.Buffers.Binary;
using NextModel.Json;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>
/// Cuts an AWS event stream (<c>application/vnd.amazon.eventstream</c>) into messages, whatever pieces it arrives in. Both checksums of
/// every message are checked before anything of it is used.
/// </summary>
/// <remarks>
/// A message is: total length, length of the headers, CRC-32 of these eight bytes, headers, payload, CRC-32 of all before; numbers are
/// big endian. A header is: length and name, type, value; those we need are strings (type 7: length in two bytes, text).
/// </remarks>
internal sealed class EventStreamReader : IFrameReader
{
    /// <summary>Largest message taken: 8 MiB, as of any event.</summary>
    private const int MaxMessage = 8 * 1024 * 1024;

    private const int PreludeSize = 12;
    private const int ChecksumSize = 4;

    private readonly PooledBuffer _message = new(4096);
    private int _total;
    private int _nameStart;
    private int _nameLength;
    private ReadOnlyMemory<byte> _data;
    private bool _delivered;

    /// <summary>The event's or the exception's type.</summary>
    public ReadOnlySpan<byte> Name => _message.Written.Slice(_nameStart, _nameLength);

    public ReadOnlyMemory<byte> Data => _data;

    public bool TooLarge { get; private set; }

    public bool Broken { get; private set; }

    public bool TryRead(ref ReadOnlySpan<byte> input)
    {
        if (_delivered)
        {
            _delivered = false;
            _total = 0;
            _message.Clear();
        }

        while (!TooLarge && !Broken && !input.IsEmpty)
        {
            var wanted = (_total == 0 ? PreludeSize : _total) - _message.Length;
            var taken = Math.Min(wanted, input.Length);
            _message.Write(input[..taken]);
            input = input[taken..];
            if (taken < wanted)
            {
                return false;
            }

            if (_total == 0)
            {
                ReadPrelude();
            }
            else if (TryReadMessage())
            {
                return true;
            }
        }

        return false;
    }

    // A message that is not whole is none.
    public bool TryComplete()
    {
        Broken |= _message.Length > 0 && !_delivered;
        return false;
    }

    public void Dispose()
    {
        _message.Dispose();
        _data = default;
        Broken = true;
    }

    private void ReadPrelude()
    {
        var prelude = _message.Written;
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        if (Crc32.Of(prelude[..8]) != BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) || total < PreludeSize + ChecksumSize
            || headers > total - PreludeSize - ChecksumSize)
        {
            Broken = true;
        }
        else if (total > MaxMessage)
        {
            TooLarge = true;
        }
        else
        {
            _total = (int)total;
        }
    }

    private bool TryReadMessage()
    {
        var message = _message.Written;
        var headersLength = (int)BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        if (Crc32.Of(message[..^ChecksumSize]) != BinaryPrimitives.ReadUInt32BigEndian(message[^ChecksumSize..])
            || !TryReadHeaders(message.Slice(PreludeSize, headersLength)))
        {
            Broken = true;
            return false;
        }

        _data = _message.WrittenMemory[(PreludeSize + headersLength)..^ChecksumSize];
        _delivered = true;
        return true;
    }

    private bool TryReadHeaders(ReadOnlySpan<byte> headers)
    {
        (_nameStart, _nameLength) = (0, 0);
        var at = 0;
        while (at < headers.Length)
        {
            var nameLength = headers[at];
            var type = at + 1 + nameLength;
            if (type >= headers.Length || !TrySize(headers[type..], out var start, out var size) || type + start + size > headers.Length)
            {
                return false;
            }

            var name = headers.Slice(at + 1, nameLength);
            if (headers[type] == 7 && (name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8)))
            {
                (_nameStart, _nameLength) = (PreludeSize + type + start, size);
            }

            at = type + start + size;
        }

        return true;
    }

    /// <summary>Where a header's value begins after its type, and how long it is.</summary>
    private static bool TrySize(ReadOnlySpan<byte> value, out int start, out int size)
    {
        (start, size) = (1, value[0] switch { 0 or 1 => 0, 2 => 1, 3 => 2, 4 => 4, 5 or 8 => 8, 9 => 16, _ => -1 });
        if (value[0] is 6 or 7 && value.Length >= 3)
        {
            (start, size) = (3, BinaryPrimitives.ReadUInt16BigEndian(value[1..]));
        }

        return size >= 0;
    }
}
