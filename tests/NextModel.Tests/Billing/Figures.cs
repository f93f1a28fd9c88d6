using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace NextModel.Tests.Billing;

/// <summary>Generators of counts and money, small and huge figures alike.</summary>
internal static class Figures
{
    /// <summary>Whole numbers from 0 to <paramref name="highest"/>, each number of digits as likely as the others.</summary>
    public static Gen<long> UpTo(long highest) =>
        from bits in Gen.Choose(0, 63)
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        let value = (((long)high << 32) | ((long)low << 1) | ((long)high & 1)) & ((1L << bits) - 1)
        select highest == long.MaxValue ? value : value % (highest + 1);

    /// <summary>Decimals from 0 to <paramref name="highest"/> with up to <paramref name="decimals"/> decimals.</summary>
    public static Gen<decimal> Decimals(long highest, int decimals) =>
        from scale in Gen.Choose(0, decimals)
        from units in UpTo(highest)
        from fraction in UpTo(Pow10(scale) - 1)
        select Math.Min(highest, units + (fraction * new decimal(1, 0, 0, false, (byte)scale)));

    public static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static long Pow10(int exponent) => (long)Math.Pow(10, exponent);
}
