using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>
/// Rules of FOCUS as they read in the specification (1.2 and 1.4), checked with exact decimals. Each is named after the column it is about
/// and what its number in the validator's model tests: presence, null, format, allowed values, product, distinct.
/// </summary>
public static partial class FocusRules
{
    private static readonly string[] Mandatory =
    [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass",
        "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity",
        "PricingUnit", "ServiceCategory", "ServiceName",
    ];

    private static readonly string[] NeverNull =
    [
        "BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargePeriodEnd", "ChargePeriodStart",
        "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "ServiceCategory", "ServiceName", "ChargeDescription",
    ];

    private static readonly string[] Numbers =
    [
        "BilledCost", "ContractedCost", "EffectiveCost", "ListCost", "ListUnitPrice", "ContractedUnitPrice", "PricingQuantity", "ConsumedQuantity",
        "PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice",
    ];

    /// <summary>Every rule that a file breaks, by name.</summary>
    public static IEnumerable<string> Broken(CsvTable file, string version)
    {
        string[] names = version == "1.2" ? [.. Mandatory, "ProviderName", "PublisherName"] : [.. Mandatory, "ServiceProviderName", "HostProviderName", "InvoiceDetailId"];
        foreach (var missing in names.Where(name => !file.Header.Contains(name)))
        {
            yield return $"{missing}-presence";
        }

        foreach (var removed in (version == "1.2" ? ["ServiceProviderName", "HostProviderName"] : (string[])["ProviderName", "PublisherName"]).Where(file.Header.Contains))
        {
            yield return $"{removed}-removed";
        }

        if (file.Header.Distinct().Count() != file.Header.Length)
        {
            yield return "Columns-distinct";
        }

        foreach (var custom in file.Header.Where(name => !Known().IsMatch(name)))
        {
            yield return $"{custom}-custom-prefix";
        }

        for (var row = 0; row < file.Count; row++)
        {
            foreach (var broken in Broken(file, row, version))
            {
                yield return $"{broken} (row {row})";
            }
        }

        foreach (var sku in Enumerable.Range(0, file.Count).Select(row => (Price: file[row, "SkuPriceId"], Sku: file[row, "SkuId"])).Where(one => one.Price.Length > 0).GroupBy(one => one.Price))
        {
            if (sku.Select(one => one.Sku).Distinct().Count() > 1)
            {
                yield return "SkuPriceId-has-one-SkuId";
            }
        }
    }

    private static IEnumerable<string> Broken(CsvTable file, int row, string version)
    {
        string Cell(string name) => file[row, name];
        decimal? Figure(string name) => Cell(name).Length == 0 ? null : decimal.Parse(Cell(name), CultureInfo.InvariantCulture);

        string[] never = version == "1.2" ? [.. NeverNull, "ProviderName", "PublisherName"] : [.. NeverNull, "ServiceProviderName"];
        foreach (var name in never.Where(name => Cell(name).Length == 0))
        {
            yield return $"{name}-not-null";
        }

        foreach (var name in Numbers.Where(name => Cell(name).Length > 0 && !PlainNumber().IsMatch(Cell(name))))
        {
            yield return $"{name}-numeric-format";
        }

        foreach (var name in (string[])["BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd"])
        {
            if (!Instant().IsMatch(Cell(name)))
            {
                yield return $"{name}-date-time-format";
            }
        }

        if (!Currency().IsMatch(Cell("BillingCurrency")))
        {
            yield return "BillingCurrency-iso-4217";
        }

        if (string.CompareOrdinal(Cell("ChargePeriodStart"), Cell("ChargePeriodEnd")) >= 0 || string.CompareOrdinal(Cell("BillingPeriodStart"), Cell("ChargePeriodStart")) > 0
            || string.CompareOrdinal(Cell("ChargePeriodEnd"), Cell("BillingPeriodEnd")) > 0)
        {
            yield return "ChargePeriod-within-BillingPeriod";
        }

        if (Cell("ChargeCategory") is not ("Usage" or "Purchase" or "Tax" or "Credit" or "Adjustment"))
        {
            yield return "ChargeCategory-allowed-values";
        }

        if (Cell("ChargeClass") is not ("" or "Correction"))
        {
            yield return "ChargeClass-allowed-values";
        }

        if (Cell("ChargeFrequency") is not ("One-Time" or "Recurring" or "Usage-Based") || (Cell("ChargeCategory") == "Purchase" && Cell("ChargeFrequency") == "Usage-Based"))
        {
            yield return "ChargeFrequency-allowed-values";
        }

        if (Cell("PricingCategory") is not ("" or "Standard" or "Dynamic" or "Committed" or "Other"))
        {
            yield return "PricingCategory-allowed-values";
        }

        if ((Cell("PricingQuantity").Length == 0) != (Cell("PricingUnit").Length == 0) || (Cell("ConsumedQuantity").Length == 0) != (Cell("ConsumedUnit").Length == 0))
        {
            yield return "Quantity-and-unit-null-together";
        }

        if ((Cell("SubAccountId").Length == 0) != (Cell("SubAccountName").Length == 0))
        {
            yield return "SubAccountName-null-with-SubAccountId";
        }

        var charges = Cell("ChargeCategory") is "Usage" or "Purchase";
        foreach (var name in (string[])["ListUnitPrice", "ContractedUnitPrice", "PricingQuantity"])
        {
            if (charges != Cell(name).Length > 0 || (name != "PricingQuantity" && Figure(name) < 0))
            {
                yield return $"{name}-null-and-sign";
            }
        }

        if ((Cell("ChargeCategory") == "Usage") != Cell("ConsumedQuantity").Length > 0)
        {
            yield return "ConsumedQuantity-only-for-Usage";
        }

        if (charges && (Figure("ListUnitPrice") * Figure("PricingQuantity") != Figure("ListCost") || Figure("ContractedUnitPrice") * Figure("PricingQuantity") != Figure("ContractedCost")))
        {
            yield return "ListCost-is-unit-price-times-quantity";
        }

        if (Cell("ChargeCategory") == "Purchase" && Figure("EffectiveCost") != 0)
        {
            yield return "EffectiveCost-of-a-covering-purchase-is-0";
        }

        if (Cell("PricingCurrency").Length == 0 || charges != Cell("PricingCurrencyListUnitPrice").Length > 0)
        {
            yield return "PricingCurrency-with-its-prices";
        }

        foreach (var name in (string[])["BillingAccountId", "SubAccountId", "InvoiceId", "SkuId", "SkuPriceId"])
        {
            if (Cell(name).Length > 0 && Cell(name).All(char.IsAsciiDigit))
            {
                yield return $"{name}-is-a-string-with-a-letter";
            }
        }

        foreach (var name in (string[])["Tags", "SkuPriceDetails"])
        {
            if (Cell(name).Length > 0 && !IsFlat(Cell(name)))
            {
                yield return $"{name}-flat-json";
            }
        }
    }

    private static bool IsFlat(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.EnumerateObject().All(one => one.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));
    }

    [GeneratedRegex("^(x_[A-Za-z]+|(Billed|Billing|Charge|Consumed|Contracted|Effective|Host|Invoice|List|Pricing|Provider|Publisher|Service|Sku|SubAccount|Tags)[A-Za-z]*)$")]
    private static partial Regex Known();

    [GeneratedRegex("^-?[0-9]+(\\.[0-9]+)?$")]
    private static partial Regex PlainNumber();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
    private static partial Regex Instant();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex Currency();
}
