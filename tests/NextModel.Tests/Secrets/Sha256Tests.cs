using System.Security.Cryptography;
using NextModel.Secrets;

namespace NextModel.Tests.Secrets;

public sealed class Sha256Tests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31 >> 3))];

    // Every length around the blocks of 64 bytes, and long ones.
    public static TheoryData<int> Lengths() => [.. Enumerable.Range(0, 200), 1000, 4096, 65_536, 100_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Hash_AnyLength_IsWhatTheRuntimeSays(int length)
    {
        var hash = new byte[Sha256.Size];
        Sha256.Hash(Text.AsSpan(0, length), hash);

        hash.ShouldBe(SHA256.HashData(Text.AsSpan(0, length)));
    }

    [Fact]
    public void Append_InPieces_IsTheSameAsAtOnce()
    {
        Assert.SkipUnless(Sha256.IsDirect, "There is no libcrypto.so.3 here.");
        for (var cut = 0; cut <= 130; cut++)
        {
            var hash = new byte[Sha256.Size];
            var state = Sha256.State.Start();
            state.Append(Text.AsSpan(0, cut));
            var copy = state;
            state.Append("other"u8);
            copy.Append(Text.AsSpan(cut, 130 - cut));
            copy.End(hash);

            hash.ShouldBe(SHA256.HashData(Text.AsSpan(0, 130)));
        }
    }

    [Fact]
    public void Hash_RoomForLess_IsRefused() =>
        Should.Throw<ArgumentException>(() => Sha256.Hash(Text, new byte[Sha256.Size - 1]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void KeyedHash_AnySecret_IsTheRuntimesHmac(int secretLength)
    {
        var secret = Text[..secretLength];
        var keyed = new KeyedHash(secret);
        foreach (var length in (int[])[0, 1, 32, 56, 63, 64, 65, 3000])
        {
            var expected = HMACSHA256.HashData(secret, Text.AsSpan(0, length));
            var hash = new byte[KeyedHash.Size];
            keyed.Compute(Text.AsSpan(0, length), hash);
            hash.ShouldBe(expected);
            keyed.ComputeByOther(Text.AsSpan(0, length), hash);
            hash.ShouldBe(expected);
        }
    }

    [Fact]
    public void KeyedHash_ManyThreads_DoNotDisturbEachOther()
    {
        var keyed = new KeyedHash(Text[..32]);
        Parallel.For(0, 10_000, i =>
        {
            Span<byte> hash = stackalloc byte[KeyedHash.Size];
            keyed.Compute(Text.AsSpan(i, 40), hash);
            hash.SequenceEqual(HMACSHA256.HashData(Text.AsSpan(0, 32), Text.AsSpan(i, 40))).ShouldBeTrue();
        });
    }
}
