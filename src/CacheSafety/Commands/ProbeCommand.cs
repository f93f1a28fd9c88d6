using System.CommandLine;
using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Reports;
using CacheSafety.Scoring;

namespace CacheSafety.Commands;

/// <summary><c>probe</c>: a running gateway, driven from outside, with our own upstream behind it.</summary>
internal static class ProbeCommand
{
    public static Command Create(BenchConsole console, TimeProvider time)
    {
        var url = new Option<string>("--target") { Description = "Base URL of the gateway; ends in /v1.", Required = true };
        var adapter = new Option<string>("--adapter")
        {
            Description = $"How its headers are read: {string.Join(", ", Adapter.BuiltIn)}, or a JSON file.",
            DefaultValueFactory = _ => "none",
        };
        var listen = new Option<string>("--listen")
        {
            Description = "Where the upstream of this run listens; the gateway's provider points there.",
            DefaultValueFactory = _ => "127.0.0.1:9100",
        };
        var ledger = new Option<string?>("--ledger") { Description = "Origin of a 'cachesafety upstream' that runs already, instead of --listen." };
        var salt = new Option<string?>("--salt") { Description = "Mark both requests of each case, so that entries of an earlier run are not met; 'auto' makes one." };
        var forward = new Option<bool>("--one-way") { Description = "Leave the second pass out, in which the new request comes first." };
        var without = new Option<string[]>("--without")
        {
            Description = "What the target cannot do (vision, headers, gateway_metadata, upstream_switch …); its cases are listed as not run. The clock always is.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("probe", "Probe a running gateway: prime, control, trap. Keys are read from CSB_KEY and CSB_KEY_<TENANT>_<PROJECT>[_<KEY>].")
        {
            url, adapter, listen, ledger, salt, forward, without,
        };
        var cases = new CasesOption().AddTo(command);
        var limits = new LimitOptions().AddTo(command);
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await cases.ReadAsync(parsed, console, cancellationToken) is not { } file)
            {
                return BenchExit.Usage;
            }

            if (!Uri.TryCreate(parsed.GetValue(url), UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https"))
            {
                return console.Fail($"--target '{parsed.GetValue(url)}' is no http address such as http://127.0.0.1:8080/v1.");
            }

            var options = new ProbeOptions
            {
                Salt = parsed.GetValue(salt) is "auto" ? time.GetUtcNow().ToString("yyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture) : parsed.GetValue(salt) ?? "",
                Reverse = !parsed.GetValue(forward),
                Without = new HashSet<string>([.. parsed.GetValue(without)!, "clock"]),
            };
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
            try
            {
                var read = await Adapter.ReadAsync(parsed.GetValue(adapter)!, cancellationToken);
                var keys = new KeyRing(KeyRing.HomeOf(file.Cases), Environment.GetEnvironmentVariable(KeyRing.Plain), Environment.GetEnvironmentVariable);
                await using var upstream = parsed.GetValue(ledger) is null ? await ListenAsync(parsed.GetValue(listen)!, time, cancellationToken) : null;
                ILedgerReader book = upstream is not null ? upstream.Ledger : new RemoteLedger(http, new Uri(parsed.GetValue(ledger)!));
                var prober = new Prober(new HttpTarget(http, target, read, keys, time), book, options, time);
                var result = await console.ProgressAsync(
                    "requests", Prober.Expected(file.Cases.Count, options), progress => prober.RunAsync(file.Cases, progress, cancellationToken));
                if (result is null)
                {
                    return console.Fail(prober.Failure!.Message, prober.Failure.IsUnreachable ? BenchExit.Unreachable : BenchExit.Usage);
                }

                var report = Report(file, result, target, read, cases.Isolation(parsed), limits, parsed, time.GetUtcNow());
                return await output.WriteAsync(parsed, report, console, cancellationToken) ?? BenchExit.Of(report.Gate.Outcome);
            }
            catch (Exception error) when (error is InvalidDataException or IOException or UriFormatException)
            {
                return console.Fail(error.Message);
            }
            catch (HttpRequestException error)
            {
                return console.Fail($"the ledger at {parsed.GetValue(ledger)} does not answer: {error.Message}", BenchExit.Unreachable);
            }
        });
        return command;
    }

    public static BenchReport Report(
        CaseFile file, ProbeResult result, Uri target, Adapter adapter, string isolation, LimitOptions limits, ParseResult parsed, DateTimeOffset now)
    {
        var card = new Scorecard("observed", result.Outcomes);
        return ReportBuilder.Build(new ReportInputs
        {
            File = file,
            Target = new TargetPart("blackbox-b1", null, target.ToString(), adapter.Name, isolation),
            Subject = card,
            Cards = [card],
            Recommendation = Recommender.OfTarget(card, limits.LimitsOf(parsed), now),
            MeasuredAt = now,
            Limits = limits.LimitsOf(parsed),
            Prices = limits.PricesOf(parsed),
            Penalties = limits.PenaltiesOf(parsed),
            HeaderTruth = adapter.Name == "none" ? null : result.HeaderTruth,
        });
    }

    private static async Task<CanaryUpstream> ListenAsync(string text, TimeProvider time, CancellationToken cancellationToken) =>
        UpstreamCommand.TryParse(text, out var end)
            ? await CanaryUpstream.StartAsync(end.Address, end.Port, new CanaryLedger(time), cancellationToken)
            : throw new InvalidDataException($"--listen '{text}' is no address and port such as 127.0.0.1:9100.");
}
