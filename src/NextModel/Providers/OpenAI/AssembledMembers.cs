using System.Buffers;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Members nobody has a rule for, put together from chunks: the last value that is not null counts.</summary>
/// <param name="joinArrays">Arrays grow by each chunk's items instead.</param>
internal sealed class AssembledMembers(bool joinArrays) : IDisposable
{
    private readonly List<Entry> _entries = [];

    /// <summary>Takes a member of a chunk; returns the bytes it added.</summary>
    public int Add(in JsonChild member)
    {
        var value = member.Value;
        var name = value.Tape.Text[member.Start..value.Start];
        var entry = Find(name);
        var before = entry.Value.Length;
        if (joinArrays && value.Kind == JsonKind.Array)
        {
            entry.Join(value);
        }
        else if (value.Kind != JsonKind.Null || before == 0)
        {
            entry.Set(value);
        }

        return Math.Max(0, entry.Value.Length - before);
    }

    public void Write(IBufferWriter<byte> output, ref bool first)
    {
        foreach (var entry in _entries)
        {
            output.Write(first ? default : ","u8);
            output.Write(entry.Name);
            output.Write(entry.IsArray ? "["u8 : default);
            output.Write(entry.Value.Written);
            output.Write(entry.IsArray ? "]"u8 : default);
            first = false;
        }
    }

    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            entry.Value.Dispose();
        }
    }

    private Entry Find(ReadOnlySpan<byte> name)
    {
        foreach (var entry in _entries)
        {
            if (name.SequenceEqual(entry.Name))
            {
                return entry;
            }
        }

        var added = new Entry(name.ToArray());
        _entries.Add(added);
        return added;
    }

    /// <param name="name">The name as written, with quotes and colon.</param>
    private sealed class Entry(byte[] name)
    {
        public byte[] Name { get; } = name;

        /// <summary>The value; of a joined array, its items.</summary>
        public PooledBuffer Value { get; } = new(64);

        public bool IsArray { get; private set; }

        public void Set(JsonCursor value)
        {
            if (IsArray || !value.Raw.SequenceEqual(Value.Written))
            {
                Value.Clear();
                Value.Write(value.Raw);
                IsArray = false;
            }
        }

        public void Join(JsonCursor array)
        {
            if (!IsArray)
            {
                Value.Clear();
                IsArray = true;
            }

            foreach (var item in array.Children)
            {
                Value.Write(Value.Length > 0 ? ","u8 : default);
                Value.Write(item.Value.Raw);
            }
        }
    }
}
