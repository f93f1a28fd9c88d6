using System.CommandLine;
using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Opaque;
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
        var headers = new Option<string[]>("--header") { Description = "Sent with every request, as 'name: value'; may be repeated. What a gateway needs to know its provider, beside the adapter." };
        var listen = new Option<string>("--listen")
        {
            Description = "Where the upstream of this run listens; the gateway's provider points there.",
            DefaultValueFactory = _ => "127.0.0.1:9100",
        };
        var ledger = new Option<string?>("--ledger") { Description = "Origin of a 'cachesafety upstream' that runs already, instead of --listen." };
        var salt = new Option<string?>("--salt") { Description = "Mark both requests of each case, so that entries of an earlier run are not met; 'auto' makes one." };
        var opaque = new Option<bool>("--opaque")
        {
            Description = "There is no upstream of ours behind the target (a hosted service): decide by evidence. What cannot be decided counts as bad for safety.",
        };
        var calibration = new Option<int>("--calibration") { Description = "With --opaque: pairs of requests that must miss, to learn what fresh answers look like.", DefaultValueFactory = _ => 50 };
        var switcher = new Option<string?>("--switch-upstream")
        {
            Description = "Program that makes the target use another account upstream; it is given the word of the scope, such as platform or byok:acme-lab.",
        };
        var ttl = new Option<int?>("--ttl") { Description = "Seconds that the target keeps an entry: cases about old entries wait that long. Without it and --advance-clock they are listed as not run." };
        ttl.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 3_600)
            {
                result.AddError("--ttl must be from 1 to 3600 seconds: give the target a short one for the test.");
            }
        });
        var advance = new Option<string?>("--advance-clock") { Description = "Program that puts the target's clock forward by the seconds it is given, instead of --ttl." };
        var forward = new Option<bool>("--one-way") { Description = "Leave the second pass out, in which the new request comes first." };
        var without = new Option<string[]>("--without")
        {
            Description = "What the target cannot do (vision, headers, gateway_metadata, upstream_switch …); its cases are listed as not run.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("probe", "Probe a running gateway: prime, control, trap. Keys are read from CSB_KEY and CSB_KEY_<TENANT>_<PROJECT>[_<KEY>].")
        {
            url, adapter, headers, listen, ledger, salt, opaque, calibration, switcher, ttl, advance, forward, without,
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
                Without = new HashSet<string>(parsed.GetValue(without)!),
                SwitchUpstream = parsed.GetValue(switcher) is { } program
                    ? (upstream, token) => TargetProgram.RunAsync(program, upstream, "the target uses that account", token)
                    : null,
                AgeTo = parsed.GetValue(advance) is { } clock ? TargetClock.SetBy(clock)
                    : parsed.GetValue(ttl) is { } seconds ? TargetClock.Waiting(TimeSpan.FromSeconds(seconds), time)
                    : null,
            };
            var aged = parsed.GetValue(advance) is not null ? "put forward" : parsed.GetValue(ttl) is { } lived ? $"waited, {lived} s for 24 h" : null;
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
            var started = time.GetTimestamp();
            try
            {
                var read = (await Adapter.ReadAsync(parsed.GetValue(adapter)!, cancellationToken)).With(parsed.GetValue(headers)!);
                var keys = new KeyRing(KeyRing.HomeOf(file.Cases), Environment.GetEnvironmentVariable(KeyRing.Plain), Environment.GetEnvironmentVariable);
                var gateway = new HttpTarget(http, target, read, keys, time, options.Salt);
                if (parsed.GetValue(opaque))
                {
                    var opaqueProber = new OpaqueProber(gateway, options, Math.Max(1, parsed.GetValue(calibration)), time);
                    var outcomes = await console.ProgressAsync(
                        "requests", (2 * parsed.GetValue(calibration)) + (3 * file.Cases.Count), progress => opaqueProber.RunAsync(file.Cases, progress, cancellationToken));
                    return outcomes is null
                        ? Refuse(console, opaqueProber.Failure!)
                        : await FinishAsync("blackbox-b2", new ProbeResult(outcomes, outcomes, new HeaderTruthPart(0, 0, 0, 0), opaqueProber.Requests));
                }

                await using var upstream = parsed.GetValue(ledger) is null ? await ListenAsync(parsed.GetValue(listen)!, time, cancellationToken) : null;
                ILedgerReader book = upstream is not null ? upstream.Ledger : new RemoteLedger(http, new Uri(parsed.GetValue(ledger)!));
                var prober = new Prober(gateway, book, options, time);
                var result = await console.ProgressAsync(
                    "requests", Prober.Expected(file.Cases.Count, options), progress => prober.RunAsync(file.Cases, progress, cancellationToken));
                return result is null ? Refuse(console, prober.Failure!) : await FinishAsync("blackbox-b1", result);

                async Task<int> FinishAsync(string mode, ProbeResult found)
                {
                    var run = new RunPart(found.Requests, Math.Round(time.GetElapsedTime(started).TotalSeconds, 1));
                    var of = new TargetPart(mode, null, target.ToString(), read.Name, cases.Isolation(parsed), mode == "blackbox-b1" ? aged : null);
                    var report = Report(file, found, of, run, limits, parsed, time.GetUtcNow());
                    return await output.WriteAsync(parsed, report, console, cancellationToken) ?? BenchExit.Of(report.Gate.Outcome);
                }
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

    private static int Refuse(BenchConsole console, ProbeFailure failure) =>
        console.Fail(failure.Message, failure.IsUnreachable ? BenchExit.Unreachable : BenchExit.Usage);

    private static BenchReport Report(
        CaseFile file, ProbeResult result, TargetPart target, RunPart run, LimitOptions limits, ParseResult parsed, DateTimeOffset now)
    {
        var card = new Scorecard("observed", result.Outcomes);
        return ReportBuilder.Build(new ReportInputs
        {
            File = file,
            Target = target,
            Run = run,
            Subject = card,
            Cards = [card],
            Recommendation = Recommender.OfTarget(card, limits.LimitsOf(parsed), now),
            MeasuredAt = now,
            Limits = limits.LimitsOf(parsed),
            Prices = limits.PricesOf(parsed),
            Penalties = limits.PenaltiesOf(parsed),
            // Without an adapter nothing is claimed, and without a ledger nothing is known.
            HeaderTruth = target.Adapter == "none" || target.Mode == "blackbox-b2" ? null : result.HeaderTruth,
        });
    }

    private static async Task<CanaryUpstream> ListenAsync(string text, TimeProvider time, CancellationToken cancellationToken) =>
        UpstreamCommand.TryParse(text, out var end)
            ? await CanaryUpstream.StartAsync(end.Address, end.Port, new CanaryLedger(time), cancellationToken)
            : throw new InvalidDataException($"--listen '{text}' is no address and port such as 127.0.0.1:9100.");
}
