using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Json;
using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>Rows that are read by the layout of their form are read as a parser reads them.</summary>
public sealed class StoredReceiptTests
{
    private static readonly JsonLimits Limits = new(16, 20_000, Strict: true);

    private readonly LedgerLog _log;

    public StoredReceiptTests()
    {
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        _log = new LedgerLogs([], keys, TimeProvider.System).For(SampleTenant.Caller().Organization.Id);
    }

    [Fact]
    public void TryParse_SecondOfAForm_HasTheTokensOfAParser() => Prop.ForAll(RandomEntries.Arbitrary, RandomEntries.Arbitrary, (first, second) =>
    {
        using var stored = new StoredReceipt();
        foreach (var entry in (LedgerEntry[])[first, first, second, second])
        {
            var form = Form(entry);
            foreach (var sequence in (long[])[1, 99_999, 1_000_000])
            {
                var row = Row(entry, form, sequence);
                stored.TryRead(row).ShouldBeTrue();
                stored.TryParse(row).ShouldBeTrue();
                ShouldBeAsParsed(stored);
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    // Same form, other lengths of everything that varies: what is behind a gap moves.
    [Fact]
    public void TryParse_GapsOfOtherLengths_AreWhereTheyStand()
    {
        var form = new ReceiptForm("{\"a\":\"\u0001\",\"b\":[\u0002,{\"c\":\"x\u0001y\"}],\"d\":\u0002}"u8.ToArray(), "", "");
        using var stored = new StoredReceipt();
        foreach (var values in (byte[][])[[0, 2, 2, (byte)'z', 4], [2 << 1, (byte)'h', (byte)'i', 0xFF, 0xFF, 1, 0, 0], [0, 0, 0, 0]])
        {
            var row = Filled(form, values);
            stored.TryRead(row).ShouldBeTrue();
            stored.TryParse(row).ShouldBeTrue();
            form.Layout.ShouldNotBeNull();
            ShouldBeAsParsed(stored);
        }
    }

    // Whoever writes to the file may put anything into a gap: what ends its string, or is escaped, is parsed.
    [Theory]
    [InlineData("x\",\"d\":\"y", false)]
    [InlineData("x\\ny", true)]
    [InlineData("\\", false)]
    [InlineData("ö", true)]
    [InlineData("\"", false)]
    public void TryParse_GapThatIsNotPlain_IsParsed(string content, bool isJson)
    {
        var form = new ReceiptForm("{\"a\":\"\u0001\",\"d\":1}"u8.ToArray(), "", "");
        using var stored = new StoredReceipt();
        var plain = Filled(form, [2, (byte)'p']);
        (stored.TryRead(plain) && stored.TryParse(plain)).ShouldBeTrue();
        form.Layout.ShouldNotBeNull();
        var text = Encoding.UTF8.GetBytes(content);
        var row = Filled(form, [(byte)(text.Length << 1), .. text]);

        stored.TryRead(row).ShouldBeTrue();

        stored.TryParse(row).ShouldBe(isJson, "a name that stands twice is refused too");
        if (isJson)
        {
            ShouldBeAsParsed(stored);
        }
    }

    // Forms that we never write, as whoever writes to the file may: a gap outside of quotes, in a name, or in part of a number.
    [Theory]
    [InlineData("[\u0001]", "9", "1,22", "1,2,3")]
    [InlineData("[\u0001]", "1,2,3", "9", "true")]
    [InlineData("{\"\u0001\":1,\"a\":2}", "b", "long", "c")]
    [InlineData("[1\u0001]", "2", "23", "3e4")]
    public void TryParse_GapThatIsNoValue_LeavesNoLayout(string form, params string[] contents)
    {
        var forged = new ReceiptForm(Encoding.ASCII.GetBytes(form), "", "");
        using var stored = new StoredReceipt();
        foreach (var content in contents)
        {
            var row = Filled(forged, [(byte)(content.Length << 1), .. Encoding.ASCII.GetBytes(content)]);
            stored.TryRead(row).ShouldBeTrue();
            stored.TryParse(row).ShouldBeTrue();
            ShouldBeAsParsed(stored);
        }

        forged.Layout.ShouldBeNull();
    }

    private static void ShouldBeAsParsed(StoredReceipt stored)
    {
        var parsed = JsonTape.Rent();
        parsed.TryParse(stored.Text, Limits, out _).ShouldBeTrue();
        Tokens(stored.Root.Tape).ShouldBe(Tokens(parsed), Encoding.UTF8.GetString(stored.Text.Span));
        parsed.Return();
    }

    private static List<(int Start, int End, int Next, JsonKind Kind, JsonStringForm Form)> Tokens(JsonTape tape) =>
        tape.Tokens.ToArray().Select(token => (token.Start, token.End, token.Next, token.Kind, token.Form)).ToList();

    private ReceiptForm Form(LedgerEntry entry)
    {
        var text = new ReceiptText();
        ReceiptWriter.Write(entry, _log, text);
        return new ReceiptForm(text.Form.ToArray(), "", "");
    }

    private LedgerRow Row(LedgerEntry entry, ReceiptForm form, long sequence)
    {
        var text = new ReceiptText();
        ReceiptWriter.Write(entry, _log, text);
        return Filled(form, text.Values.ToArray(), entry.Id, sequence);
    }

    // With the hash its text has.
    private static LedgerRow Filled(ReceiptForm form, byte[] values, Guid id = default, long sequence = 1)
    {
        var row = new LedgerRow
        {
            Position = sequence,
            Id = id,
            LogId = Guid.Empty,
            LogSequence = sequence,
            CompletedAt = SampleTenant.Day.ToUnixTimeMilliseconds(),
            PreviousHash = ReceiptHash.None,
            Hash = ReceiptHash.None,
            Form = form,
            Values = values,
            CommitIndex = 0,
            Seal = null,
        };
        var sink = new ByteSink(64);
        form.TryFill(row, ref sink).ShouldBeTrue();
        return row with { Hash = ReceiptHash.Of(sink.Written) };
    }
}
