using System.Text;
using NextModel.Caching;

namespace NextModel.Tests.Caching;

public sealed class CacheTableTests
{
    private readonly CacheTable<string> _table = new();

    [Fact]
    public void Find_WhatWasSetLast_UntilItIsRemoved()
    {
        _table.Find(Key(1)).ShouldBeNull();

        _table.Set(Key(1), "first");
        _table.Set(Key(1), "second");
        _table.Set(Key(2), "other");

        _table.Find(Key(1)).ShouldBe("second");
        _table.Count.ShouldBe(2);
        _table.Remove(Key(1)).ShouldBeTrue();
        _table.Remove(Key(1)).ShouldBeFalse();
        _table.Find(Key(1)).ShouldBeNull();
        _table.Find(Key(2)).ShouldBe("other");
        _table.Count.ShouldBe(1);
    }

    [Fact]
    public void Where_ManyKeys_GivesEachThatIsMeantOnce()
    {
        for (var i = 0; i < 2000; i++)
        {
            _table.Set(Key(i), $"{i}");
        }

        _table.Where(value => value.EndsWith('7')).Select(int.Parse).Order().ShouldBe(Enumerable.Range(0, 200).Select(i => (10 * i) + 7));
    }

    [Fact]
    public void Where_TheTableChangesMeanwhile_GoesOn()
    {
        for (var i = 0; i < 500; i++)
        {
            _table.Set(Key(i), $"{i}");
        }

        foreach (var value in _table.Where(_ => true))
        {
            _table.Remove(Key(int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)));
        }

        _table.Count.ShouldBe(0);
    }

    [Fact]
    public void SetAndRemove_ManyThreads_LoseNothing()
    {
        Parallel.For(0, 20_000, i =>
        {
            _table.Set(Key(i), $"{i}");
            _table.Find(Key(i)).ShouldBe($"{i}");
            if (i % 2 == 0)
            {
                _table.Remove(Key(i)).ShouldBeTrue();
            }
        });

        _table.Count.ShouldBe(10_000);
    }

    private static CacheKey Key(int number) => new(Digest.Of(Encoding.ASCII.GetBytes($"key {number}")));
}
