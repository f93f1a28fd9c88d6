using System.Reflection;
using System.Text.Json;
using NextModel.Providers.Gemini;
using NextModel.Providers.Translation;

namespace NextModel.Tests.Providers.Translation;

/// <summary>Each dialect says of every member of a chat request what becomes of it, and the reference says the same.</summary>
public sealed class MemberRulesTests
{
    public static TheoryData<string> Dialects => [.. Translators.All.Select(translator => translator.Name)];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Rules_EveryMemberOpenAIHas_HasOne(string dialect)
    {
        var rules = Rules(dialect);

        rules.All.Select(rule => rule.Name).ShouldBe(MembersOfOpenAI().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Rules_InTheReference_AreTheSame(string dialect)
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "reference", "dialects.md"));
        var start = page.IndexOf($"\n## {dialect}\n", StringComparison.Ordinal);
        start.ShouldBePositive($"docs/reference/dialects.md has no section '## {dialect}'");
        var section = page[(start + 1)..];
        section = section[..(section.IndexOf("\n## ", StringComparison.Ordinal) is > 0 and var end ? end : section.Length)];
        var table = section[..(section.IndexOf("\n### ", StringComparison.Ordinal) is > 0 and var first ? first : section.Length)];

        table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ShouldBe(Rules(dialect).All.Select(Row));
    }

    [Fact]
    public void EmbeddingRules_EveryMemberOpenAIHasOnceAndTheReferenceSaysTheSame()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "reference", "dialects.md"));
        var section = page[page.IndexOf("\n### Embeddings of Gemini\n", StringComparison.Ordinal)..];
        var table = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];

        GeminiEmbeddingMembers.Rules.All.Select(rule => rule.Name).ShouldBe(["dimensions", "encoding_format", "input", "model", "user"], "OpenAI's reference of embeddings");
        table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ShouldBe(GeminiEmbeddingMembers.Rules.All.Select(Row));
    }

    private static string Row(MemberRule rule) => $"| `{rule.Name}` | {rule.Treatment switch
    {
        MemberTreatment.Sent => "sent as ",
        MemberTreatment.Dropped => "dropped: ",
        MemberTreatment.Refused => "refused: ",
        _ => "kept here: ",
    }}{rule.Remark} |";

    private static MemberRules Rules(string dialect) => Translators.All.Single(translator => translator.Name == dialect).Members;

    // The file that holds every member of OpenAI's published description, at any depth.
    private static HashSet<string> MembersOfOpenAI()
    {
        using var file = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("request-fields.jsonl")!);
        var members = new HashSet<string>(StringComparer.Ordinal);
        while (file.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.GetProperty("operation").GetString() == "chat")
            {
                members.Add(row.RootElement.GetProperty("path").GetString()!.Split('.', '[', '(')[0]);
            }
        }

        members.Remove("x_unknown");
        return members;
    }

    private static string Root()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "NextModel.slnx")))
        {
            at = Path.GetDirectoryName(at.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new InvalidOperationException("No repository above the tests.");
        }

        return at;
    }
}
