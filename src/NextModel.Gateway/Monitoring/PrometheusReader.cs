using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NextModel.Gateway.Monitoring;

/// <summary>Reads all metrics when somebody asks, as one text in Prometheus' format.</summary>
internal sealed class PrometheusReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Exporter _exporter = new();

    public PrometheusReader() => Reader = new BaseExportingMetricReader(_exporter);

    /// <summary>For the provider that gathers.</summary>
    public MetricReader Reader { get; }

    /// <summary>The text as of now.</summary>
    public string Read()
    {
        lock (_gate)
        {
            _exporter.Text.Clear();
            Reader.Collect();
            return _exporter.Text.ToString();
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        _exporter.Dispose();
    }

    private sealed class Exporter : BaseExporter<Metric>
    {
        public StringBuilder Text { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                PrometheusText.Write(metric, Text);
            }

            return ExportResult.Success;
        }
    }
}
