using System.Globalization;
using System.Text;

namespace CacheSafety.Reports;

/// <summary>A report as JUnit XML: one test for each rule of the gate and each class, as test reporters show them.</summary>
internal static class JUnitReport
{
    public static string Write(BenchReport report)
    {
        var (rules, classes) = (report.Gate.Rules, report.ByClass);
        var failures = rules.Count(rule => rule.Outcome == "failed") + classes.Count(one => one.Bad > 0);
        var skipped = rules.Count(rule => rule.Outcome == "inconclusive") + classes.Count(one => one.N == 0);
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        xml.Append(CultureInfo.InvariantCulture, $"<testsuite name=\"cachesafety\" tests=\"{rules.Count + classes.Count}\" failures=\"{failures}\" skipped=\"{skipped}\" timestamp=\"{Markup.Text(report.MeasuredAt.TrimEnd('Z'))}\">\n");
        foreach (var rule in rules)
        {
            Test(xml, "gate", rule.Name, rule.Outcome == "failed" ? rule.Message : null, rule.Outcome == "inconclusive" ? rule.Message : null);
        }

        foreach (var one in classes)
        {
            var bad = one.Bad == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{one.Bad} of {one.N} cases were served wrongly: ")
                + string.Join(", ", report.BadHits.Where(hit => hit.Class == one.Class).Select(hit => hit.Id));
            Test(xml, "class", one.Class, bad, one.N == 0 ? "not tested" : null);
        }

        return xml.Append("</testsuite>\n").ToString();
    }

    private static void Test(StringBuilder xml, string group, string name, string? failure, string? skip)
    {
        xml.Append(CultureInfo.InvariantCulture, $"  <testcase classname=\"cachesafety.{group}\" name=\"{Markup.Text(name)}\"");
        xml.Append(failure is not null ? $"><failure message=\"{Markup.Text(failure)}\"/></testcase>\n"
            : skip is not null ? $"><skipped message=\"{Markup.Text(skip)}\"/></testcase>\n"
            : "/>\n");
    }
}
