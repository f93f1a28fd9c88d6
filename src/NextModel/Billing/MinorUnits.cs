namespace NextModel.Billing;

/// <summary>How many decimals a bill in a currency has (ISO 4217, minor units as of 2025). Those that are not named have two.</summary>
public static class MinorUnits
{
    private static readonly Dictionary<string, int> Others = new(StringComparer.Ordinal)
    {
        ["BIF"] = 0,
        ["CLP"] = 0,
        ["DJF"] = 0,
        ["GNF"] = 0,
        ["ISK"] = 0,
        ["JPY"] = 0,
        ["KMF"] = 0,
        ["KRW"] = 0,
        ["PYG"] = 0,
        ["RWF"] = 0,
        ["UGX"] = 0,
        ["VND"] = 0,
        ["VUV"] = 0,
        ["XAF"] = 0,
        ["XOF"] = 0,
        ["XPF"] = 0,
        ["BHD"] = 3,
        ["IQD"] = 3,
        ["JOD"] = 3,
        ["KWD"] = 3,
        ["LYD"] = 3,
        ["OMR"] = 3,
        ["TND"] = 3,
    };

    public static int Of(string currency) => Others.GetValueOrDefault(currency, 2);

    /// <summary>The exact figure as a bill states it: rounded half-even, once.</summary>
    public static decimal Round(decimal exact, string currency) => decimal.Round(exact, Of(currency), MidpointRounding.ToEven);
}
