using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Reporting.ProviderFiles;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>Receipts and provider files of one acceptance case, and the report that is made of them. All numbers are invented.</summary>
internal sealed class Case(string provider)
{
    private readonly List<ExpectedAttempt> _attempts = [];
    private readonly List<(string Name, byte[] Body)> _files = [];

    public static IReadOnlyDictionary<string, TokenPrices> Prices { get; } = new Dictionary<string, TokenPrices>
    {
        ["mx-small"] = new(0.50m, 0.05m, 0.625m, 2.00m),
        ["mx-large"] = new(3m, 0.30m, 3.75m, 15m),
        ["ds-chat"] = new(2m, 0.2m, 2m, 8m),
    };

    public ReconciliationParameters Parameters { get; init; } = new() { Provider = provider, Prices = Prices };

    public ImportSettings Settings { get; init; } = new();

    /// <summary>Records a sorter holds; small, and everything goes through files.</summary>
    public int MaxInMemory { get; init; } = SpillSpace.DefaultMaxInMemory;

    public static long Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    /// <summary>Adds the attempts of one receipt.</summary>
    public Case Receipt(params ExpectedAttempt[] attempts)
    {
        _attempts.AddRange(attempts);
        return this;
    }

    public Case File(string body, string name = "file") => File(Encoding.UTF8.GetBytes(body), name);

    public Case File(byte[] body, string name = "file")
    {
        _files.Add((name, body));
        return this;
    }

    /// <summary>The report's bytes.</summary>
    public byte[] Run()
    {
        using var bytes = new MemoryStream();
        Make(report => ReportJson.Write(report, bytes));
        return bytes.ToArray();
    }

    /// <summary>The report as Markdown.</summary>
    public string Markdown()
    {
        using var text = new StringWriter();
        Make(report => ReportMarkdown.Write(report, text));
        return text.ToString();
    }

    public Outcome Reconcile() => new(JsonDocument.Parse(Run()).RootElement);

    private void Make(Action<ReconciliationReport> write)
    {
        using var space = new SpillSpace(Path.GetTempPath(), TimeProvider.System, MaxInMemory);
        using var reconciler = new Reconciler(Parameters, space);
        var files = new ProviderFileSet(new ProviderFileReader(Parameters.Provider, Settings), reconciler, Parameters.From, Parameters.To);
        foreach (var (name, body) in _files)
        {
            files.Add(name, new MemoryStream(body), TestContext.Current.CancellationToken);
        }

        files.Problems.ShouldBeEmpty();
        reconciler.EndRows().ShouldBeNull();
        foreach (var attempt in _attempts)
        {
            reconciler.Add(attempt);
        }

        write(reconciler.Finish(files.Imports, null, TestContext.Current.CancellationToken));
    }
}
