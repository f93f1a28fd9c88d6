using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Tests.Json;

public sealed class Rfc8785Tests
{
    [Fact]
    public void Write_VectorsOfAnIndependentImplementation_SameBytes()
    {
        using var reader = new StreamReader(typeof(Rfc8785Tests).Assembly.GetManifestResourceStream("rfc8785-vectors.jsonl")!);
        var vectors = 0;
        while (reader.ReadLine() is { } line)
        {
            using var vector = JsonDocument.Parse(line);
            Canonical(vector.RootElement.GetProperty("in").GetString()!).ShouldBe(vector.RootElement.GetProperty("out").GetString());
            vectors++;
        }

        vectors.ShouldBe(200);
    }

    // The table of RFC 8785 appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Write_Double_IsSpelledAsEcmaScriptDoes(ulong bits, string expected) =>
        Canonical(BitConverter.UInt64BitsToDouble(bits).ToString("E20", CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Theory]
    [InlineData("1e400", "1e+400")]
    [InlineData("-12.50e999", "-1.25e+1000")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e-400", "0")]
    [InlineData("1E0", "1")]
    public void Write_NumberNoDoubleHolds_IsNearestDoubleOrDecimal(string number, string expected) => Canonical(number).ShouldBe(expected);

    [Fact]
    public void Write_Members_AreSortedByUtf16CodeUnits()
    {
        // A pair's code units (D83D DE00) come before U+FB33 and U+FFFF, though its code point comes after them.
        var text = """{"\ufb33":1,"😀":2,"\uffff":3,"€":4,"\r":5,"1":6,"ö":7,"\u0080":8,"":9,"10":10,"\ue000":11}""";
        Canonical(text).ShouldBe("{\"\":9,\"\\r\":5,\"1\":6,\"10\":10,\"\u0080\":8,\"ö\":7,\"€\":4,\"😀\":2,\"\ue000\":11,\"\ufb33\":1,\"\uffff\":3}");
    }

    [Fact]
    public void Write_Strings_KeepOnlyNeededEscapes() =>
        Canonical("""["\u20ac\/\u000F\u000a\u0042\u0022\u005c\u007f\ud83d\ude00\b\f\n\r\t\"\\"]""")
            .ShouldBe("[\"€/\\u000f\\nB\\\"\\\\\u007f😀\\b\\f\\n\\r\\t\\\"\\\\\"]");

    [Fact]
    public void Write_LoneSurrogate_BecomesReplacementCharacter() =>
        Canonical("""["a\ud800b","\udc00","\ude00\ud83d","\ud83d\ude00"]""").ShouldBe("[\"a\ufffdb\",\"\ufffd\",\"\ufffd\ufffd\",\"😀\"]");

    [Fact]
    public void Write_LenientDuplicate_LastCounts() =>
        Canonical("""{"b":1,"a":2,"\u0062":3,"a":4,"b":{"x":5},"c":{"y":1,"y":2}}""").ShouldBe("""{"a":4,"b":{"x":5},"c":{"y":2}}""");

    [Fact]
    public void Write_AnyText_IsAFixedPointAndTheSameValue() => Seeds.ForAll(2_000, random =>
    {
        var text = RandomJson.Text(random);
        var canonical = Canonical(text);
        Canonical(canonical).ShouldBe(canonical);
        using var theirs = JsonDocument.Parse(text);
        using var ours = JsonDocument.Parse(canonical);
        SameValue(ours.RootElement, theirs.RootElement).ShouldBeTrue(text);
    });

    [Fact]
    public void Write_Without_LeavesOutTopLevelMembersOnly()
    {
        var tape = Parsed.Lenient("""{"usage":{"a":1},"choices":[{"usage":2}],"us\u0061ge":3,"id":"x"}""");
        using var output = new PooledBuffer();
        Rfc8785.Write(tape.Root, output, CanonicalRule.Without("usage"));
        Encoding.UTF8.GetString(output.Written).ShouldBe("""{"choices":[{"usage":2}],"id":"x"}""");
        tape.Return();
    }

    [Fact]
    public void Write_WithoutTheOnlyMember_IsAnEmptyObject()
    {
        var tape = Parsed.Lenient("""{"usage":1}""");
        using var output = new PooledBuffer();
        Rfc8785.Write(tape.Root, output, CanonicalRule.Without("usage"));
        Encoding.UTF8.GetString(output.Written).ShouldBe("{}");
        tape.Return();
    }

    [Fact]
    public void Write_ToAWriterOfSmallBlocks_SameBytes() => Seeds.ForAll(200, random =>
    {
        var text = RandomJson.Text(random);
        var tape = Parsed.Lenient(text);
        var output = new ArrayBufferWriter<byte>(1);
        Rfc8785.Write(tape.Root, output);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(Canonical(text));
        tape.Return();
    });

    [Fact]
    public void Write_ManyMembersInAnyOrder_SortsThem()
    {
        var names = Enumerable.Range(0, 5_000).Select(i => $"m{i * 7919 % 5_000}").ToArray();
        var sorted = names.Order(StringComparer.Ordinal);
        Canonical("{" + string.Join(',', names.Select(n => $"\"{n}\":0")) + "}")
            .ShouldBe("{" + string.Join(',', sorted.Select(n => $"\"{n}\":0")) + "}");
    }

    private static string Canonical(string text)
    {
        var tape = Parsed.Lenient(text);
        using var output = new PooledBuffer();
        Rfc8785.Write(tape.Root, output);
        tape.Return();
        return Encoding.UTF8.GetString(output.Written);
    }

    private static bool SameValue(JsonElement x, JsonElement y) => x.ValueKind == y.ValueKind && x.ValueKind switch
    {
        JsonValueKind.Object => x.EnumerateObject().Count() == y.EnumerateObject().Count()
            && x.EnumerateObject().All(member => SameValue(member.Value, y.GetProperty(member.Name))),
        JsonValueKind.Array => x.EnumerateArray().Count() == y.EnumerateArray().Count()
            && x.EnumerateArray().Zip(y.EnumerateArray()).All(pair => SameValue(pair.First, pair.Second)),
        JsonValueKind.String => x.GetString() == y.GetString(),
        JsonValueKind.Number => x.GetDouble().Equals(y.GetDouble()) || x.GetDouble() == y.GetDouble(),
        _ => true,
    };
}
