using FsCheck;
using FsCheck.Fluent;

namespace NextModel.Tests;

/// <summary>Properties over random structures that are built from a seed; a failure names the seed that builds it again.</summary>
internal static class Seeds
{
    private static readonly Arbitrary<int> Any = Gen.Choose(0, int.MaxValue).ToArbitrary();

    public static void ForAll(int tests, Action<Random> property) =>
        Prop.ForAll(Any, seed => property(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true));
}
