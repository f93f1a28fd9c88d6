using System.CommandLine;
using System.Globalization;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Traffic;

namespace CacheSafety.Commands;

/// <summary>Which traffic a cache's rates are reckoned with.</summary>
internal sealed class TrafficOptions
{
    private static readonly double[] Exponents = [0.6, 0.8, 1.0, 1.2];

    private readonly Option<string?> _profile = new("--profile") { Description = "JSON file with the shares of your traffic; an assumption unless given." };
    private readonly Option<int> _requests = Count("--requests", 250_000, "Simulated requests for each of four popularities.");
    private readonly Option<int> _items = Count("--items", 20_000, "Distinct items.");
    private readonly Option<double> _rate = new("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _ttl = Count("--ttl", 86_400, "Seconds that an entry lives.");
    private readonly Option<int> _capacity = Count("--capacity", 50_000, "Most entries.");

    public TrafficOptions AddTo(Command command)
    {
        foreach (var option in new Option[] { _profile, _requests, _items, _rate, _ttl, _capacity })
        {
            command.Add(option);
        }

        return this;
    }

    /// <summary>Simulates, and says how long that took.</summary>
    /// <exception cref="InvalidDataException">The profile is none.</exception>
    public async Task<TrafficPart> RunAsync(ParseResult parsed, Scorecard card, BenchConsole console, TimeProvider time, CancellationToken cancellationToken)
    {
        var profile = parsed.GetValue(_profile) is { } path ? await TrafficProfile.ReadAsync(path, cancellationToken) : TrafficProfile.Assumed;
        var chances = HitChances.Of(card);
        var (safe, bad) = chances.PerThousand(profile);
        var started = time.GetTimestamp();
        SimulationPart[] runs = [.. Exponents.Select(exponent => TrafficSimulation.Run(
            new TrafficShape(
                exponent, parsed.GetValue(_items), parsed.GetValue(_requests), parsed.GetValue(_rate), TimeSpan.FromSeconds(parsed.GetValue(_ttl)), parsed.GetValue(_capacity)),
            profile,
            chances))];
        console.Note(string.Create(
            CultureInfo.InvariantCulture, $"simulated {runs.Sum(run => run.Requests)} requests in {time.GetElapsedTime(started).TotalSeconds:0.00} s"));
        return new TrafficPart(profile.Name, profile.Shares, Math.Round(safe, 3), Math.Round(bad, 3), runs);
    }

    private static Option<int> Count(string name, int value, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000_000)
            {
                result.AddError($"{name} must be from 1 to 10000000.");
            }
        });
        return option;
    }
}
