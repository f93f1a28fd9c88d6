using System.IO.Compression;
using System.Text;
using NextModel.Reporting.ProviderFiles;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.ProviderFiles;

public sealed class ProviderFileReaderTests
{
    private const string Costs = "user_id,utc_date,model,wallet_type,cost,currency\nu-1,2026-10-07,ds-chat,Paid,0.0164,CNY\n";

    [Fact]
    public void Read_Encodings_AreOneAndTheSame()
    {
        byte[][] forms =
        [
            Encoding.UTF8.GetBytes(Costs),
            [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Costs)],
            [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Costs)],
            Encoding.Unicode.GetBytes(Costs),
            [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Costs)],
            Encoding.UTF8.GetBytes(Costs.Replace(',', ';')),
            Encoding.UTF8.GetBytes(Costs.Replace(',', '\t')),
            Encoding.UTF8.GetBytes(Costs.ReplaceLineEndings("\r\n")),
            Zip(("cost.csv", Costs)),
            GZip(Encoding.UTF8.GetBytes(Costs)),
        ];

        foreach (var form in forms)
        {
            var (file, rows) = Read("deepseek", form);
            file.Problems.ShouldBeEmpty();
            var row = rows.ShouldHaveSingleItem();
            (row.Model, row.Cost, row.Currency).ShouldBe(("ds-chat", 0.0164m, "CNY"));
        }
    }

    [Theory]
    [InlineData("u-1,2026-10-07,ds-chat,Paid,=1+1,CNY", 2, "'cost' is '=1+1'")]
    [InlineData("u-1,2026-10-07,ds-chat,Paid,\"1,23\",CNY", 2, "'cost' is '1,23'")]
    [InlineData("u-1,2026-10-07,ds-chat,Paid,1,dollars", 2, "ISO 4217")]
    [InlineData("u-1,yesterday,ds-chat,Paid,1,CNY", 2, "'utc_date' is 'yesterday'")]
    [InlineData("u-1,2026-10-07,ds-chat,Paid,1,CNY\nu-1,2026-10-08,ds-ch", 3, "3 of 6 fields")]
    [InlineData("u-1,2026-10-07,ds-chat,Paid,1,CNY,more", 2, "7 fields, the heading 6")]
    [InlineData("u-1,2026-10-07,\"ds-chat,Paid,1,CNY", 2, "not closed")]
    public void Read_BadRow_IsRefusedWithItsLine(string rows, int line, string expected)
    {
        var problem = Read("deepseek", Encoding.UTF8.GetBytes("user_id,utc_date,model,wallet_type,cost,currency\n" + rows)).File.Problems[0];

        problem.Line.ShouldBe(line);
        problem.Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_ManyBadRows_ListsTheFirstAndCountsTheRest()
    {
        var file = Read("deepseek", Encoding.UTF8.GetBytes(Costs + string.Concat(Enumerable.Repeat("u,2026-10-07,m,Paid,x,CNY\n", 50)))).File;

        file.Problems.Count.ShouldBe(ImportedFile.MaxProblems);
        file.ProblemCount.ShouldBe(50);
        file.Problems[0].Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("", "no rows|empty")]
    [InlineData("   \n", "empty")]
    [InlineData("a,b\n1,2\n", "no file of 'deepseek'")]
    [InlineData("utc_date,utc_date\n1,2\n", "there twice")]
    [InlineData("{\"data\":[1,2]}", "not an object")]
    [InlineData("{\"data\":[{\"utc_date\":\"2026-10-07\"", "ends in the middle")]
    [InlineData("{broken", "not JSON")]
    [InlineData("[[[[", "ends in the middle|not JSON")]
    public void Read_NoUsableFile_SaysWhy(string text, string expected)
    {
        var problems = Read("deepseek", Encoding.UTF8.GetBytes(text)).File.Problems;

        expected.Split('|').ShouldContain(part => problems[0].Message.Contains(part, StringComparison.Ordinal), problems[0].Message);
    }

    [Fact]
    public void Read_BytesOfNoEncoding_SaysSo() =>
        Read("deepseek", [.. Encoding.UTF8.GetBytes(Costs), 0xC3, 0x28, (byte)'\n']).File.Problems[0].Message.ShouldContain("UTF-8");

    [Fact]
    public void Read_RandomBytes_NeverThrows() => Seeds.ForAll(300, random =>
    {
        byte[][] starts = [[], "PK\u0003\u0004"u8.ToArray(), [0x1f, 0x8b], "{"u8.ToArray(), Encoding.UTF8.GetBytes(Costs), Zip(("a.csv", Costs))];
        var noise = new byte[random.Next(0, 400)];
        random.NextBytes(noise);
        byte[] file = [.. starts[random.Next(starts.Length)], .. noise];
        if (file.Length > 0 && random.Next(2) == 0)
        {
            file = file[..random.Next(file.Length)];
        }

        _ = Read("deepseek", file);
    });

    [Fact]
    public void Read_UnknownColumns_AreNamedAndTheFileIsTaken()
    {
        var (file, rows) = Read("deepseek", Encoding.UTF8.GetBytes(Costs.Replace("currency\n", "currency,Cost Centre\n").Replace("CNY\n", "CNY,42\n")));

        rows.Count.ShouldBe(1);
        file.Notes.ShouldContain(note => note.Contains("cost_centre", StringComparison.Ordinal));
        file.Notes.ShouldContain(note => note.Contains("experimental", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_ZipBomb_IsRefused()
    {
        var bomb = Zip(("cost.csv", Costs + new string('\n', 40 << 20)));

        Read("deepseek", bomb).File.Problems[0].Message.ShouldContain("times its size");
        bomb.Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void Read_TooManyBytesOrEntries_AreRefused()
    {
        Read("deepseek", Zip([.. Enumerable.Range(0, 4).Select(i => ($"{i}.csv", Costs))]), new ImportSettings { MaxEntries = 3 })
            .File.Problems[0].Message.ShouldContain("more than 3 entries");
        Read("deepseek", Encoding.UTF8.GetBytes(Costs), new ImportSettings { MaxBytes = 20 }).File.Problems[0].Message.ShouldContain("more than 20 bytes");
    }

    [Fact]
    public void Read_ArchiveOfTwoKinds_TakesBoth()
    {
        var amount = "user_id,utc_date,model,api_key_name,api_key,type,price,amount\nu-1,2026-10-07,ds-chat,app,sk-1***9,output_tokens,0.000008,800\n";
        var (file, rows) = Read("deepseek", Zip(("usage_data_2026_10/cost-2026-10.csv", Costs), ("usage_data_2026_10/amount-2026-10.csv", amount)));

        file.Format.ShouldBe("deepseek.amount,deepseek.cost");
        rows.Select(row => row.Kind).ShouldBe([ProviderRowKind.Tokens, ProviderRowKind.Cost]);
    }

    [Fact]
    public void Read_PagesOneAfterTheOther_AreOneFile()
    {
        static string Page(int day, string more) => $$"""
            {"object":"page","has_more":{{more}},"data":[{"start_time":{{1791331200 + (day * 86400)}},"end_time":{{1791417600 + (day * 86400)}},"results":[
              {"input_tokens":10,"num_model_requests":1,"output_tokens":1,"model":"m"}] },{"start_time":1,"end_time":2,"results":[]}],"next_page":null}
            """;
        var (file, rows) = Read("openai", Encoding.UTF8.GetBytes($"[{Page(0, "true")},{Page(1, "true")}]"));

        file.Problems.ShouldBeEmpty();
        rows.Count.ShouldBe(2);
        rows[1].Line.ShouldBeGreaterThan(rows[0].Line);
        file.Notes.ShouldContain(note => note.Contains("there are more", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_VolcengineBill_DaysAreThoseOfBeijing()
    {
        var text = "BillPeriod,BillingDate,Product,SplitItemID,Currency,PayableAmount\n2026-10,2026-10-07,ark,ep-1,CNY,\"1,234.50\"\n2026-10,2026-10-07,ark,ep-2,CNY,1\n";
        var row = Read("volcengine", Encoding.UTF8.GetBytes(text)).Rows[0];

        (row.Start, row.Cost).ShouldBe((DateTimeOffset.Parse("2026-10-06T16:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), 1234.50m));
        Read("volcengine", Encoding.UTF8.GetBytes(text + "2026-10,2026-10-07,ark,apikey-9,CNY,1\n")).File.Problems[0].Message.ShouldContain("same money twice");
    }

    [Fact]
    public void Read_AwsLineItems_TokensByUsageTypeAndTaxLeftOut()
    {
        var text = "line_item_usage_start_date,line_item_usage_end_date,line_item_usage_type,line_item_usage_amount,pricing_unit,line_item_unblended_cost,line_item_currency_code,line_item_line_item_type\n"
            + "2026-10-07T00:00:00Z,2026-10-08T00:00:00Z,USE1-Nova2.0Lite-cache-read-input-token-count,12,1K tokens,0.003,USD,Usage\n"
            + "2026-10-07T00:00:00Z,2026-10-08T00:00:00Z,USE1-Nova2.0Lite-output-tokens,500,tokens,0.004,USD,Usage\n"
            + "2026-10-07T00:00:00Z,2026-10-08T00:00:00Z,BoxUsage:t3.micro,1,Hrs,0.01,USD,Usage\n";
        var (file, rows) = Read("aws", Encoding.UTF8.GetBytes(text));

        rows.Where(row => row.Kind == ProviderRowKind.Tokens).Select(row => (row.Model, row.Tokens)).ShouldBe(
            [("Nova2.0Lite", new TokenClasses(0, 12_000, 0, 0)), ("Nova2.0Lite", new TokenClasses(0, 0, 0, 500))]);
        rows.Where(row => row.Kind == ProviderRowKind.Cost).Sum(row => row.Cost).ShouldBe(0.007m);
        file.Notes.ShouldContain(note => note.StartsWith("1 rows", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MappedFile_FollowsItsMapping()
    {
        FileMapping.Parse("""
            {"columns":{"time":"Datum","model":"Modell","input":"Eingabe","cache_read":"Davon Cache","output":"Ausgabe","cost":"Betrag"},
             "currency":"EUR","decimal":",","zone":"+02:00","input_includes_cache":true,"bucket":"day","cost_factor":"0.01"}
            """u8.ToArray()).TryGet(out var mapping, out _).ShouldBeTrue();
        var (file, rows) = Read(
            "mapped", Encoding.UTF8.GetBytes("Datum;Modell;Eingabe;Davon Cache;Ausgabe;Betrag\n2026-10-07;m;1.200;200;30;1.234,5\n"), new ImportSettings { Mapping = mapping });

        file.Problems.ShouldBeEmpty();
        rows[0].Tokens.ShouldBe(new TokenClasses(1000, 200, 0, 30));
        rows[0].Grouping.ShouldBe(TokenGrouping.WritesAsInput);
        (rows[1].Cost, rows[1].Currency).ShouldBe((12.345m, "EUR"));
        rows[1].Start.ShouldBe(DateTimeOffset.Parse("2026-10-06T22:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("[]", "'columns'")]
    [InlineData("{\"columns\":{\"colour\":\"x\"}}", "columns.colour")]
    [InlineData("{\"columns\":{\"model\":\"m\"}}", "columns.time")]
    [InlineData("{\"columns\":{\"time\":\"t\"}}", "columns.cost")]
    [InlineData("{\"columns\":{\"time\":\"t\",\"cost\":\"c\"}}", "currency")]
    [InlineData("{\"columns\":{\"time\":\"t\",\"input\":\"c\"},\"zone\":\"Berlin\"}", "zone")]
    [InlineData("nonsense", "not JSON")]
    public void Parse_BadMapping_SaysWhatIsWrong(string json, string expected)
    {
        FileMapping.Parse(Encoding.UTF8.GetBytes(json)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal.Message.ShouldContain(expected);
    }

    private static (ImportedFile File, List<ProviderRow> Rows) Read(string provider, byte[] bytes, ImportSettings? settings = null)
    {
        var rows = new List<ProviderRow>();
        var file = new ProviderFileReader(provider, settings ?? new ImportSettings()).Read(new MemoryStream(bytes), 0, rows.Add, CancellationToken.None);
        return (file, rows);
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static byte[] GZip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }
}
