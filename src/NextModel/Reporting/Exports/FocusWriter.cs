using System.Globalization;
using System.Text;
using NextModel.Identity;

namespace NextModel.Reporting.Exports;

/// <summary>Writes rows of a FOCUS export in the order of <see cref="FocusColumns"/>.</summary>
internal sealed class FocusWriter(ExportFormat format, Organization organization, TenancyDirectory directory, CsvWriter csv)
{
    private const string Product = "NextModel";

    public void Write(FocusCharge charge)
    {
        var month = new DateTimeOffset(charge.At.Year, charge.At.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var hour = new DateTimeOffset(charge.At.Year, charge.At.Month, charge.At.Day, charge.At.Hour, 0, 0, TimeSpan.Zero);
        csv.Figure(charge.Billed);
        csv.Text(organization.Id);
        csv.Text(organization.Name);
        csv.Text(charge.Currency);
        Time(month.AddMonths(1));
        Time(month);
        csv.Text(charge.Category);
        csv.Null();
        csv.Text(charge.Description);
        csv.Text(charge.Frequency);
        Time(hour.AddHours(1));
        Time(hour);
        Number(charge.Tokens);
        csv.Text(charge.Tokens is null ? null : "Tokens");
        csv.Figure(charge.List);
        Figure(charge.UnitPrice);
        csv.Figure(charge.Effective);
        csv.Text(charge.InvoiceId);
        csv.Text(Product);
        csv.Figure(charge.List);
        Figure(charge.UnitPrice);
        csv.Text(charge.PricingCategory);
        csv.Text(charge.PricingCurrency);
        Figure(charge.PricingCurrencyUnitPrice);
        Figure(charge.PricingCurrencyEffective);
        Figure(charge.PricingCurrencyUnitPrice);
        Figure(charge.Quantity);
        csv.Text(charge.PricingUnit);
        if (format == ExportFormat.Focus14)
        {
            csv.Null();
        }

        csv.Text(Product);
        csv.Text(charge.Host ?? Product);
        WriteRest(charge);
        csv.EndRow();
    }

    private void WriteRest(FocusCharge charge)
    {
        csv.Text("AI and Machine Learning");
        csv.Text(Product);
        csv.Text("Generative AI");
        csv.Text(charge.SkuId);
        csv.Text(charge.SkuMeter);
        csv.Text(charge.SkuPriceDetails);
        csv.Text(charge.SkuPriceId);
        csv.Text(charge.ProjectId);
        csv.Text(charge.ProjectId is { } project ? directory.FindProject(project)?.Name ?? project : null);
        csv.Text(charge.Tags);
        csv.Text(charge.ServeMode);
        csv.Text(charge.UsageSource);
        csv.Text(charge.ReceiptId);
        csv.Text(charge.ReceiptHash);
        csv.Text(charge.Host);
        Figure(charge.UpstreamCost);
        csv.Text(charge.UpstreamCurrency);
        csv.Text(charge.IsOwnCredential switch { true => "true", false => "false", _ => null });
        csv.Text(charge.PriceVersion);
        csv.Text(charge.ReplayDiscount);
        csv.Text(charge.KeyId);
        Figure(charge.CreditAmount);
    }

    private void Figure(decimal? value)
    {
        if (value is { } figure)
        {
            csv.Figure(figure);
        }
        else
        {
            csv.Null();
        }
    }

    private void Number(long? value)
    {
        if (value is { } number)
        {
            csv.Number(number);
        }
        else
        {
            csv.Null();
        }
    }

    private void Time(DateTimeOffset time) => csv.Raw(Encoding.ASCII.GetBytes(time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
}
