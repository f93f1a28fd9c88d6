using NextModel.Caching;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Secrets;

namespace NextModel.Tests.Caching;

public sealed class CacheSealTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DataKeyRing _keys = new();
    private readonly CacheSeal _seal;
    private readonly SealedCacheRow _row;

    public CacheSealTests()
    {
        _keys.Add("org_1", new DataKey(Digest.Of("one"u8).ToArray()));
        _keys.Add("org_2", new DataKey(Digest.Of("two"u8).ToArray()));
        _seal = new CacheSeal(_keys);
        _row = Seal(_seal);
    }

    [Fact]
    public void TryOpen_SealedRow_IsTheEntry()
    {
        var (expected, actual) = (Entry(), _seal.TryOpen(_row).ShouldNotBeNull());
        actual.Body.ToArray().ShouldBe(expected.Body.ToArray());
        actual.Answer.ToArray().ShouldBe(expected.Answer.ToArray());
        actual.Scope.ShouldBe(expected.Scope);
        (actual.Key, actual.Organization, actual.Project, actual.ReceiptId, actual.CreatedAt, actual.ExpiresAt, actual.Usage, actual.AnswerDigest)
            .ShouldBe((expected.Key, expected.Organization, expected.Project, expected.ReceiptId, expected.CreatedAt, expected.ExpiresAt, expected.Usage, expected.AnswerDigest));
        actual.IsIntact().ShouldBeTrue();
    }

    [Fact]
    public void TryOpen_AnyBitOfAnyByteChanged_IsRefused()
    {
        for (var at = 0; at < _row.Sealed.Length; at++)
        {
            var changed = _row.Sealed.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            _seal.TryOpen(_row with { Sealed = changed }).ShouldBeNull($"byte {at}");
        }
    }

    [Fact]
    public void TryOpen_CutShort_IsRefused()
    {
        for (var length = 0; length < _row.Sealed.Length; length++)
        {
            _seal.TryOpen(_row with { Sealed = _row.Sealed[..length] }).ShouldBeNull($"{length} bytes");
        }
    }

    [Fact]
    public void TryOpen_AnyOtherColumnChanged_IsRefused()
    {
        SealedCacheRow[] moved =
        [
            _row with { Key = new CacheKey(Digest.Of("other"u8)) },
            _row with { Organization = "org_2" },
            _row with { Project = "proj_2" },
            _row with { ReceiptId = "rcpt_2" },
            _row with { CreatedAt = _row.CreatedAt + 1 },
            _row with { ExpiresAt = _row.ExpiresAt + 1 },
        ];
        moved.Length.ShouldBe(typeof(SealedCacheRow).GetMethod("Deconstruct")!.GetParameters().Length - 1, "Every column but the sealed one.");
        moved.ShouldAllBe(row => _seal.TryOpen(row) == null);
    }

    [Fact]
    public void TrySeal_TwiceTheSame_LooksDifferent() => Seal(_seal).Sealed.ToArray().ShouldNotBe(_row.Sealed.ToArray());

    [Fact]
    public void TryOpen_AfterARestart_IsTheEntry() => new CacheSeal(_keys).TryOpen(_row).ShouldNotBeNull().IsIntact().ShouldBeTrue();

    [Fact]
    public void SealAndOpen_OrganizationsKeyDestroyed_DoNeither()
    {
        var empty = new CacheSeal(new DataKeyRing());
        using var output = new PooledBuffer();
        empty.TrySeal(Entry(), output).ShouldBeNull();
        output.Length.ShouldBe(0);
        empty.TryOpen(_row).ShouldBeNull();
    }

    [Fact]
    public void TryOpen_OrganizationsKeyDestroyedAfterUse_IsRefused()
    {
        _seal.TryOpen(_row).ShouldNotBeNull();
        _keys.Add("org_1", new DataKey(Digest.Of("another"u8).ToArray()));
        _seal.TryOpen(_row).ShouldBeNull();
        _seal.TryOpen(Seal(_seal)).ShouldNotBeNull();
    }

    private static SealedCacheRow Seal(CacheSeal seal)
    {
        using var output = new PooledBuffer();
        var row = seal.TrySeal(Entry(), output).ShouldNotBeNull();
        return row with { Sealed = row.Sealed.ToArray() };
    }

    private static CacheEntry Entry() => new()
    {
        Key = new CacheKey(Digest.Of("key"u8)),
        Organization = "org_1",
        Project = "proj_1",
        Scope = [1, 2, 3],
        Body = new byte[] { 4, 5 },
        Answer = new byte[] { 6 },
        AnswerDigest = Digest.Of([6]),
        Usage = new Usage(UsageSource.Estimated, 1, 2, 3, 4, 5),
        ReceiptId = "rcpt_1",
        CreatedAt = Start,
        ExpiresAt = Start.AddHours(24),
    };
}
