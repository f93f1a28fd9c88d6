using System.Text;
using System.Text.Json.Nodes;
using CacheSafety.Cases;
using CacheSafety.Importing;

namespace CacheSafety.Tests.Importing;

public sealed class ImportTests
{
    [Fact]
    public void PublishedPairs_Lines_BecomeValidCases()
    {
        var imported = PublishedPairs.Read(
        [
            """{"id":"p1","category":"support","old_request":{"model":"m","messages":[{"role":"user","content":"Opening hours?"}]},"old_answer":{"text":"9 to 5"},"new_request":{"model":"m","messages":[{"role":"user","content":"Opening hours?"}]},"fresh_answer":"9 to 5","expected_risk":"low","estimated_upstream_cost_usd":0.002,"notes":"same"}""",
            """{"id":"p2","category":"trap","old_request":{"model":"m","messages":[{"role":"user","content":"Ship 2 boxes"}]},"old_answer":{"text":"2 boxes"},"new_request":{"model":"m","messages":[{"role":"user","content":"Ship 20 boxes"}]},"expected_risk":"high","notes":"number"}""",
            """{"id":"p3","category":"support","old_request":{"model":"m","messages":[{"role":"user","content":"Hi"}]},"old_answer":{"text":"Hello"},"new_request":{"model":"m","messages":[{"role":"user","content":"Hi"}],"metadata":{"region":"eu"}},"expected_risk":"low","notes":"metadata"}""",
        ]);

        var cases = Cases(imported);
        cases.Select(one => one.Label.Equivalence).ShouldBe([Equivalence.Byte, Equivalence.None, Equivalence.Neutral]);
        cases[0].Label.MustHit.ShouldBeTrue();
        cases[2].Label.Contested.ShouldBeTrue("a region may well decide the answer");
        imported.Notes.ShouldHaveSingleItem().ShouldStartWith("p3");
    }

    [Fact]
    public void PublishedPromptSet_VersionThree_BecomesTrapsAndRepeats()
    {
        var imported = PublishedPromptSet.Read(
            """{"version":3,"trapPairs":[{"pairId":"t1","first":{"id":"a","text":"Capital of Oman?","expectKeywords":["Muscat"]},"second":{"id":"b","text":"Capital of Jordan?","expectKeywords":["Amman"],"staleKeywords":["Muscat"]}}],"repeatPairs":[{"pairId":"r1","first":{"id":"c","text":"2+2?","expectKeywords":["4"]},"second":{"id":"d","text":"2+2?","expectKeywords":["4"]}}],"freshQuestions":[{"id":"f"}]}""",
            "gpt-4o-mini");

        Cases(imported).Select(one => (one.Id, one.Label.Reusable, one.Label.MustHit)).ShouldBe([("t1", false, false), ("r1", true, true)]);
        imported.Notes.ShouldHaveSingleItem().ShouldStartWith("1 fresh question");
    }

    [Fact]
    public void PublishedPromptSet_OtherVersion_IsRefused() =>
        Should.Throw<InvalidDataException>(() => PublishedPromptSet.Read("""{"version":2}""", "m")).Message.ShouldContain("version is 2");

    [Fact]
    public void GatewayLog_Requests_GiveRepeatsVariantsAndAProfile()
    {
        const string First = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7}""";
        var imported = GatewayLog.Read(
        [
            First,
            """{"body":""" + First + "}",
            """{"request":{"body":{"temperature":0.70,"model":"m","messages":[{"role":"user","content":"Hi"}]}},"response":{"choices":[{"message":{"content":"Hello"}}]}}""",
            """{"request":{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7,"metadata":{"trace_id":"x"}}}""",
            """{"model":"m","messages":[{"role":"user","content":"Bye"}]}""",
        ]);

        Cases(imported).Select(one => one.Label.Equivalence).ShouldBe([Equivalence.Byte, Equivalence.Json]);
        imported.Profile!.Shares.Values.ShouldBe([0.2, 0.2, 0.2, 0, 0, 0.4], 1e-9);
    }

    [Fact]
    public void GatewayLog_LineWithoutRequest_IsNamed() =>
        Should.Throw<InvalidDataException>(() => GatewayLog.Read(["", "{\"status\":200}"])).Message.ShouldStartWith("line 2");

    /// <summary>The same request as gateways write it.</summary>
    [Theory]
    [InlineData("""{"id":"x","call_type":"acompletion","model":"m","messages":[{"role":"user","content":"Hi"}],"model_parameters":{"temperature":0.7},"response":{"choices":[{"message":{"content":"Hello"}}]},"cache_hit":false}""")]
    [InlineData("""{"request_id":"x","messages":{},"response":"{\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}","proxy_server_request":"{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":0.7}"}""")]
    [InlineData("""{"request_id":"x","request_body":{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7},"response_body":{"choices":[{"message":{"content":"Hello"}}]}}""")]
    [InlineData("""{"id":"x","request":{"url":"https://api.example.com/v1","method":"POST","body":{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7}},"response":{"status":200,"body":{"choices":[{"message":{"content":"Hello"}}]}}}""")]
    public void GatewayLog_LinesOfGateways_HoldTheRequestAndItsAnswer(string line)
    {
        var row = LogRow.Read(line, 1);

        row.Answer.ShouldBe("Hello");
        JsonNode.DeepEquals(JsonNode.Parse(row.Body!), JsonNode.Parse("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7}""")).ShouldBeTrue(row.Body);
    }

    [Fact]
    public void GatewayLog_OtherCalls_ArePassedOverAndCounted()
    {
        var imported = GatewayLog.Read(
        [
            """{"request_body":{"model":"e","input":"text"}}""",
            """{"request_body":{"model":"m","messages":[{"role":"user","content":"Hi"}]}}""",
        ]);

        imported.Cases.ShouldBeEmpty();
        imported.Notes[0].ShouldBe("1 requests: 0 repeat an earlier one byte for byte, 0 in other bytes, 0 but for neutral fields. 1 lines that are no chat request were passed over.");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"messages\":{},\"model\":\"m\"}")]
    [InlineData("{\"request_body\":{\"model\":\"m\"}}")]
    [InlineData("{\"request_body\":\"{broken\"}")]
    public void GatewayLog_LineThatHidesItsRequest_IsNamed(string line) =>
        Should.Throw<InvalidDataException>(() => GatewayLog.Read([line])).Message.ShouldStartWith("line 1");

    [Fact]
    public void Receipts_SameDigestOfTheSameProject_IsARepeat()
    {
        static string Receipt(string project, string digest, string operation = "chat.completions", string sandbox = "false") =>
            $$"""{"schema":"nextmodel.receipt/1","operation":"{{operation}}","project":"{{project}}","request_digest":"hmac-sha256:{{digest}}","sandbox":{{sandbox}}}""";

        var imported = ReceiptLog.Read(
        [
            Receipt("a", "1"), Receipt("a", "2"), Receipt("a", "1"), Receipt("b", "1"), Receipt("a", "1", "embeddings"), Receipt("a", "1", sandbox: "true"), "",
        ]);

        imported.Cases.ShouldBeEmpty();
        imported.Profile!.Shares["repeat"].ShouldBe(0.25);
        imported.Profile.Shares["unrelated"].ShouldBe(0.75);
    }

    [Fact]
    public void Receipts_LineThatIsNone_IsNamed() =>
        Should.Throw<InvalidDataException>(() => ReceiptLog.Read(["""{"id":"rcpt_1"}"""])).Message.ShouldStartWith("line 1: it is no receipt");

    private static IReadOnlyList<Case> Cases(ImportedCases imported)
    {
        var file = CaseFile.Read("imported", Encoding.UTF8.GetBytes(string.Join('\n', imported.Cases.Select(one => one.ToJsonString()))));
        file.Problems.ShouldBeEmpty();
        return file.Cases;
    }
}
