using NextModel.Json;

namespace NextModel.Tests.Json;

public sealed class PooledBufferTests
{
    [Fact]
    public void Write_PastTheCapacity_KeepsWhatWasWritten()
    {
        using var buffer = new PooledBuffer(1);
        var expected = new List<byte>();
        for (var i = 0; i < 10_000; i++)
        {
            byte[] piece = [(byte)i, (byte)(i >> 8), 7];
            buffer.Write(piece);
            expected.AddRange(piece);
        }

        buffer.Written.SequenceEqual(expected.ToArray()).ShouldBeTrue();
        buffer.WrittenMemory.Length.ShouldBe(30_000);
    }

    [Fact]
    public void GetSpan_AnyHint_HasThatRoom()
    {
        using var buffer = new PooledBuffer();
        buffer.GetSpan().Length.ShouldBeGreaterThan(0);
        buffer.GetSpan(100_000).Length.ShouldBeGreaterThanOrEqualTo(100_000);
        buffer.GetMemory(200_000).Length.ShouldBeGreaterThanOrEqualTo(200_000);
    }

    [Fact]
    public void Detach_Written_IsAnExactArrayAndEndsTheBuffer()
    {
        var buffer = new PooledBuffer();
        buffer.Write("abc"u8);
        buffer.Detach().ShouldBe("abc"u8.ToArray());
        Should.Throw<ObjectDisposedException>(() => buffer.GetSpan(1).Length);
    }

    [Fact]
    public void Release_Written_IsEmptyAndCanBeWrittenAgain()
    {
        using var buffer = new PooledBuffer(4_321);
        buffer.Write("first"u8);
        buffer.Release();
        buffer.Length.ShouldBe(0);
        using var other = new PooledBuffer(4_321);
        other.Write("other"u8);
        buffer.Write("again"u8);
        buffer.Written.SequenceEqual("again"u8).ShouldBeTrue();
        other.Written.SequenceEqual("other"u8).ShouldBeTrue();
    }

    [Fact]
    public void Dispose_Twice_ReturnsTheArrayOnce()
    {
        var buffer = new PooledBuffer(4_321);
        buffer.Dispose();
        buffer.Dispose();
        using var first = new PooledBuffer(4_321);
        using var second = new PooledBuffer(4_321);
        first.Write("first"u8);
        second.Write("other"u8);
        first.Written.SequenceEqual("first"u8).ShouldBeTrue();
    }

    [Fact]
    public void Advance_PastTheArray_Throws()
    {
        using var buffer = new PooledBuffer(16);
        var room = buffer.GetSpan().Length;
        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
    }
}
