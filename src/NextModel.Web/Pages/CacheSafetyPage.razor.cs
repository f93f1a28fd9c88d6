using CacheSafety.Gating;
using CacheSafety.Reports;
using Microsoft.AspNetCore.Components;
using NextModel.Web.Benchmarks;
using NextModel.Web.Formatting;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.Pages;

/// <summary><c>/benchmarks/cache-safety</c>: what was measured of this gateway's cache, and how to measure any other.</summary>
public partial class CacheSafetyPage
{
    /// <summary>What to type, in the three steps of the guide.</summary>
    private static readonly string[] Commands =
    [
        "./nextmodel bench cache-safety upstream --listen 127.0.0.1:9100",
        "export CSB_KEY=…\nexport CSB_KEY_ACME_ACME_STAGING=…\nexport CSB_KEY_BORNEO_BORNEO_PROD=…",
        "./nextmodel bench cache-safety probe \\\n  --target http://127.0.0.1:8080/v1 \\\n  --ledger http://127.0.0.1:9100 \\\n  --adapter nextmodel --salt auto \\\n  --html report.html",
    ];

    [Parameter, EditorRequired] public required SiteView View { get; set; }

    private Texts T => View.T;

    private static CacheSafetyReports Reports => CacheSafetyReports.Current;

    private static BenchReport Report => Reports.Replay;

    private static RatesPart Rates => Report.Rates;

    private static PolicyPart Own => Reports.Policy(CacheSafetyReports.Own);

    private static PolicyPart Semantic => Reports.Policy("semantic@0.95");

    private static bool IsPassed => Reports.OverHttp.Select(run => run.Report).Append(Report).All(report => report.Gate.Outcome == Gate.Passed);

    private string CurveFinding => Phrase.Plain(
        T["safety.curve.finding"], ("capture", Share(Capture(Semantic), 0)), ("failure", Share(Semantic.Rates.TrapFailureRate.Value, 0)), ("limit", Share(Report.Cost.Epsilon, 0)));

    private static double? Capture(PolicyPart policy) =>
        (double)policy.Rates.Capture.Values.Sum(rate => rate.K) / policy.Rates.Capture.Values.Sum(rate => rate.N);

    private static string N(int count) => Figures.Count(count);

    private string Of(RatePart rate) => Phrase.Plain(T["safety.of"], ("k", N(rate.K)), ("n", N(rate.N)));

    private static string Share(double? share, int decimals) => BenchFigures.Share(share, decimals);
}
