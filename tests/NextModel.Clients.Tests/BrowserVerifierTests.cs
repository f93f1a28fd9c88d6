using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Evidence;

namespace NextModel.Clients.Tests;

/// <summary>The verifier that browsers get says of every case of the corpus what the command line says.</summary>
public sealed class BrowserVerifierTests
{
    [Fact]
    public async Task Verify_EveryCaseOfTheCorpus_SaysItsCodeFirst()
    {
        using var directory = new TemporaryDirectory();
        using var forger = new Forger();
        using var stranger = new Forger();
        var sample = await EvidenceSample.MakeAsync(directory.Path, TestContext.Current.CancellationToken);
        var module = directory.File("receipt-verifier.mjs");
        await File.WriteAllBytesAsync(module, Gateway.Reporting.VerifierModule.JavaScript, TestContext.Current.CancellationToken);

        var said = await NodeScript.RunAsync(["verify-evidence.mjs", module], TamperCorpus.ToJson(sample, forger, stranger));

        var cases = TamperCorpus.Of(sample, forger, stranger);
        said.Count.ShouldBe(cases.Count);
        var wrong = cases.Zip(said, (one, codes) => (one, Codes: JsonSerializer.Deserialize<string[]>(codes)!))
            .Where(pair => pair.Codes.FirstOrDefault() != pair.one.Expected)
            .Select(pair => $"{pair.one.Kind}, {pair.one.Name}: {pair.one.Expected ?? "genuine"} expected, said was {string.Join(' ', pair.Codes)}")
            .ToList();
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }
}
