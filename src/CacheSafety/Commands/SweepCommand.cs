using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using CacheSafety.Embedding;
using CacheSafety.Gating;
using CacheSafety.Policies;
using CacheSafety.Replaying;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Sweeping;

namespace CacheSafety.Commands;

/// <summary><c>sweep</c>: a semantic cache at every threshold, with and without the guard, and what it means in traffic.</summary>
internal static class SweepCommand
{
    private static readonly double[] Shown = [0.95, 0.90, 0.80];

    // JSON lines for other programs: letters as they are, or Chinese texts could not be read.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(BenchConsole console, TimeProvider time)
    {
        var texts = new Option<bool>("--texts") { Description = "Only print every text that needs a vector, as JSON lines, for --embedder FILE." };
        var subject = new Option<string>("--subject") { Description = "The policy that is gated and put into traffic.", DefaultValueFactory = _ => "exact+canonical" };
        var command = new Command("sweep", "Sweep the threshold of a semantic cache: capture against trap failure with bands, pool size, and simulated traffic.")
        {
            texts, subject,
        };
        var cases = new CasesOption().AddTo(command);
        var embedder = new EmbedderOptions().AddTo(command);
        var traffic = new TrafficOptions().AddTo(command);
        var limits = new LimitOptions().AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await cases.ReadAsync(parsed, console, cancellationToken) is not { } file || embedder.Text(parsed, console) is not { } text)
            {
                return BenchExit.Usage;
            }

            if (parsed.GetValue(texts))
            {
                foreach (var one in PolicyNames.Texts(file.Cases, text).Distinct())
                {
                    console.Line(JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = one }, Plain));
                }

                return BenchExit.Passed;
            }

            var (vectors, failed) = await embedder.MakeAsync(parsed, file.Cases, text, console, cancellationToken);
            if (vectors is null)
            {
                return failed;
            }

            if (PolicyNames.Find(parsed.GetValue(subject)!, vectors, text) is not { } judged)
            {
                return console.Fail($"there is no policy '{parsed.GetValue(subject)}'. Known: {PolicyNames.Known}.");
            }

            var tolerance = limits.LimitsOf(parsed);
            var sweeps = await console.ProgressAsync("thresholds", 2 * ThresholdSweep.Thresholds.Count, async progress =>
            {
                var plain = await new ThresholdSweep(vectors, text, embedder.Word(parsed), false, tolerance.MaxTrapUcb).RunAsync(file.Cases, progress);
                var guarded = await new ThresholdSweep(vectors, text, embedder.Word(parsed), true, tolerance.MaxTrapUcb)
                    .RunAsync(file.Cases, new Progress<int>(done => progress.Report(ThresholdSweep.Thresholds.Count + done)));
                return new[] { plain, guarded };
            });
            var cards = new List<Scorecard>();
            foreach (var policy in Policies(vectors, text, judged))
            {
                cards.Add(await Replay.PairwiseAsync(policy, file.Cases));
            }

            try
            {
                var card = cards.First(one => one.Policy == judged.Name);
                var now = time.GetUtcNow();
                var report = ReportBuilder.Build(new ReportInputs
                {
                    File = file,
                    Target = new TargetPart("replay", judged.Name, null, null, cases.Isolation(parsed)),
                    Subject = card,
                    Cards = cards,
                    Recommendation = Recommender.OfLadder(cards, tolerance, limits.PricesOf(parsed), now),
                    MeasuredAt = now,
                    Limits = tolerance,
                    Prices = limits.PricesOf(parsed),
                    Penalties = limits.PenaltiesOf(parsed),
                    Sweep = sweeps,
                    Traffic = await traffic.RunAsync(parsed, card, console, time, cancellationToken),
                });
                return await output.WriteAsync(parsed, report, console, cancellationToken) ?? BenchExit.Of(report.Gate.Outcome);
            }
            catch (Exception error) when (error is InvalidDataException or IOException)
            {
                return console.Fail(error.Message);
            }
        });
        return command;
    }

    private static IEnumerable<ICachePolicy> Policies(VectorTable vectors, Func<Cases.CaseRequest, string> text, ICachePolicy judged) =>
        PolicyNames.Ladder
            .Concat(Shown.Select(threshold => new SemanticPolicy(vectors, threshold, true, text)))
            .Concat(Shown.Select(threshold => new SemanticPolicy(vectors, threshold, false, text)))
            .Append(judged)
            .DistinctBy(policy => policy.Name);
}
