using NextModel.Configuration;
using NextModel.Limits;
using NextModel.Reporting.Exports;

namespace NextModel.Tests.Configuration;

public sealed class ReportOptionsReaderTests
{
    [Fact]
    public void Exports_WithDefaults_AreMonthlyCsvOfAllOrganizations()
    {
        var options = Read("exports:\n  - directory: /var/exports\n", out var problems);
        problems.ShouldBeEmpty();
        var schedule = options.Exports.ShouldHaveSingleItem();
        (schedule.Name, schedule.Directory, schedule.Period, schedule.TimeZone, schedule.Organization).ShouldBe(("receipts", "/var/exports", BudgetPeriod.Month, "UTC", null));
        schedule.Formats.ShouldBe([ExportFormat.Csv]);
        options.Retention.ShouldBeNull();
    }

    [Fact]
    public void Exports_AllStated_AreRead()
    {
        var options = Read(
            "exports:\n  - { name: finance, directory: /x, every: day, time_zone: Asia/Kolkata, formats: [jsonl, focus-1.4.csv], organization: acme }\n"
            + "retention: { archive_after_months: 13, directory: /y }\n", out var problems);
        problems.ShouldBeEmpty();
        options.Exports[0].ShouldBe(new ExportSchedule("finance", "/x", BudgetPeriod.Day, "Asia/Kolkata", options.Exports[0].Formats) { Organization = "acme" });
        options.Exports[0].Formats.ShouldBe([ExportFormat.Jsonl, ExportFormat.Focus14]);
        (options.Retention!.Months, options.Retention.Directory).ShouldBe((13, "/y"));
    }

    [Theory]
    [InlineData("exports: [{}]", "exports[0].directory")]
    [InlineData("exports: [{ directory: exports }]", "exports[0].directory")]
    [InlineData("exports: [{ directory: /x, every: hour }]", "exports[0].every")]
    [InlineData("exports: [{ directory: /x, time_zone: Mars }]", "exports[0].time_zone")]
    [InlineData("exports: [{ directory: /x, formats: [xml] }]", "exports[0].formats[0]")]
    [InlineData("exports: [{ directory: /x, formats: [csv, csv] }]", "exports[0].formats[1]")]
    [InlineData("exports: [{ directory: /x, name: 'a/b' }]", "exports[0].name")]
    [InlineData("exports: [{ directory: /x }, { directory: /y }]", "exports[1].name")]
    [InlineData("exports: [{ directory: /x, colour: red }]", "exports[0].colour")]
    [InlineData("retention: { directory: /y }", "retention.archive_after_months")]
    [InlineData("retention: { archive_after_months: 0, directory: /y }", "retention.archive_after_months")]
    [InlineData("retention: { archive_after_months: 1.5, directory: /y }", "retention.archive_after_months")]
    [InlineData("retention: { archive_after_months: 12 }", "retention.directory")]
    [InlineData("retention: { archive_after_months: 12, directory: ../y }", "retention.directory")]
    public void Read_BadValue_IsReportedByItsKey(string yaml, string key)
    {
        Read(yaml, out var problems);
        problems.ShouldContain(problem => problem.ToString().StartsWith(key + " ", StringComparison.Ordinal), string.Join('\n', problems));
    }

    private static GatewayOptions Read(string yaml, out List<ConfigurationProblem> problems)
    {
        problems = [];
        return OptionsReader.Read(yaml, _ => null, problems);
    }
}
