using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Storage.Moving;

/// <summary>
/// What rows of a table come to: how many, the sums of their amounts, and one digest of all of them, which does not depend on their order: the sum
/// of the SHA-256 of each, modulo 2²⁵⁶.
/// </summary>
public sealed class TableSum
{
    private readonly int[] _compared;
    private readonly int[] _amounts;
    private readonly Int128[] _sums;
    private readonly ulong[] _digest = new ulong[4];
    private readonly ArrayBufferWriter<byte> _row = new();

    /// <param name="table">Which columns are amounts, and which are compared.</param>
    /// <param name="columns">Names of a row's values, in their order.</param>
    public TableSum(MovedTable table, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        var names = columns.ToList();

        // In the order of their names: the digest says nothing of how they lie.
        _compared = [.. names.Where(name => table.Compared?.Contains(name) ?? true).Order(StringComparer.Ordinal).Select(name => names.IndexOf(name))];
        _amounts = [.. table.Amounts.Select(name => names.IndexOf(name))];
        _sums = new Int128[_amounts.Length];
    }

    public long Rows { get; private set; }

    /// <summary>Sums of the amounts, in the order the table names them: units with nine decimals, of whatever currencies the rows are in.</summary>
    public IReadOnlyList<string> Amounts => [.. _sums.Select(Text)];

    /// <summary>The digest, in hexadecimal.</summary>
    public string Digest
    {
        get
        {
            var bytes = new byte[32];
            for (var part = 0; part < 4; part++)
            {
                BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8 * part), _digest[3 - part]);
            }

            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Counts a row in.</summary>
    /// <param name="values">Each a <see cref="long"/>, a <see cref="string"/>, an array of bytes, or null.</param>
    public void Add(IReadOnlyList<object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Rows++;
        for (var i = 0; i < _amounts.Length; i++)
        {
            _sums[i] += (long)values[_amounts[i]]!;
        }

        _row.ResetWrittenCount();
        foreach (var column in _compared)
        {
            Write(values[column]);
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(_row.WrittenSpan, hash);
        var carry = 0UL;
        for (var part = 0; part < 4; part++)
        {
            var sum = (UInt128)_digest[part] + BinaryPrimitives.ReadUInt64BigEndian(hash[(8 * (3 - part))..]) + carry;
            _digest[part] = (ulong)sum;
            carry = (ulong)(sum >> 64);
        }
    }

    /// <summary>True when the two were of the same rows.</summary>
    public bool Matches(TableSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Rows == other.Rows && Amounts.SequenceEqual(other.Amounts) && Digest == other.Digest;
    }

    // Its kind, its length, and itself, so that no two rows are spelled alike.
    private void Write(object? value)
    {
        var bytes = value switch
        {
            null => [],
            long number => BitConverter.GetBytes(BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(number) : number),
            string text => Encoding.UTF8.GetBytes(text),
            byte[] blob => blob,
            _ => throw new InvalidOperationException($"A value is a {value.GetType().Name}, which no column holds."),
        };
        Span<byte> head = stackalloc byte[5];
        head[0] = value switch { null => 0, long => 1, string => 2, _ => 3 };
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        _row.Write(head);
        _row.Write(bytes);
    }

    private static string Text(Int128 nano)
    {
        var size = Int128.Abs(nano);
        return string.Create(CultureInfo.InvariantCulture, $"{(nano < 0 ? "-" : "")}{size / 1_000_000_000}.{(long)(size % 1_000_000_000):D9}");
    }
}
