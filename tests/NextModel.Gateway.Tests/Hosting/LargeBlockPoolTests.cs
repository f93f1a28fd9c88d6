using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Hosting;

/// <summary>Kestrel registers a pool of its own, with blocks of 4 KiB: whichever is registered last is used.</summary>
public sealed class LargeBlockPoolTests
{
    [Fact]
    public async Task Server_Running_ReadsIntoLargeBlocks()
    {
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        using var pool = gateway.Application.BlockPools.Create();
        pool.MaxBufferSize.ShouldBe(64 * 1024);
    }
}
