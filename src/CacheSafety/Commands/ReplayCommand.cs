using System.CommandLine;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;

namespace CacheSafety.Commands;

/// <summary><c>replay</c>: cases put to policies in this process; nothing is sent.</summary>
internal static class ReplayCommand
{
    public static Command Create(BenchConsole console, TimeProvider time)
    {
        var policies = new Option<string[]>("--policy")
        {
            Description = $"Policies to replay, or 'all' with the known-bad ones. Known: {PolicyNames.Known}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var subject = new Option<string>("--subject") { Description = "The policy that the gate judges.", DefaultValueFactory = _ => "exact+canonical" };
        var pooled = new Option<bool>("--pooled") { Description = "All old requests in one cache, instead of each case alone." };
        var reversed = new Option<bool>("--reversed") { Description = "The new request first, then the old one; cases of the suites core and scope." };
        var command = new Command("replay", "Replay cases through cache policies in this process: what each would serve, right and wrong.")
        {
            policies, subject, pooled, reversed,
        };
        var cases = new CasesOption().AddTo(command);
        var embedder = new EmbedderOptions().AddTo(command);
        var limits = new LimitOptions().AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await cases.ReadAsync(parsed, console, cancellationToken) is not { } file || embedder.Text(parsed, console) is not { } text)
            {
                return BenchExit.Usage;
            }

            var (named, judged) = (Names(parsed.GetValue(policies)!), parsed.GetValue(subject)!);
            var names = named.Append(judged).Distinct().ToArray();
            var (vectors, failed) = names.Any(PolicyNames.IsSemantic)
                ? await embedder.MakeAsync(parsed, file.Cases, text, console, cancellationToken)
                : (null, BenchExit.Passed);
            if (failed != BenchExit.Passed)
            {
                return failed;
            }

            var chosen = names.Select(name => PolicyNames.Find(name, vectors, text)).ToArray();
            if (Array.FindIndex(chosen, policy => policy is null) is >= 0 and var unknown)
            {
                return console.Fail($"there is no policy '{names[unknown]}'. Known: {PolicyNames.Known}; T is above 0 and at most 1.");
            }

            var put = parsed.GetValue(reversed)
                ? file with { Cases = [.. file.Cases.Where(one => one.Suite is Suite.Core or Suite.Scope)] }
                : file;
            var isPooled = parsed.GetValue(pooled);
            var cards = await console.ProgressAsync("policies", chosen.Length, async progress =>
            {
                var done = new List<Scorecard>();
                foreach (var policy in chosen)
                {
                    done.Add(isPooled
                        ? await Replay.PooledAsync(policy!, put.Cases)
                        : await Replay.PairwiseAsync(policy!, put.Cases, parsed.GetValue(reversed)));
                    progress.Report(done.Count);
                }

                return done;
            });
            var report = Report(put, cards, judged, cases.Isolation(parsed), limits.LimitsOf(parsed), limits.PricesOf(parsed), limits.PenaltiesOf(parsed), time);
            return await output.WriteAsync(parsed, report, console, cancellationToken) ?? BenchExit.Of(report.Gate.Outcome);
        });
        return command;
    }

    private static BenchReport Report(
        CaseFile file, IReadOnlyList<Scorecard> cards, string subject, string isolation, GateLimits limits, Costing.Prices prices, Costing.Penalties penalties,
        TimeProvider time)
    {
        // Known-bad policies are no rung: they are there to be caught.
        var rungs = cards.Where(card => !card.Policy.StartsWith("bad-", StringComparison.Ordinal)).ToArray();
        var now = time.GetUtcNow();
        return ReportBuilder.Build(new ReportInputs
        {
            File = file,
            Target = new TargetPart("replay", subject, null, null, isolation),
            Subject = cards.First(card => card.Policy == subject),
            Cards = cards,
            Recommendation = Recommender.OfLadder(rungs, limits, prices, now),
            MeasuredAt = now,
            Limits = limits,
            Prices = prices,
            Penalties = penalties,
        });
    }

    private static IEnumerable<string> Names(string[] asked) => asked switch
    {
        [] => PolicyNames.Ladder.Select(policy => policy.Name),
        ["all"] => PolicyNames.Ladder.Concat(KnownBadPolicies.All).Select(policy => policy.Name),
        _ => asked,
    };
}
