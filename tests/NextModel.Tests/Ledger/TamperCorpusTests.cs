using System.Text;
using NextModel.Ledger;
using NextModel.Reporting.Exports;
using NextModel.Testing;
using NextModel.Testing.Evidence;

namespace NextModel.Tests.Ledger;

/// <summary>Every case of the corpus is found by its code, and nothing is said of what is genuine.</summary>
public sealed class TamperCorpusTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Forger _forger = new();
    private readonly Forger _stranger = new();
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync() => _sample = await EvidenceSample.MakeAsync(_directory.Path, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _forger.Dispose();
        _stranger.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_EveryCase_SaysItsCodeFirst()
    {
        var cases = TamperCorpus.Of(_sample, _forger, _stranger);
        cases.Count(one => one.Expected is not null).ShouldBeGreaterThanOrEqualTo(120);
        cases.Select(one => one.Kind + one.Name).ShouldBeUnique();
        cases.Select(one => one.Expected).Distinct().Order().ShouldBe(
            [null, "receipt_amount_mismatch", "receipt_chain_broken", "receipt_chain_gap", "receipt_hash_mismatch", "receipt_key_unknown", "receipt_request_id_mismatch",
                "receipt_schema_unknown", "receipt_signature_invalid"]);
        await SayTheirCodesAsync(cases);
    }

    [Fact]
    public async Task Verify_EveryManifest_SaysItsCodeFirst()
    {
        var cases = TamperCorpus.Manifests(_sample, _forger, _stranger);
        cases.Count(one => one.Expected is not null).ShouldBeGreaterThanOrEqualTo(60);
        cases.Select(one => one.Name).ShouldBeUnique();
        await SayTheirCodesAsync(cases);
    }

    private async Task SayTheirCodesAsync(IReadOnlyList<TamperCase> cases)
    {
        var wrong = new List<string>();
        foreach (var one in cases)
        {
            var found = await VerifyAsync(one);
            if ((found.Count == 0 ? null : found[0]) != one.Expected)
            {
                wrong.Add($"{one.Kind}, {one.Name}: {one.Expected ?? "genuine"} expected, said was {string.Join(' ', found)}");
            }
        }

        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private async Task<IReadOnlyList<string>> VerifyAsync(TamperCase one)
    {
        var jwkSet = Encoding.UTF8.GetBytes(TamperCorpus.JwkSet(_sample, _forger));
        VerifyingKeys.TryParse(jwkSet, out var keys).ShouldBeTrue();
        using (keys)
        {
            return one.Kind switch
            {
                "receipt" => Codes(new ReceiptVerifier(keys!).Verify(Encoding.UTF8.GetBytes(one.Documents[0])).Problems),
                "proof" => Codes(ReceiptProof.Verify(Encoding.UTF8.GetBytes(one.Documents[0]), keys!).Problems),
                "checkpoint" => SignedCheckpoint.TryRead(one.Documents[0], keys!, out var problem) is null ? Codes([problem!]) : [],
                "consistency" => VerifyConsistency(one.Documents, keys!),
                "manifest" => await VerifyManifestAsync(one.Documents, jwkSet, keys!),
                _ => await VerifyExportAsync(one.Documents, jwkSet, keys!),
            };
        }
    }

    private static async Task<IReadOnlyList<string>> VerifyExportAsync(string[] documents, byte[] jwkSet, VerifyingKeys keys)
    {
        var checkpoint = documents.Length > 1 ? SignedCheckpoint.TryRead(documents[1], keys, out _).ShouldNotBeNull().Checkpoint : null;
        using var verifier = new EvidenceVerifier(jwkSet, new LogChainVerifier(checkpoint));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(documents[0]));
        await new ReceiptLines().RunAsync(stream, verifier, _ => { }, TestContext.Current.CancellationToken);
        return Codes(verifier.Report.First.Select(finding => finding.Problem));
    }

    private static async Task<IReadOnlyList<string>> VerifyManifestAsync(string[] documents, byte[] jwkSet, VerifyingKeys keys)
    {
        if (ExportStatement.TryRead(Encoding.UTF8.GetBytes(documents[1]), keys, out var problem) is not { } stated)
        {
            return Codes([problem!]);
        }

        using var verifier = new EvidenceVerifier(jwkSet, ExportCheck.ChainOf(stated));
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(documents[0]));
        await ExportCheck.RunAsync(stated, file, verifier, _ => { }, TestContext.Current.CancellationToken);
        return Codes(verifier.Report.First.Select(finding => finding.Problem));
    }

    private static string[] VerifyConsistency(string[] documents, VerifyingKeys keys)
    {
        var old = SignedCheckpoint.TryRead(documents[0], keys, out var problem);
        var grown = old is null ? null : SignedCheckpoint.TryRead(documents[1], keys, out problem);
        if (old is null || grown is null)
        {
            return Codes([problem!]);
        }

        var first = old.Checkpoint.Heads[0];
        var second = grown.Checkpoint.Heads.FirstOrDefault(head => head.OrganizationId == first.OrganizationId);
        var path = documents[2].Length == 0 ? first.Tree == second?.Tree ? [] : null
            : ConsistencyProof.TryRead(Encoding.UTF8.GetBytes(documents[2]), first.Tree!.Size, second?.Tree?.Size ?? 0);
        return ConsistencyProof.Check(first, second, path) is { } wrong ? Codes([wrong]) : [];
    }

    private static string[] Codes(IEnumerable<ReceiptProblem> problems) => [.. problems.Select(problem => problem.Wire)];
}
