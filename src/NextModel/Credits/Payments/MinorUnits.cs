namespace NextModel.Credits.Payments;

/// <summary>Amounts of payment processors: whole numbers of the smallest unit of a currency, as Stripe and Paddle count them.</summary>
internal static class MinorUnits
{
    private static readonly HashSet<string> None = new(StringComparer.Ordinal)
    {
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> Three = new(StringComparer.Ordinal) { "BHD", "JOD", "KWD", "OMR", "TND" };

    /// <summary>In 10⁻⁹ units; false for less than nothing and for more than a billion of the currency.</summary>
    public static bool TryToNano(long minor, string currency, out long nano)
    {
        var factor = None.Contains(currency) ? 1_000_000_000L : Three.Contains(currency) ? 1_000_000L : 10_000_000L;
        var fits = minor >= 0 && minor <= 1_000_000_000_000_000_000L / factor;
        nano = fits ? minor * factor : 0;
        return fits;
    }
}
