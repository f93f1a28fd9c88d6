using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Metering;

namespace NextModel.Tests.Metering;

public sealed class BytePairMergeTests
{
    private static readonly RankTable Ranks = RankTable.Load("cl100k_base");

    [Fact]
    public void Count_AnyPiece_EqualsTheTextbookMerge()
    {
        // Few letters, so that merges touch, overlap and follow each other.
        var pieces = from length in Gen.Choose(1, 160)
                     from letters in Gen.Elements("ab", "aA ", "theinr", "中é😀", " \n\t", "0=-*")
                     from runes in Gen.ListOf(Gen.Elements(letters.EnumerateRunes().ToArray()), length)
                     select string.Concat(runes);
        Prop.ForAll(pieces.ToArbitrary(), piece =>
            BytePairMerge.Count(Encoding.UTF8.GetBytes(piece), Ranks) == Textbook(Encoding.UTF8.GetBytes(piece)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true));
    }

    [Fact]
    public void RankOf_LongerThanAnyToken_IsNone() => Ranks.RankOf(new byte[Ranks.MaxTokenLength + 1]).ShouldBe(int.MaxValue);

    [Fact]
    public void Load_UnknownEncoding_Throws() => Should.Throw<ArgumentException>(() => RankTable.Load("p50k_base"));

    // Look through all neighbours, merge the pair of lowest rank, the leftmost first; until there is none.
    private static int Textbook(byte[] piece)
    {
        var parts = piece.Select(value => new[] { value }).ToList();
        while (true)
        {
            var best = -1;
            var lowest = int.MaxValue;
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                var rank = Ranks.RankOf([.. parts[i], .. parts[i + 1]]);
                (best, lowest) = rank < lowest ? (i, rank) : (best, lowest);
            }

            if (best < 0)
            {
                return parts.Count;
            }

            parts[best] = [.. parts[best], .. parts[best + 1]];
            parts.RemoveAt(best + 1);
        }
    }
}
