using System.Text;

namespace NextModel.Reporting.Exports;

/// <summary>
/// Columns of FOCUS as these exports fill them, per version: what the specification demands of a data set of these features, then our own
/// with their prefix. Source: FOCUS 1.2 (2025-05-29) and 1.4 (2026-06-04), FinOps Foundation.
/// </summary>
internal static class FocusColumns
{
    private static readonly string[] Common =
    [
        "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass",
        "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart", "ConsumedQuantity", "ConsumedUnit", "ContractedCost",
        "ContractedUnitPrice", "EffectiveCost", "InvoiceId", "InvoiceIssuerName", "ListCost", "ListUnitPrice", "PricingCategory", "PricingCurrency",
        "PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice", "PricingQuantity", "PricingUnit",
    ];

    private static readonly string[] Rest = ["ServiceCategory", "ServiceName", "ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId", "SubAccountId", "SubAccountName", "Tags"];

    private static readonly string[] Own =
    [
        "x_ServeMode", "x_UsageSource", "x_ReceiptId", "x_ReceiptHash", "x_UpstreamProvider", "x_UpstreamCost", "x_UpstreamCurrency", "x_Byok", "x_PriceVersion",
        "x_ReplayDiscount", "x_KeyId", "x_CreditAmount",
    ];

    /// <summary>Names in the order of the file.</summary>
    public static string[] Names(ExportFormat format) => format == ExportFormat.Focus12
        ? [.. Common, "ProviderName", "PublisherName", .. Rest, .. Own]
        : [.. Common, "InvoiceDetailId", "ServiceProviderName", "HostProviderName", .. Rest, .. Own];

    public static void WriteHeader(ExportFormat format, CsvWriter csv)
    {
        foreach (var name in Names(format))
        {
            csv.Raw(Encoding.ASCII.GetBytes(name));
        }

        csv.EndRow();
    }
}
