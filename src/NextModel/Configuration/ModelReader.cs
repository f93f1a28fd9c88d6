using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>Reads one entry of <c>models</c> with its facts and offers.</summary>
internal static class ModelReader
{
    public static ModelOptions Read(YamlSection section)
    {
        var model = new ModelOptions(section.Where, section.RequiredText("id"))
        {
            OwnedBy = section.Text("owned_by"),
            Tokenizer = section.Text("tokenizer"),
            Name = section.Text("name"),
            ContextWindow = (long?)section.Number("context_window", 1, int.MaxValue),
            MaxOutputTokens = (long?)section.Number("max_output_tokens", 1, int.MaxValue),
            Capabilities = section.Section("capabilities") is { } capabilities ? ReadCapabilities(capabilities) : default,
            Status = section.Text("status") is { } status ? ReadStatus(section, status) : null,
            RetiresOn = section.Day("retires_on"),
            WorkloadFit = section.Section("workload_fit") is { } fit ? ReadFit(fit) : null,
            Offers = [.. section.Sections("offers").Select(ReadOffer)],
        };
        if (model.Tokenizer is not (null or "o200k_base" or "cl100k_base"))
        {
            section.Report("tokenizer", $"'{model.Tokenizer}' is neither o200k_base nor cl100k_base.");
        }

        section.RejectUnknown();
        return model;
    }

    private static CapabilitySet ReadCapabilities(YamlSection section)
    {
        var set = CapabilitySet.Unknown;
        foreach (var (name, capability) in CapabilityNames.All)
        {
            set = section.Flag(name) is { } can ? set.With(capability, can) : set;
        }

        section.RejectUnknown();
        return set;
    }

    private static ModelStatus? ReadStatus(YamlSection section, string status)
    {
        if (ModelStatusNames.Parse(status) is { } known)
        {
            return known;
        }

        section.Report("status", $"'{status}' is not one of stable, preview, deprecated.");
        return null;
    }

    private static List<WorkloadFit> ReadFit(YamlSection section)
    {
        var fit = new List<WorkloadFit>();
        foreach (var workload in section.MemberNames())
        {
            var reason = section.RequiredText(workload);
            if (workload.Length is 0 or > 64 || workload.Any(c => c is <= ' ' or > '~'))
            {
                section.Report(workload, "may only be 1 to 64 printable ASCII characters without spaces.");
            }

            fit.Add(new WorkloadFit(workload, reason));
        }

        return fit;
    }

    private static OfferOptions ReadOffer(YamlSection section)
    {
        var offer = new OfferOptions(
            section.Where,
            section.RequiredText("source"),
            section.Text("upstream_model"),
            section.Section("price") is { } price ? PriceReader.Read(price) : null);
        section.RejectUnknown();
        return offer;
    }
}
