using System.Globalization;
using System.Text.Json;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Ledger;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>All receipts of an installation that has ended, as read from its files.</summary>
public sealed class FinalState
{
    private readonly List<ReceiptProblem> _problems = [];

    public List<RecordedReceipt> Receipts { get; } = [];

    /// <summary>The same, whole.</summary>
    public List<SeenReceipt> Whole { get; } = [];

    public static Task<FinalState> ReadAsync(TemporaryDirectory directory) => ReadAsync(directory, null);

    /// <param name="directory">Of the installation.</param>
    /// <param name="database">Its PostgreSQL database; null for SQLite in the directory.</param>
    public static async Task<FinalState> ReadAsync(TemporaryDirectory directory, string? database)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NEXTMODEL_DATA"] = directory.File("data") };
        if (database is not null)
        {
            environment["NEXTMODEL_DATABASE"] = database;
        }

        using var ledger = await ReadOnlyLedger.OpenAsync(Installation.Read(environment.GetValueOrDefault, directory.Path, []), CancellationToken.None)
            ?? throw new InvalidOperationException("There is no ledger.");
        VerifyingKeys.TryParse(ledger.JwkSet(), out var keys).ShouldBeTrue();
        var state = new FinalState();
        using (keys)
        {
            var verifier = new ReceiptVerifier(keys!);
            var chain = new LogChainVerifier();
            await foreach (var receipt in ledger.Reader.ExportAsync(null, CancellationToken.None))
            {
                var verdict = verifier.Verify(receipt);
                state._problems.AddRange(verdict.Problems);
                if (chain.Add(verdict.Place!) is { } broken)
                {
                    state._problems.Add(broken);
                }

                state.Receipts.Add(Read(receipt));
                state.Whole.Add(SeenReceipt.Parse(receipt));
            }
        }

        return state;
    }

    public void ShouldVerify()
    {
        _problems.ShouldBeEmpty();
        Receipts.Select(r => r.RequestId).ShouldBeUnique();
    }

    /// <summary>Every whole answer has its receipt, and no answer of a source was charged twice.</summary>
    public void ShouldAccountFor(Transcript seen)
    {
        ShouldVerify();
        var completed = Receipts.Where(r => r.Outcome == "completed").Select(r => r.RequestId).ToHashSet();
        seen.Whole.Where(id => !completed.Contains(id)).ShouldBeEmpty();
        Receipts.SelectMany(r => r.UpstreamAnswers).ShouldBeUnique();
    }

    private static RecordedReceipt Read(byte[] receipt)
    {
        using var json = JsonDocument.Parse(receipt);
        var root = json.RootElement;
        return new RecordedReceipt(
            root.GetProperty("request_id").GetString()!,
            root.GetProperty("outcome").GetString()!,
            decimal.Parse(root.GetProperty("billing").GetProperty("amount").GetString()!, CultureInfo.InvariantCulture),
            root.GetProperty("serve_mode").GetString()!,
            [.. root.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("upstream_response_id").GetString()).OfType<string>()]);
    }
}
