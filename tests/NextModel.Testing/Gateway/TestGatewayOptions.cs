using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Testing.Gateway;

/// <summary>How a <see cref="TestGateway"/> is set up.</summary>
public sealed record TestGatewayOptions
{
    /// <summary>The source called <c>fake</c>; null for a gateway with the sandbox only.</summary>
    public FakeUpstream? Upstream { get; init; }

    /// <summary>A second source called <c>spare</c>, the second offer of every model.</summary>
    public FakeUpstream? Spare { get; init; }

    /// <summary>Models that answer as FakeUpstream answers to their names; all fixtures unless given.</summary>
    public IReadOnlyList<string> Models { get; init; } = [.. FixtureFile.All.Select(f => f.Name), "canary", "echo"];

    /// <summary>What the sources speak.</summary>
    public string Dialect { get; init; } = "openai-chat";

    /// <summary>Lines added to the source <c>fake</c>, indented by four spaces.</summary>
    public string SourceLines { get; init; } = "    max_attempts: 2";

    /// <summary>The price of every model, as YAML; empty for none.</summary>
    public string Price { get; init; } = "{ currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }";

    /// <summary>Text added to the end of the configuration file.</summary>
    public string MoreConfiguration { get; init; } = "";

    /// <summary>When requests are refused because there is too much to do, as YAML. A machine that tests is busy with other things too.</summary>
    public string Overload { get; init; } = "{ max_wait: 1m }";

    /// <summary>Whether the wait of callers is measured; false where a test says how long it is.</summary>
    public bool MeasuresWait { get; init; } = true;

    /// <summary>Kept when the gateway stops; a new one, removed with the gateway, unless given.</summary>
    public TemporaryDirectory? Directory { get; init; }

    public TimeProvider? Time { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The text of <c>nextmodel.yaml</c>.</summary>
    public string Configuration()
    {
        var yaml = new StringBuilder().AppendLine($"overload: {Overload}");
        if (Upstream is not null)
        {
            yaml.AppendLine("sources:");
            AddSource(yaml, "fake", Upstream);
            if (Spare is not null)
            {
                AddSource(yaml, "spare", Spare);
            }

            yaml.AppendLine("models:");
            foreach (var model in Models)
            {
                yaml.AppendLine($"  - id: {model}").AppendLine("    offers:");
                AddOffer(yaml, "fake", model);
                if (Spare is not null)
                {
                    AddOffer(yaml, "spare", model);
                }
            }
        }

        return yaml.AppendLine(MoreConfiguration).ToString();
    }

    private void AddSource(StringBuilder yaml, string id, FakeUpstream upstream) => yaml
        .AppendLine($"  - id: {id}")
        .AppendLine($"    dialect: {Dialect}")
        .AppendLine($"    base_url: {upstream.BaseUrl}")
        .AppendLine("    api_key: upstream-secret-key")
        .AppendLine("    region: local")
        .AppendLine(SourceLines);

    private void AddOffer(StringBuilder yaml, string source, string model)
    {
        yaml.AppendLine($"      - source: {source}").AppendLine($"        upstream_model: {model}");
        if (Price.Length > 0)
        {
            yaml.AppendLine($"        price: {Price}");
        }
    }
}
