using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Evidence;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>receipts verify</c> by the real command line, without an installation: exit codes and what is said.</summary>
public sealed class EvidenceCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_directory.File("ledger"));
        _sample = await EvidenceSample.MakeAsync(_directory.File("ledger"), TestContext.Current.CancellationToken);
        foreach (var (name, text) in new[]
        {
            ("jwks.json", _sample.JwkSet), ("receipt.json", _sample.Receipts[2]), ("export.jsonl", string.Join('\n', _sample.Receipts) + "\n"),
            ("cut.jsonl", string.Join('\n', _sample.Receipts.SkipLast(1)) + "\n"), ("old.json", _sample.OldView), ("new.json", _sample.NewView),
            ("proof.json", _sample.Proof), ("consistency.json", _sample.Consistency), ("changed.json", _sample.Receipts[2].Replace("\"local\"", "\"cn\"", StringComparison.Ordinal)),
        })
        {
            await File.WriteAllTextAsync(_directory.File(name), text, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Verify_GenuineEvidenceOfEveryKind_ExitsWithZero()
    {
        foreach (var (arguments, expected) in new[]
        {
            ("receipt.json", "1 receipts verified: hashes, signatures, amounts."), ("receipt.json --proof proof.json", "amounts, checkpoint."), ("proof.json", "1 receipts verified"),
            ("export.jsonl", "16 receipts verified: hashes, signatures, amounts, chains."), ("export.jsonl --checkpoint new.json", "chains, checkpoint."), ("cut.jsonl", "15 receipts verified"),
            ("ledger/nextmodel.db", "20 receipts verified"), ("ledger/nextmodel.db --checkpoint new.json", "checkpoint."),
            ("--consistency old.json new.json --proof consistency.json", "8 receipts then, 16 now."),
        })
        {
            var done = await VerifyAsync(arguments);
            done.ExitCode.ShouldBe(0, $"{arguments}: {done.Output}{done.Errors}");
            done.Output.ShouldContain(expected, customMessage: arguments);
        }
    }

    [Fact]
    public async Task Verify_TamperedEvidence_NamesTheCodeAndExitsWithOne()
    {
        foreach (var (arguments, code) in new[]
        {
            ("changed.json", "receipt_hash_mismatch"), ("cut.jsonl --checkpoint new.json", "receipt_chain_gap"), ("changed.json --proof proof.json", "receipt_hash_mismatch"),
            ("--consistency new.json old.json --proof consistency.json", "receipt_chain_gap"), ("old.json", "receipt_schema_unknown"),
        })
        {
            var done = await VerifyAsync(arguments);
            done.ExitCode.ShouldBe(1, $"{arguments}: {done.Output}{done.Errors}");
            done.Output.ShouldContain(code, customMessage: arguments);
        }

        using var json = JsonDocument.Parse((await VerifyAsync("cut.jsonl --checkpoint new.json --json")).Output);
        json.RootElement.GetProperty("valid").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("receipts").GetInt64().ShouldBe(15);
        json.RootElement.GetProperty("codes").GetProperty("receipt_chain_gap").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("problems")[0].GetProperty("code").GetString().ShouldBe("receipt_chain_gap");
    }

    [Theory]
    [InlineData("")]
    [InlineData("receipt.json --all")]
    [InlineData("receipt.json --checkpoint nowhere.json")]
    [InlineData("--consistency old.json")]
    [InlineData("export.jsonl --partial --checkpoint new.json")]
    public async Task Verify_WrongCommandLine_ExitsWithTwoOrTellsUsage(string arguments) =>
        (await VerifyAsync(arguments)).ExitCode.ShouldBeOneOf(1, 2);

    private Task<CommandProcess> VerifyAsync(string arguments) => CommandProcess.RunAsync(
        _directory.Path, "http://127.0.0.1:1",
        ["receipts", "verify", "--jwks", "jwks.json", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
}
