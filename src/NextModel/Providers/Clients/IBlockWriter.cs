using System.Buffers;

namespace NextModel.Providers.Clients;

/// <summary>Writes the blocks of one told answer as events of a dialect. One is open at a time.</summary>
internal interface IBlockWriter
{
    void Open(ToldBlock block, IBufferWriter<byte> output);

    /// <summary>Writes a piece of the open block: <paramref name="content"/> of a JSON string, not empty.</summary>
    void Delta(ToldBlock block, ReadOnlySpan<byte> content, IBufferWriter<byte> output);

    void Close(ToldBlock block, IBufferWriter<byte> output);
}
