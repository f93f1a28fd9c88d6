using System.Text;
using NextModel.Billing;
using NextModel.Credits;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// The charges of a receipt, and of a transfer of credit. A class of tokens is a row of its own, because its price is. What prepaid credit
/// pays for was billed when it was bought: usage then has a billed cost of 0, and its cost is what was drawn.
/// </summary>
internal static class FocusCharges
{
    private const decimal Million = 1_000_000m;

    /// <summary>One for each priced class of tokens. Their effective costs sum to what the receipt charges, to the last digit.</summary>
    public static IEnumerable<FocusCharge> Of(ExportedReceipt receipt)
    {
        var lines = receipt.Lines
            .Select(line => (Item: line["item"u8].GetString()!, Tokens: ExportedReceipt.Number(line["tokens"u8]),
                Quantity: ExportedReceipt.Number(line["quantity"u8]), Price: ExportedReceipt.Figure(line["unit_price"u8]) ?? 0, Exact: ExportedReceipt.Figure(line["amount"u8]) ?? 0))
            .Where(line => line.Tokens > 0 || line.Quantity > 0)
            .ToList();
        var sum = lines.Sum(line => line.Exact);
        var costs = lines.Select(line => sum == 0 ? 0 : Money.Round(receipt.Amount * (line.Exact / sum))).ToList();
        if (costs.Count > 0)
        {
            // What rounding leaves over goes to the largest.
            costs[costs.IndexOf(costs.Max())] += receipt.Amount - costs.Sum();
        }

        var rate = ExportedReceipt.Figure(receipt.Billing["fx"u8]["rate"u8]);
        for (var i = 0; i < lines.Count; i++)
        {
            yield return Of(receipt, lines[i].Item, lines[i].Tokens, lines[i].Quantity, lines[i].Price, lines[i].Exact, costs[i], rate, isFirst: i == 0);
        }
    }

    /// <summary>The charge of a transfer; null for one that is none: what requests drew, and what ran out.</summary>
    public static FocusCharge? Of(CreditTransfer transfer)
    {
        var amount = Money.FromNanos(transfer.AmountNano);
        return transfer.Kind switch
        {
            CreditTransferKind.TopUp => Of(transfer, "Purchase", "Prepaid credit", amount),
            CreditTransferKind.Refund => Of(transfer, "Purchase", "Refund of prepaid credit", amount),
            CreditTransferKind.Chargeback => Of(transfer, "Purchase", "Chargeback of prepaid credit", amount),
            CreditTransferKind.Promo => Of(transfer, "Credit", "Promotional credit", 0) with { CreditAmount = amount },
            CreditTransferKind.Adjustment => Of(transfer, "Adjustment", "Adjustment of credit", 0) with { CreditAmount = amount },
            CreditTransferKind.Reversal when transfer.Payment is not null => Of(transfer, "Purchase", "Reversal of an earlier transfer", amount),
            CreditTransferKind.Reversal => Of(transfer, "Adjustment", "Reversal of an earlier transfer", 0) with { CreditAmount = amount },
            _ => null,
        };
    }

    private static FocusCharge Of(CreditTransfer transfer, string category, string description, decimal billed) => new()
    {
        Category = category,
        Description = description,
        Frequency = "One-Time",
        At = transfer.At.ToUniversalTime(),
        Currency = transfer.Currency,
        Billed = billed,
        List = billed,
        UnitPrice = category == "Purchase" ? Math.Abs(billed) : null,
        Quantity = category == "Purchase" ? Math.Sign(billed) : null,
        PricingUnit = category == "Purchase" ? "Credit" : null,
        PricingCategory = category == "Purchase" ? "Standard" : null,
        PricingCurrency = transfer.Currency,
        PricingCurrencyUnitPrice = category == "Purchase" ? Math.Abs(billed) : null,
        PricingCurrencyEffective = 0,
        InvoiceId = transfer.Payment,
        SkuId = category == "Purchase" ? "prepaid-credit" : null,
        SkuMeter = category == "Purchase" ? "Prepaid Credit" : null,
        SkuPriceId = category == "Purchase" ? "prepaid-credit:std" : null,
    };

    private static FocusCharge Of(ExportedReceipt receipt, string item, long tokens, long units, decimal price, decimal exact, decimal cost, decimal? rate, bool isFirst)
    {
        var members = receipt.Members;
        var replayed = receipt.ServeMode != "fresh";
        var model = members.EffectiveModel.GetString()!;
        var (quantity, pricingUnit, words, meter) = item switch
        {
            "images" => (units, "Images", "images", "Images"),
            "audio_seconds" => (Math.Round(units / 60m, 12), "Minutes", "minutes of audio", "Audio Minutes"),
            "characters" => (units / Million, "1000000 Characters", "characters", "Characters"),
            _ => (tokens / Million, "1000000 Tokens", $"{Words(item)} tokens", $"{Meter(item)} Tokens"),
        };
        var unitPrice = price * (rate ?? 1);
        var tier = receipt.Price["service_tier"u8].GetString() ?? receipt.Price["window"u8].GetString();
        var sku = $"{model}:{item}{(replayed ? ":replay" : "")}";
        return new FocusCharge
        {
            Category = "Usage",
            Description = $"{(replayed ? "Replayed" : "Fresh")} {words}, {model}",
            Frequency = "Usage-Based",
            At = DateTimeOffset.FromUnixTimeMilliseconds(receipt.Row.CompletedAt),
            Currency = receipt.Currency,
            Billed = members.Credit.Kind == JsonKind.Object ? 0 : cost,
            Effective = cost,
            List = units > 0 ? exact * (rate ?? 1) : unitPrice * quantity,
            UnitPrice = unitPrice,
            Quantity = quantity,
            PricingUnit = pricingUnit,
            Tokens = units > 0 ? null : tokens,
            PricingCategory = receipt.Price["window"u8].Kind == JsonKind.String ? "Dynamic" : "Standard",
            PricingCurrency = receipt.Price["currency"u8].GetString() ?? receipt.Currency,
            PricingCurrencyUnitPrice = price,
            PricingCurrencyEffective = rate is null or 0 ? cost : Money.Round(cost / rate.Value),
            Host = members.Source.GetString(),
            SkuId = sku,
            SkuMeter = $"{(replayed ? "Replayed " : "")}{meter}",
            SkuPriceDetails = $"{{\"x_ModelId\":{Quote(model)},\"x_TokenType\":{Quote(item)}}}",
            SkuPriceId = $"{sku}:{tier ?? "std"}",
            ProjectId = members.Project.GetString(),
            Tags = Encoding.UTF8.GetString(receipt.Tags),
            ServeMode = receipt.ServeMode,
            UsageSource = receipt.Usage["source"u8].GetString(),
            ReceiptId = members.Id.GetString(),
            ReceiptHash = receipt.Row.Hash.ToString(),
            UpstreamCost = isFirst ? receipt.UpstreamCost : null,
            UpstreamCurrency = isFirst ? receipt.UpstreamCurrency : null,
            IsOwnCredential = receipt.IsOwnCredential,
            PriceVersion = receipt.Price["version"u8].GetString(),
            ReplayDiscount = replayed ? receipt.Billing["discount_rate"u8].GetString() : null,
            KeyId = members.Key["id"u8].GetString(),
        };
    }

    private static string Words(string item) => item switch
    {
        "cached_input" => "cache read input",
        "cache_write" or "cache_write_long" => "cache write input",
        "audio_input" => "audio input",
        "image_input" => "image input",
        _ => item,
    };

    private static string Meter(string item) => item switch
    {
        "input" => "Input",
        "cached_input" => "Cache Read Input",
        "cache_write" => "Cache Write Input",
        "cache_write_long" => "Long Cache Write Input",
        "audio_input" => "Audio Input",
        "image_input" => "Image Input",
        "reasoning" => "Reasoning Output",
        _ => "Output",
    };

    private static string Quote(string text)
    {
        var sink = new ByteSink(64);
        CanonicalText.AppendString(ref sink, text);
        return $"\"{Encoding.UTF8.GetString(sink.Written)}\"";
    }
}
