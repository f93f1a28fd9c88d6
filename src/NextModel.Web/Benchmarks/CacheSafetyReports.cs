using System.Globalization;
using CacheSafety.Cases;
using CacheSafety.Reports;

namespace NextModel.Web.Benchmarks;

/// <summary>What CacheSafety Bench last found of this gateway: reports that <c>./bench --cache-safety</c> wrote and tests hold against the code.</summary>
public sealed class CacheSafetyReports
{
    /// <summary>The policy that is this gateway's own cache.</summary>
    public const string Own = "exact+canonical";

    /// <summary>How long a measurement is good for.</summary>
    private const int DaysValid = 30;

    private static readonly Lazy<CacheSafetyReports> Read = new(() => new CacheSafetyReports());

    private CacheSafetyReports()
    {
        Replay = ReportJson.Read(Text("replay"));
        OverHttp = [("json", ReportJson.Read(Text("gateway-json"))), ("streams", ReportJson.Read(Text("gateway-streams")))];
    }

    public static CacheSafetyReports Current => Read.Value;

    /// <summary>The files, as <c>/benchmarks/cache-safety/{name}.json</c> has them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["replay", "gateway-json", "gateway-streams"];

    /// <summary>Policies in the process.</summary>
    public BenchReport Replay { get; }

    /// <summary>The running gateway, by what was asked for: JSON or streams.</summary>
    public IReadOnlyList<(string Name, BenchReport Report)> OverHttp { get; }

    /// <summary>The cases that all of them are of. Reading them takes some tens of milliseconds, so it is done once.</summary>
    public CaseFile Cases { get; } = CaseFile.BuiltIn();

    /// <summary>How many of <see cref="Cases"/> are not in English.</summary>
    public int Translated => Cases.Cases.Count(one => one.Language != "en");

    /// <summary>The day of the oldest of them.</summary>
    public DateOnly Measured => OverHttp.Select(run => run.Report).Append(Replay).Min(report => Day(report.MeasuredAt));

    /// <summary>The last day it is to be believed.</summary>
    public DateOnly ValidUntil => Measured.AddDays(DaysValid);

    /// <summary>A policy of <see cref="Replay"/>.</summary>
    public PolicyPart Policy(string name) => Replay.Policies.Single(policy => policy.Policy == name);

    /// <summary>The text of a file; null for an unknown name.</summary>
    public static string? Find(string name) => Names.Contains(name, StringComparer.Ordinal) ? Text(name) : null;

    private static DateOnly Day(string measured) =>
        DateOnly.FromDateTime(DateTimeOffset.Parse(measured, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).UtcDateTime);

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(CacheSafetyReports).Assembly.GetManifestResourceStream($"benchmarks/{name}.json")!);
        return reader.ReadToEnd();
    }
}
