using System.Text;
using NextModel.Reporting.Reconciliation;
using NextModel.Web.Reports;

namespace NextModel.Gateway.Reconciling;

/// <summary>A report in all its forms, as files of a directory.</summary>
public static class ReportFiles
{
    public const string Json = "report.json";
    public const string Markdown = "report.md";
    public const string Html = "report.html";

    /// <summary>Writes the three files; those that are there are replaced.</summary>
    public static void Write(ReconciliationReport report, string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var name in new[] { Json, Markdown, Html })
        {
            using var file = File.Create(Path.Combine(directory, name));
            Write(report, name, file);
        }
    }

    /// <summary>Writes one form.</summary>
    /// <param name="report">What is written.</param>
    /// <param name="name">One of the names above.</param>
    /// <param name="target">Where to; stays open.</param>
    public static void Write(ReconciliationReport report, string name, Stream target)
    {
        if (name == Json)
        {
            ReportJson.Write(report, target);
            return;
        }

        using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        if (name == Markdown)
        {
            ReportMarkdown.Write(report, text);
        }
        else
        {
            ReconciliationHtml.Write(report, text);
        }
    }
}
