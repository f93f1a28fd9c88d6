using NextModel.Secrets;

namespace NextModel.Tests.Secrets;

public sealed class CountedSealingTests
{
    private const int SaltSize = 16;

    private readonly DataKey _key = new([.. Enumerable.Repeat((byte)7, MasterKey.Size)]);

    [Fact]
    public void Seal_PastTheMostOfASalt_DrawsAnotherAndCountsAnew()
    {
        var sealing = new CountedSealing(_key, "test", mostPerSalt: 5);
        var texts = Enumerable.Range(0, 23).Select(i => Seal(sealing, i)).ToArray();
        var salts = texts.Select(Salt).ToArray();
        salts.Distinct().Count().ShouldBe(5);
        for (var i = 0; i < texts.Length; i++)
        {
            salts[i].ShouldBe(salts[i - (i % 5)]);
            Count(texts[i]).ShouldBe(i % 5);
        }
    }

    [Fact]
    public void Seal_AfterARestart_UsesAnotherSalt()
    {
        var runs = Enumerable.Range(0, 50).Select(_ => Seal(new CountedSealing(_key, "test"), 0)).ToArray();
        runs.Select(Salt).Distinct().Count().ShouldBe(runs.Length);
    }

    [Fact]
    public void Seal_FromManyThreads_NeverRepeatsANonceUnderASalt()
    {
        var sealing = new CountedSealing(_key, "test", mostPerSalt: 1_000);
        var texts = Enumerable.Range(0, 20_000).AsParallel().WithDegreeOfParallelism(8).Select(i => (Number: i, Sealed: Seal(sealing, i))).ToArray();
        texts.Select(text => Convert.ToHexString(text.Sealed, 0, SaltSize + sizeof(int))).Distinct().Count().ShouldBe(texts.Length);
        texts.ShouldAllBe(text => Opens(sealing, text.Sealed, text.Number));
    }

    [Fact]
    public void TryOpen_SealedUnderManyEarlierSalts_Opens()
    {
        var sealing = new CountedSealing(_key, "test", mostPerSalt: 1);
        var texts = Enumerable.Range(0, 200).Select(i => Seal(sealing, i)).ToArray();
        var later = new CountedSealing(_key, "test");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < texts.Length; i++)
            {
                Opens(sealing, texts[i], i).ShouldBeTrue();
                Opens(later, texts[i], i).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void TryOpen_OtherKeyOrPurpose_IsNull()
    {
        var text = Seal(new CountedSealing(_key, "test"), 1);
        new CountedSealing(_key, "other").TryOpen(text, [1]).ShouldBeNull();
        new CountedSealing(new DataKey(new byte[MasterKey.Size]), "test").TryOpen(text, [1]).ShouldBeNull();
        Opens(new CountedSealing(_key, "test"), text, 1).ShouldBeTrue();
    }

    // The text is the number twice, the context its lowest byte.
    private static byte[] Seal(CountedSealing sealing, int number)
    {
        var text = new byte[CountedSealing.Overhead + (2 * sizeof(int))];
        sealing.Seal([.. BitConverter.GetBytes(number), .. BitConverter.GetBytes(number)], [(byte)number], text);
        return text;
    }

    private static bool Opens(CountedSealing sealing, byte[] text, int number) =>
        sealing.TryOpen(text, [(byte)number]) is { } plain
        && plain.AsSpan().SequenceEqual((byte[])[.. BitConverter.GetBytes(number), .. BitConverter.GetBytes(number)])
        && sealing.TryOpen(text, [(byte)(number + 1)]) is null;

    private static string Salt(byte[] text) => Convert.ToHexString(text, 0, SaltSize);

    private static int Count(byte[] text) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(text.AsSpan(SaltSize));
}
