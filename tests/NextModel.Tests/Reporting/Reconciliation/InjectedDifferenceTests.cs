using NextModel.Reporting.ProviderFiles;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>Receipts become a provider's file, differences are put in, and the report must find exactly those.</summary>
public sealed class InjectedDifferenceTests
{
    [Fact]
    public void Reconcile_CallsWithRandomDifferences_FindsExactlyThose() => Seeds.ForAll(60, random =>
    {
        var calls = new RandomCalls(random, random.Next(1, 80));
        if (calls.File.Length == 0)
        {
            return;
        }

        var it = new Case("openrouter")
        {
            Parameters = new() { Provider = "openrouter", FinalThrough = RandomCalls.Final },
            MaxInMemory = random.Next(1, 40),
        };
        calls.Attempts.ForEach(attempt => it.Receipt(attempt));
        var outcome = it.File(calls.File).Reconcile().ShouldAddUp();

        Found(outcome, line => line.GetProperty("receipt").GetString() is { } receipt
            ? $"{receipt}#{line.GetProperty("attempt").GetInt32()}"
            : line.GetProperty("provider_id").GetString()!).ShouldBe(calls.Expected);
    });

    [Theory]
    [InlineData("openai")]
    [InlineData("deepseek")]
    [InlineData("mapped")]
    public void Reconcile_DaysWithRandomDifferences_FindsExactlyThose(string provider) => Seeds.ForAll(60, random =>
    {
        var days = new RandomDays(random);
        var it = new Case(provider)
        {
            Parameters = new() { Provider = provider },
            Settings = new ImportSettings { Mapping = provider == "mapped" ? Mapping() : null },
            MaxInMemory = random.Next(1, 40),
        };
        days.Attempts.ForEach(attempt => it.Receipt(attempt));
        var outcome = it.File(provider switch { "openai" => days.OpenAI(), "deepseek" => days.DeepSeek(), _ => days.Mapped() }).Reconcile().ShouldAddUp();

        Found(outcome, line => $"{line.GetProperty("bucket").GetString()![..10]} {line.GetProperty("model").GetString()}").ShouldBe(days.Expected);
    });

    private static SortedDictionary<string, string> Found(Outcome outcome, Func<System.Text.Json.JsonElement, string> name) =>
        new(outcome.Lines.ToDictionary(name, Outcome.Class), StringComparer.Ordinal);

    private static FileMapping Mapping() => FileMapping.Parse("""
        {"columns":{"time":"Day","model":"Model","input":"In","cache_read":"Read","cache_write":"Write","output":"Out","requests":"Calls"}}
        """u8.ToArray()).TryGet(out var mapping, out var refusal) ? mapping : throw new InvalidOperationException(refusal.Message);
}
