using System.Globalization;

namespace NextModel.Reporting.Reconciliation;

/// <summary>Decimals as reports spell them: no exponent, no trailing zeros, no minus before zero.</summary>
public static class PlainDecimal
{
    public static string Text(decimal value) =>
        value == 0 ? "0" : value.ToString("0.############################", CultureInfo.InvariantCulture);

    internal static string? Text(decimal? value) => value is { } known ? Text(known) : null;
}
