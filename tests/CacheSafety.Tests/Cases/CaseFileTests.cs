using System.Text;
using CacheSafety.Cases;

namespace CacheSafety.Tests.Cases;

public sealed class CaseFileTests
{
    private const string Good = """{"schema":"csb/1","id":"a","suite":"core","class":"number_change","language":"en","old_request":{"model":"m","messages":[{"role":"user","content":"1"}],"seed":9007199254740993},"old_answer":{"text":"x"},"new_request":{"model":"m","messages":[{"role":"user","content":"2"}]},"scope":{"old":{"tenant":"t","project":"p","key":"k","upstream":"platform"},"new":{"tenant":"t","project":"p","key":"k","upstream":"platform"}},"elapsed_s":60,"requires":[],"label":{"reusable":false,"equivalence":"none","must_hit":false,"severity":"major","reason":"other number"},"cost":{},"notes":""}""";

    public static TheoryData<string, string, string, string> Broken() => new()
    {
        { "half a line", "}", "", "" },
        { "other schema", "csb/1", "csb/2", "schema" },
        { "empty id", "\"id\":\"a\"", "\"id\":\"\"", "id" },
        { "no id", "\"id\":\"a\",", "", "id" },
        { "unknown suite", "\"core\"", "\"cores\"", "suite" },
        { "unknown language", "\"en\"", "\"fr\"", "language" },
        { "negative time", "\"elapsed_s\":60", "\"elapsed_s\":-1", "elapsed_s" },
        { "time as text", "\"elapsed_s\":60", "\"elapsed_s\":\"60\"", "elapsed_s" },
        { "unknown capability", "\"requires\":[]", "\"requires\":[\"clocks\"]", "requires[0]" },
        { "a label that contradicts itself", "\"reusable\":false", "\"reusable\":true", "label.equivalence" },
        { "no severity of a trap", "\"severity\":\"major\"", "\"severity\":\"none\"", "label.severity" },
        { "a must-hit that is none", "\"must_hit\":false", "\"must_hit\":true", "label.must_hit" },
        { "no model", "\"old_request\":{\"model\":\"m\",", "\"old_request\":{", "old_request.model" },
        { "no scope of the new request", "\"new\":{\"tenant\":\"t\",", "\"new\":{", "scope.new.tenant" },
        { "a member twice", "\"notes\":\"\"", "\"notes\":\"\",\"notes\":\"\"", "" },
        { "no answer text", "\"old_answer\":{\"text\":\"x\"}", "\"old_answer\":{}", "old_answer.text" },
        { "the same request as a trap", "\"content\":\"2\"}]}", "\"content\":\"1\"}],\"seed\":9007199254740993}", "label.reusable" },
        { "raw that is no JSON", "\"new_request\":", "\"new_request_raw\":\"{\",\"new_request\":", "new_request_raw" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenLine_NamesLineAndField(string what, string found, string put, string field)
    {
        Good.ShouldContain(found);
        var place = Good.LastIndexOf(found, StringComparison.Ordinal);
        if (what != "half a line" && found is not "}")
        {
            place = Good.IndexOf(found, StringComparison.Ordinal);
        }

        var broken = string.Concat(Good.AsSpan(0, place), put, Good.AsSpan(place + found.Length));

        var file = Read(Good.Replace("\"id\":\"a\"", "\"id\":\"first\"", StringComparison.Ordinal), "", broken);

        file.Problems.ShouldContain(problem => problem.Line == 3 && problem.Field == field, what + ": " + string.Join(" | ", file.Problems));
        file.Problems.ShouldAllBe(problem => problem.Line == 3 && problem.Message.Length > 10);
        file.Cases.Count.ShouldBe(1);
    }

    [Fact]
    public void Read_SeveralErrorsInALine_AllAreReported()
    {
        var file = Read(Good.Replace("\"en\"", "\"fr\"", StringComparison.Ordinal).Replace("\"core\"", "\"cores\"", StringComparison.Ordinal)
            .Replace("\"elapsed_s\":60", "\"elapsed_s\":1.5", StringComparison.Ordinal));

        file.Problems.Select(problem => problem.Field).ShouldBe(["suite", "language", "elapsed_s"], ignoreOrder: true);
    }

    [Fact]
    public void Read_IdTwice_NamesTheFirstLine() =>
        Read(Good, Good).Problems.ShouldHaveSingleItem().ToString().ShouldBe("line 2, id: 'a' is the id of line 1 already; give each case its own.");

    [Fact]
    public void Read_BigInteger_KeepsItsDigits() =>
        Encoding.UTF8.GetString(Read(Good).Cases[0].Old.Body.Span).ShouldContain("9007199254740993");

    [Fact]
    public void Read_RawBody_IsSentByteForByte()
    {
        var file = Read(Good.Replace("\"new_request\":", "\"new_request_raw\":\"{ \\\"model\\\" : \\\"m\\\",\\\"messages\\\":[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"\\\\u0032\\\"}]}\",\"new_request\":", StringComparison.Ordinal));

        file.Problems.ShouldBeEmpty();
        Encoding.UTF8.GetString(file.Cases[0].New.Body.Span).ShouldBe("""{ "model" : "m","messages":[{"role":"user","content":"\u0032"}]}""");
    }

    [Fact]
    public void Read_EmptyFile_SaysWhatToDo() => Read("").Problems.ShouldHaveSingleItem().Message.ShouldContain("one JSON object a line");

    [Fact]
    public void Public_Set_IsTheOneThatWasPublished()
    {
        var file = CaseFile.Public();

        file.Problems.ShouldBeEmpty();
        file.Sha256.ShouldBe("35d5fbbc524ed163c6774b34bf03ba74eebed0796188149269acac8e15e1eaca");
        file.Cases.Count.ShouldBe(268);
        file.Cases.Count(one => one.IsGated).ShouldBe(263);
        file.Cases.Count(one => one.IsTrap).ShouldBe(173);
    }

    [Fact]
    public void BuiltIn_Sets_HaveNoProblem() => CaseFile.BuiltIn().Problems.ShouldBeEmpty();

    private static CaseFile Read(params string[] lines) => CaseFile.Read("test", Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
