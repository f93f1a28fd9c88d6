using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace NextModel.Gateway.Hosting;

/// <summary>Gives Kestrel its <see cref="LargeBlockPool"/>.</summary>
internal sealed class LargeBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();
}
