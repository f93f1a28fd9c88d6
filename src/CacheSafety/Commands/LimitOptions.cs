using System.CommandLine;
using CacheSafety.Costing;
using CacheSafety.Gating;

namespace CacheSafety.Commands;

/// <summary>What the gate lets pass, and the assumptions about money.</summary>
internal sealed class LimitOptions
{
    private readonly Option<int> _critical = new("--max-critical") { Description = "Critical bad hits that pass; 0 unless given." };
    private readonly Option<int> _bad = new("--max-bad-hits") { Description = "Bad hits that pass; 0 unless given." };
    private readonly Option<double> _bound = Share("--max-trap-ucb", 0.02, "Highest upper bound of the trap failure rate, 0 to 1; 0.02 unless given.");
    private readonly Option<double> _mustHit = Share("--min-must-hit", 1.0, "Least share of identical requests that hit; 1 unless given.");
    private readonly Option<double> _coverage = Share("--min-coverage", 0.95, "Least share of cases with a verdict; 0.95 unless given.");
    private readonly Option<int> _lies = new("--max-header-lies") { Description = "Answers whose headers said the opposite; 0 unless given." };
    private readonly Option<decimal> _input = Amount("--input-price", Prices.Default.InputPerMillion, "USD for a million prompt tokens.");
    private readonly Option<decimal> _output = Amount("--output-price", Prices.Default.OutputPerMillion, "USD for a million completion tokens.");
    private readonly Option<decimal> _discount = Amount("--replay-discount", Prices.Default.ReplayDiscount, "Share of the fresh price that a caller saves on a replay, 0 to 1.");
    private readonly Option<decimal> _overhead = Amount("--overhead", 0m, "USD that every request pays for the cache: embedding, verifier, look-up.");
    private readonly Option<decimal> _minor = Amount("--penalty-minor", Penalties.Default.Minor, "USD that a minor wrong answer costs.");
    private readonly Option<decimal> _major = Amount("--penalty-major", Penalties.Default.Major, "USD that a major wrong answer costs.");
    private readonly Option<decimal> _worst = Amount("--penalty-critical", Penalties.Default.Critical, "USD that a critical wrong answer costs.");
    private readonly bool _withMoney;

    public LimitOptions(bool withMoney = true) => _withMoney = withMoney;

    public LimitOptions AddTo(Command command)
    {
        Option[] limits = [_critical, _bad, _bound, _mustHit, _coverage, _lies];
        Option[] money = [_input, _output, _discount, _overhead, _minor, _major, _worst];
        foreach (var option in _withMoney ? [.. limits, .. money] : limits)
        {
            command.Add(option);
        }

        return this;
    }

    public GateLimits LimitsOf(ParseResult parsed) => new(
        parsed.GetValue(_critical), parsed.GetValue(_bad), parsed.GetValue(_bound), parsed.GetValue(_mustHit), parsed.GetValue(_coverage), parsed.GetValue(_lies));

    public Prices PricesOf(ParseResult parsed) =>
        new(parsed.GetValue(_input), parsed.GetValue(_output), parsed.GetValue(_discount), parsed.GetValue(_overhead));

    public Penalties PenaltiesOf(ParseResult parsed) => new(parsed.GetValue(_minor), parsed.GetValue(_major), parsed.GetValue(_worst));

    private static Option<double> Share(string name, double value, string description)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 1)
            {
                result.AddError($"{name} must be from 0 to 1.");
            }
        });
        return option;
    }

    private static Option<decimal> Amount(string name, decimal value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
