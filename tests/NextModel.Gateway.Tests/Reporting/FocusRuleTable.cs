namespace NextModel.Gateway.Tests.Reporting;

/// <summary>
/// The rules of FOCUS 1.2 that can be told from a file, by their ids, for the features that our exports declare: account naming, sub
/// accounts, usage measurement, unit pricing, a public price list, tags, and other currencies of prices. In our own words and notation.
/// Source: rules/model-1.2.json of the FinOps Foundation's validator, as of 2026-02-05 (FOCUS 1.2 of 2025-05-29). Left out: what only MAY be,
/// what takes knowledge that is not in the file, and what is of other features.
/// </summary>
/// <remarks>
/// A line: id, column, check and, where it is for some rows only, their conditions. A value that is empty is null; every check but
/// <c>not-null</c> holds for null. <c>@</c> names another column.
/// </remarks>
internal static class FocusRuleTable
{
    public static IReadOnlyList<FocusRule> All { get; } = [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(FocusRule.Parse)];

    private const string Text =
        """
        BilledCost-C-001-M BilledCost decimal
        BilledCost-C-002-M BilledCost numeric
        BilledCost-C-003-M BilledCost not-null
        BilledCost-C-004-M BilledCost decimal
        BilledCost-C-005-C BilledCost is 0 if ProviderName!=@InvoiceIssuerName
        BillingAccountId-C-001-M BillingAccountId not-null
        BillingAccountId-C-002-M BillingAccountId string
        BillingAccountId-C-003-M BillingAccountId text
        BillingAccountName-C-001-M BillingAccountName string
        BillingAccountName-C-002-M BillingAccountName text
        BillingAccountName-C-003-C BillingAccountName not-null
        BillingCurrency-C-001-M BillingCurrency string
        BillingCurrency-C-002-M BillingCurrency text
        BillingCurrency-C-003-M BillingCurrency currency
        BillingCurrency-C-004-M BillingCurrency not-null
        BillingCurrency-C-006-M BillingCurrency currency
        BillingPeriodEnd-C-001-M BillingPeriodEnd instant
        BillingPeriodEnd-C-002-M BillingPeriodEnd instant
        BillingPeriodEnd-C-003-M BillingPeriodEnd not-null
        BillingPeriodStart-C-001-M BillingPeriodStart instant
        BillingPeriodStart-C-002-M BillingPeriodStart instant
        BillingPeriodStart-C-003-M BillingPeriodStart not-null
        ChargeCategory-C-001-M ChargeCategory string
        ChargeCategory-C-002-M ChargeCategory not-null
        ChargeCategory-C-003-M ChargeCategory one-of Usage|Purchase|Tax|Credit|Adjustment
        ChargeClass-C-001-M ChargeClass string
        ChargeClass-C-005-C ChargeClass is Correction if ChargeClass!=
        ChargeDescription-C-001-M ChargeDescription string
        ChargeDescription-C-002-M ChargeDescription text
        ChargeDescription-C-003-O ChargeDescription not-null
        ChargeFrequency-C-001-M ChargeFrequency string
        ChargeFrequency-C-002-M ChargeFrequency not-null
        ChargeFrequency-C-003-M ChargeFrequency one-of One-Time|Recurring|Usage-Based
        ChargeFrequency-C-004-C ChargeFrequency not Usage-Based if ChargeCategory=Purchase
        ChargePeriodEnd-C-001-M ChargePeriodEnd instant
        ChargePeriodEnd-C-002-M ChargePeriodEnd instant
        ChargePeriodEnd-C-003-M ChargePeriodEnd not-null
        ChargePeriodStart-C-001-M ChargePeriodStart instant
        ChargePeriodStart-C-002-M ChargePeriodStart instant
        ChargePeriodStart-C-003-M ChargePeriodStart not-null
        ConsumedQuantity-C-001-M ConsumedQuantity decimal
        ConsumedQuantity-C-002-M ConsumedQuantity numeric
        ConsumedQuantity-C-004-C ConsumedQuantity null if ChargeCategory!=Usage
        ConsumedUnit-C-001-M ConsumedUnit string
        ConsumedUnit-C-002-M ConsumedUnit text
        ConsumedUnit-C-003-O ConsumedUnit unit
        ConsumedUnit-C-005-C ConsumedUnit null if ConsumedQuantity=
        ConsumedUnit-C-006-C ConsumedUnit not-null if ConsumedQuantity!=
        ContractedCost-C-001-M ContractedCost decimal
        ContractedCost-C-002-M ContractedCost numeric
        ContractedCost-C-003-M ContractedCost not-null
        ContractedCost-C-004-M ContractedCost not-null
        ContractedUnitPrice-C-002-M ContractedUnitPrice decimal
        ContractedUnitPrice-C-003-M ContractedUnitPrice numeric
        ContractedUnitPrice-C-005-C ContractedUnitPrice null if ChargeCategory=Tax
        ContractedUnitPrice-C-006-C ContractedUnitPrice not-null if ChargeCategory=Usage|Purchase & ChargeClass!=Correction
        ContractedUnitPrice-C-009-C ContractedUnitPrice at-least 0 if ContractedUnitPrice!=
        ContractedUnitPrice-C-011-C ContractedCost product ContractedUnitPrice*PricingQuantity if ContractedUnitPrice!= & PricingQuantity!= & ChargeClass!=Correction
        CostAndUsage-D-004-C ListUnitPrice present
        CostAndUsage-D-005-M BillingAccountName present
        CostAndUsage-D-006-M BilledCost present
        CostAndUsage-D-008-M ChargeCategory present
        CostAndUsage-D-009-M BillingPeriodStart present
        CostAndUsage-D-010-M BillingPeriodEnd present
        CostAndUsage-D-011-C ConsumedQuantity present
        CostAndUsage-D-019-C SubAccountId present
        CostAndUsage-D-021-M PublisherName present
        CostAndUsage-D-022-C PricingCategory present
        CostAndUsage-D-023-M InvoiceIssuerName present
        CostAndUsage-D-024-M BillingAccountId present
        CostAndUsage-D-025-M ChargeDescription present
        CostAndUsage-D-026-M ChargeClass present
        CostAndUsage-D-027-O ChargeFrequency present
        CostAndUsage-D-028-M ChargePeriodEnd present
        CostAndUsage-D-029-C SubAccountName present
        CostAndUsage-D-030-M ContractedCost present
        CostAndUsage-D-031-M EffectiveCost present
        CostAndUsage-D-032-M ListCost present
        CostAndUsage-D-033-O InvoiceId present
        CostAndUsage-D-034-C ContractedUnitPrice present
        CostAndUsage-D-035-M BillingCurrency present
        CostAndUsage-D-036-M PricingQuantity present
        CostAndUsage-D-037-M ChargePeriodStart present
        CostAndUsage-D-038-M ProviderName present
        CostAndUsage-D-040-M ServiceCategory present
        CostAndUsage-D-041-M ServiceName present
        CostAndUsage-D-042-O ServiceSubcategory present
        CostAndUsage-D-045-C PricingCurrency present
        CostAndUsage-D-048-C PricingCurrencyContractedUnitPrice present
        CostAndUsage-D-052-C PricingCurrencyEffectiveCost present
        CostAndUsage-D-056-C PricingCurrencyListUnitPrice present
        CostAndUsage-D-058-C SkuPriceId present
        CostAndUsage-D-059-C SkuMeter present
        CostAndUsage-D-060-C SkuId present
        CostAndUsage-D-061-C SkuPriceDetails present
        CostAndUsage-D-064-C Tags present
        CostAndUsage-D-066-C ConsumedUnit present
        CostAndUsage-D-068-M PricingUnit present
        EffectiveCost-C-001-M EffectiveCost decimal
        EffectiveCost-C-002-M EffectiveCost numeric
        EffectiveCost-C-003-M EffectiveCost not-null
        EffectiveCost-C-004-M EffectiveCost not-null
        EffectiveCost-C-005-C EffectiveCost is 0 if ChargeCategory=Purchase
        InvoiceId-C-001-M InvoiceId string
        InvoiceId-C-002-M InvoiceId text
        InvoiceIssuerName-C-001-M InvoiceIssuerName string
        InvoiceIssuerName-C-002-M InvoiceIssuerName text
        InvoiceIssuerName-C-003-M InvoiceIssuerName not-null
        ListCost-C-001-M ListCost decimal
        ListCost-C-002-M ListCost numeric
        ListCost-C-003-M ListCost not-null
        ListCost-C-004-M ListCost not-null
        ListCost-C-009-C ListCost product ListUnitPrice*PricingQuantity if ListUnitPrice!= & PricingQuantity!= & ChargeClass!=Correction
        ListUnitPrice-C-001-M ListUnitPrice decimal
        ListUnitPrice-C-002-M ListUnitPrice numeric
        ListUnitPrice-C-004-C ListUnitPrice null if ChargeCategory=Tax
        ListUnitPrice-C-005-C ListUnitPrice not-null if ChargeClass!=Correction & ChargeCategory=Usage|Purchase
        ListUnitPrice-C-008-M ListUnitPrice at-least 0
        ListUnitPrice-C-010-C ListCost product ListUnitPrice*PricingQuantity if ListUnitPrice!= & ChargeClass!=Correction
        PricingCategory-C-001-M PricingCategory string
        PricingCategory-C-003-C PricingCategory null if ChargeCategory=Tax
        PricingCategory-C-004-C PricingCategory not-null if ChargeCategory=Usage|Purchase & ChargeClass!=Correction
        PricingCategory-C-007-M PricingCategory one-of Standard|Committed|Dynamic|Other
        PricingCurrency-C-001-M PricingCurrency string
        PricingCurrency-C-002-M PricingCurrency text
        PricingCurrency-C-003-M PricingCurrency currency
        PricingCurrency-C-004-M PricingCurrency not-null
        PricingCurrencyContractedUnitPrice-C-001-M PricingCurrencyContractedUnitPrice decimal
        PricingCurrencyContractedUnitPrice-C-002-M PricingCurrencyContractedUnitPrice numeric
        PricingCurrencyEffectiveCost-C-001-M PricingCurrencyEffectiveCost decimal
        PricingCurrencyEffectiveCost-C-002-M PricingCurrencyEffectiveCost numeric
        PricingCurrencyEffectiveCost-C-003-M PricingCurrencyEffectiveCost not-null
        PricingCurrencyEffectiveCost-C-004-M PricingCurrencyListUnitPrice at-least 0
        PricingCurrencyListUnitPrice-C-001-M PricingCurrencyListUnitPrice decimal
        PricingCurrencyListUnitPrice-C-002-M PricingCurrencyListUnitPrice numeric
        PricingCurrencyListUnitPrice-C-004-C PricingCurrencyListUnitPrice null if ChargeCategory=Tax
        PricingCurrencyListUnitPrice-C-005-C PricingCurrencyListUnitPrice not-null if ChargeCategory=Usage|Purchase & ChargeClass!=Correction
        PricingCurrencyListUnitPrice-C-008-M PricingCurrencyListUnitPrice at-least 0
        PricingQuantity-C-001-M PricingQuantity decimal
        PricingQuantity-C-002-M PricingQuantity numeric
        PricingQuantity-C-004-C PricingQuantity null if ChargeCategory=Tax
        PricingQuantity-C-005-C PricingQuantity not-null if ChargeCategory=Usage|Purchase & ChargeClass!=Correction
        PricingQuantity-C-008-M PricingQuantity decimal
        PricingUnit-C-001-M PricingUnit string
        PricingUnit-C-002-M PricingUnit text
        PricingUnit-C-003-O PricingUnit unit
        PricingUnit-C-005-C PricingUnit null if PricingQuantity=
        PricingUnit-C-006-C PricingUnit not-null if PricingQuantity!=
        ProviderName-C-001-M ProviderName string
        ProviderName-C-002-M ProviderName text
        ProviderName-C-003-M ProviderName not-null
        PublisherName-C-001-M PublisherName string
        PublisherName-C-002-M PublisherName text
        PublisherName-C-003-M PublisherName not-null
        ServiceCategory-C-001-M ServiceCategory string
        ServiceCategory-C-002-M ServiceCategory not-null
        ServiceCategory-C-003-M ServiceCategory one-of AI and Machine Learning
        ServiceName-C-001-M ServiceName string
        ServiceName-C-002-M ServiceName text
        ServiceName-C-003-M ServiceName not-null
        ServiceName-C-005-C ServiceName has-one ServiceCategory
        ServiceName-C-008-C ServiceName has-one ServiceSubcategory
        ServiceSubcategory-C-001-M ServiceSubcategory string
        ServiceSubcategory-C-002-M ServiceSubcategory not-null
        ServiceSubcategory-C-003-M ServiceSubcategory one-of AI Platforms|Bots|Generative AI|Machine Learning|Natural Language Processing|Other (AI and Machine Learning)
        ServiceSubcategory-C-004-M ServiceCategory is AI and Machine Learning if ServiceSubcategory=Generative AI
        SkuId-C-001-M SkuId string
        SkuId-C-002-M SkuId text
        SkuId-C-004-C SkuId null if ChargeCategory=Tax
        SkuId-C-005-C SkuId not-null if ChargeCategory=Usage|Purchase & ChargeClass!=Correction
        SkuMeter-C-001-M SkuMeter string
        SkuMeter-C-002-M SkuMeter text
        SkuMeter-C-004-C SkuMeter null if SkuId=
        SkuMeter-C-005-C SkuMeter not-null if SkuId!=
        SkuPriceDetails-C-001-M SkuPriceDetails key-value
        SkuPriceDetails-C-004-C SkuPriceDetails null if SkuPriceId=
        SkuPriceId-C-001-M SkuPriceId string
        SkuPriceId-C-002-M SkuPriceId text
        SkuPriceId-C-004-C SkuPriceId null if ChargeCategory=Tax
        SkuPriceId-C-005-C SkuPriceId not-null if ChargeCategory=Usage|Purchase & ChargeClass!=Correction
        SkuPriceId-C-008-M SkuPriceId has-one SkuId
        SubAccountId-C-001-M SubAccountId string
        SubAccountId-C-002-M SubAccountId text
        SubAccountName-C-001-M SubAccountName string
        SubAccountName-C-002-M SubAccountName text
        SubAccountName-C-004-C SubAccountName null if SubAccountId=
        SubAccountName-C-005-C SubAccountName not-null if SubAccountId!=
        Tags-C-001-M Tags key-value
        """;
}
