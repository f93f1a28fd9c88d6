using NextModel.Reporting.Csv;

namespace NextModel.Tests.Reporting.Csv;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\r\n1,2\r\n", "1:a|b 2:1|2")]
    [InlineData("a,b\n1,2", "1:a|b 2:1|2")]
    [InlineData("a\rb\r", "1:a 2:b")]
    [InlineData("\"a,1\",\"b \"\"q\"\"\"\n", "1:a,1|b \"q\"")]
    [InlineData("\"two\nlines\",x\ny,z\n", "1:two\nlines|x 3:y|z")]
    [InlineData("\n\na,\n", "3:a|")]
    [InlineData(",\n", "1:|")]
    [InlineData("say \"it\",b\n", "1:say \"it\"|b")]
    public void Read_Text_GivesRecordsWithTheirLines(string text, string expected)
    {
        var csv = new CsvReader(new StringReader(text), ',');
        var records = new List<string>();
        while (csv.Read())
        {
            records.Add($"{csv.Line}:{string.Join('|', csv.Fields)}");
        }

        csv.Problem.ShouldBeNull();
        string.Join(' ', records).ShouldBe(expected);
    }

    [Theory]
    [InlineData("a,b\n\"open,1\n", "not closed")]
    [InlineData("\"a\"b\n", "after a closing quote")]
    public void Read_BrokenQuotes_StopsWithAReason(string text, string expected)
    {
        var csv = new CsvReader(new StringReader(text), ',');
        while (csv.Read())
        {
        }

        csv.Problem.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void Read_RecordWithoutEnd_IsLimited()
    {
        var csv = new CsvReader(new StringReader("\"" + new string('x', CsvReader.MaxRecord + 10)), ',');

        csv.Read().ShouldBeFalse();
        csv.Problem.ShouldNotBeNull().ShouldContain("longer than");
    }

    [Fact]
    public void Read_FieldsAcrossTheBuffer_AreWhole() => Seeds.ForAll(30, random =>
    {
        string[] rows = [.. Enumerable.Range(0, 2000).Select(_ => new string((char)random.Next('a', 'z'), random.Next(0, 60)))];
        var csv = new CsvReader(new StringReader(string.Concat(rows.Select(row => $"\"{row}\"\"\",{row}\r\n"))), ',');

        foreach (var row in rows)
        {
            csv.Read().ShouldBeTrue();
            csv.Fields.ShouldBe([row + "\"", row]);
        }

        csv.Read().ShouldBeFalse();
    });
}
