using System.Text;
using NextModel.Json;

namespace NextModel.Tests.Json;

public sealed class JsonTapeTests
{
    [Theory]
    [InlineData("", JsonProblemKind.Empty, 0)]
    [InlineData(" \n", JsonProblemKind.Empty, 2)]
    [InlineData("{", JsonProblemKind.UnexpectedEnd, 1)]
    [InlineData("[1,]", JsonProblemKind.UnexpectedByte, 3)]
    [InlineData("{\"a\" 1}", JsonProblemKind.UnexpectedByte, 5)]
    [InlineData("{\"a\":1,}", JsonProblemKind.UnexpectedByte, 7)]
    [InlineData("{a:1}", JsonProblemKind.UnexpectedByte, 1)]
    [InlineData("[1}", JsonProblemKind.UnexpectedByte, 2)]
    [InlineData("[1] x", JsonProblemKind.TrailingText, 4)]
    [InlineData("{} {}", JsonProblemKind.TrailingText, 3)]
    [InlineData("1 // one", JsonProblemKind.TrailingText, 2)]
    [InlineData("[01]", JsonProblemKind.BadNumber, 1)]
    [InlineData("[-]", JsonProblemKind.BadNumber, 1)]
    [InlineData("[1.e2]", JsonProblemKind.BadNumber, 1)]
    [InlineData("[NaN]", JsonProblemKind.UnexpectedByte, 1)]
    [InlineData("[nul]", JsonProblemKind.UnexpectedByte, 1)]
    [InlineData("[\"\\q\"]", JsonProblemKind.BadEscape, 2)]
    [InlineData("[\"\\u12\"]", JsonProblemKind.BadEscape, 2)]
    [InlineData("[\"abc", JsonProblemKind.UnexpectedEnd, 5)]
    [InlineData("[\"a\nb\"]", JsonProblemKind.ControlCharacter, 3)]
    [InlineData("{\"a\":1,\"b\":{},\"a\":2}", JsonProblemKind.DuplicateMember, 14)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", JsonProblemKind.DuplicateMember, 7)]
    [InlineData("[\"ok \\ud800 no\"]", JsonProblemKind.LoneSurrogate, 1)]
    [InlineData("{\"\\udc00\":1}", JsonProblemKind.LoneSurrogate, 1)]
    public void TryParse_BadText_SaysWhatAndWhere(string text, JsonProblemKind kind, int offset) =>
        Parsed.Problem(Encoding.UTF8.GetBytes(text), JsonLimits.Request).ShouldBe(new JsonProblem(kind, offset));

    [Fact]
    public void TryParse_ByteOrderMark_IsRefused() =>
        Parsed.Problem([0xEF, 0xBB, 0xBF, .. "{}"u8], JsonLimits.Request).Kind.ShouldBe(JsonProblemKind.UnexpectedByte);

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC0, 0xAF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xE2, 0x82, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xF4, 0x90, 0x80, 0x80, 0x22 })]
    public void TryParse_NoUtf8_IsRefused(byte[] text) =>
        Parsed.Problem(text, JsonLimits.Upstream).Kind.ShouldBe(JsonProblemKind.NotUtf8);

    [Fact]
    public void TryParse_AtTheDepthLimit_IsReadAndOneDeeperIsNot()
    {
        var limit = JsonLimits.Request.MaxDepth;
        Parsed.Strict(new string('[', limit) + new string(']', limit)).Return();
        Parsed.Strict(Nested("{\"a\":", limit, "}")).Return();
        Parsed.Problem(Encoding.UTF8.GetBytes(new string('[', limit + 1) + new string(']', limit + 1)), JsonLimits.Request)
            .ShouldBe(new JsonProblem(JsonProblemKind.TooDeep, limit));
        Parsed.Problem(Encoding.UTF8.GetBytes(Nested("{\"a\":", limit + 1, "}")), JsonLimits.Request).Kind
            .ShouldBe(JsonProblemKind.TooDeep);
    }

    [Fact]
    public void TryParse_DeepBomb_IsRefusedAtTheLimit() =>
        Parsed.Problem(Encoding.UTF8.GetBytes(new string('[', 5_000_000)), JsonLimits.Upstream)
            .ShouldBe(new JsonProblem(JsonProblemKind.TooDeep, JsonLimits.Upstream.MaxDepth));

    [Fact]
    public void TryParse_TooManyValues_IsRefused()
    {
        var limits = new JsonLimits(8, 100, Strict: true);
        Parsed.Parse(Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("1", 99)) + "]"), limits).Return();
        Parsed.Problem(Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("1", 100)) + "]"), limits).Kind
            .ShouldBe(JsonProblemKind.TooManyValues);
        var members = string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"m{i}\":0"));
        Parsed.Problem(Encoding.UTF8.GetBytes("{" + members + "}"), limits).Kind.ShouldBe(JsonProblemKind.TooManyValues);
    }

    [Fact]
    public void TryParse_ManyMembers_FindsTheDuplicateAmongThem()
    {
        var names = Enumerable.Range(0, 50_000).Select(i => $"\"m{i}\":0").ToList();
        Parsed.Strict("{" + string.Join(',', names) + "}").Return();
        names.Add("\"m\\u0037\":1");
        Parsed.Problem(Encoding.UTF8.GetBytes("{" + string.Join(',', names) + "}"), JsonLimits.Request).Kind
            .ShouldBe(JsonProblemKind.DuplicateMember);
    }

    [Fact]
    public void TryParse_AfterAFailure_LeavesAnEmptyTape()
    {
        var tape = JsonTape.Rent();
        tape.TryParse("[1,2"u8.ToArray(), JsonLimits.Request, out _).ShouldBeFalse();
        tape.Text.Length.ShouldBe(0);
        tape.TryParse("[3]"u8.ToArray(), JsonLimits.Request, out _).ShouldBeTrue();
        tape.Root.Count().ShouldBe(1);
        tape.Return();
    }

    [Fact]
    public void Return_Twice_HandsTheTapeOutOnce()
    {
        var tape = Parsed.Strict("{}");
        tape.Return();
        tape.Return();
        JsonTape[] rented = [JsonTape.Rent(), JsonTape.Rent(), JsonTape.Rent()];
        rented.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Indexer_MissingMemberOrOtherKind_IsNone()
    {
        var tape = Parsed.Strict("""{"a":{"b":null},"c":[1]}""");
        tape.Root["a"u8]["b"u8].Kind.ShouldBe(JsonKind.Null);
        tape.Root["a"u8]["b"u8]["x"u8].Kind.ShouldBe(JsonKind.None);
        tape.Root["c"u8]["a"u8].IsNullOrMissing.ShouldBeTrue();
        tape.Root["z"u8].IsNullOrMissing.ShouldBeTrue();
        tape.Return();
    }

    [Fact]
    public void Indexer_LenientDuplicate_LastCounts()
    {
        var tape = Parsed.Lenient("""{"a":1,"\u0061":2}""");
        tape.Root["a"u8].TryGetInt64(out var value).ShouldBeTrue();
        value.ShouldBe(2);
        tape.Return();
    }

    private static string Nested(string open, int depth, string close)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            text.Append(open);
        }

        text.Append("null");
        for (var i = 0; i < depth; i++)
        {
            text.Append(close);
        }

        return text.ToString();
    }
}
