using System.Globalization;
using System.Text;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>Random attempts, and a file of OpenRouter's calls with differences put in that are known.</summary>
internal sealed class RandomCalls
{
    private readonly StringBuilder _file = new();
    private readonly List<string> _rows = [];

    public RandomCalls(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Add(random, i);
        }

        // A file is in no order.
        var rows = _rows.ToArray();
        random.Shuffle(rows);
        _file.AppendJoin('\n', rows);
    }

    public static DateTimeOffset Final { get; } = new(2026, 10, 6, 0, 0, 0, TimeSpan.Zero);

    public List<ExpectedAttempt> Attempts { get; } = [];

    public string File => _file.ToString();

    /// <summary>Receipt and attempt, or the provider's id, and the class it must get.</summary>
    public SortedDictionary<string, string> Expected { get; } = new(StringComparer.Ordinal);

    private void Add(Random random, int i)
    {
        var tokens = new TokenClasses(random.Next(100, 5000), random.Next(100, 5000), 0, random.Next(100, 2000));
        var cost = ((tokens.Input * 0.5m) + (tokens.CacheRead * 0.05m) + (tokens.Output * 2m)) / 1_000_000m;
        var start = Final.AddDays(-1).ToUnixTimeMilliseconds() + (i * 1000L);
        var attempt = new ExpectedAttempt
        {
            Receipt = FormattableString.Invariant($"rcpt_{i:d6}"),
            Number = 1,
            Order = i + 1,
            Model = "mx-small",
            Tokens = tokens,
            Start = start,
            End = start + 800,
            Outcome = AttemptEnd.Ok,
            CountedByProvider = true,
            Cost = cost,
            ResponseId = FormattableString.Invariant($"gen-{random.Next()}-{i}"),
        };
        var difference = random.Next(12);
        var word = difference switch
        {
            0 => Row(attempt, tokens, cost + 0.0000005m, "rounding"),
            1 => Row(attempt, tokens, cost * 1.1m + 0.01m, "price_drift"),
            2 => Row(attempt, tokens with { Output = tokens.Output + 1 + random.Next(50) }, cost, "token_drift"),
            3 => Row(attempt, tokens with { Input = tokens.Input - 50, CacheRead = tokens.CacheRead + 50 }, cost, "cached_class"),
            4 => "missing_at_provider",
            5 => Row(attempt, tokens, 0, "free_tier"),
            6 => Fail(ref attempt, tokens, cost),
            7 => Abort(ref attempt, tokens, cost),
            8 => Late(ref attempt),
            _ => Row(attempt, tokens, cost, "matched"),
        };
        if (difference == 9)
        {
            var id = FormattableString.Invariant($"gen-other-{i}");
            _rows.Add(Text(id, attempt, tokens, cost));
            Expected[id] = "missing_here";
        }

        if (difference == 10)
        {
            Twice(attempt);
        }

        Attempts.Add(attempt);
        Expected[attempt.Name] = word;
    }

    private string Row(ExpectedAttempt attempt, TokenClasses tokens, decimal cost, string word)
    {
        _rows.Add(Text(attempt.ResponseId!, attempt, tokens, cost));
        return word;
    }

    private string Fail(ref ExpectedAttempt attempt, TokenClasses tokens, decimal cost)
    {
        attempt = attempt with { Outcome = AttemptEnd.Error, Tokens = default, Cost = 0 };
        return Row(attempt, tokens, cost, "failed_but_charged");
    }

    private string Abort(ref ExpectedAttempt attempt, TokenClasses tokens, decimal cost)
    {
        attempt = attempt with { Outcome = AttemptEnd.Aborted, CountedByProvider = false, Tokens = tokens with { Output = 7 } };
        return Row(attempt, tokens, cost, "aborted_stream");
    }

    private static string Late(ref ExpectedAttempt attempt)
    {
        var end = Final.ToUnixTimeMilliseconds() + 1;
        attempt = attempt with { Start = end - 500, End = end };
        return "pending";
    }

    // An attempt that timed out before the one that answered, charged as well.
    private void Twice(ExpectedAttempt attempt)
    {
        var failed = attempt with
        {
            Number = 2,
            ResponseId = attempt.ResponseId + "-failed",
            Outcome = AttemptEnd.Timeout,
            Tokens = default,
            Cost = 0,
            Sibling = attempt.Tokens,
        };
        Attempts.Add(failed);
        Expected[failed.Name] = Row(failed, attempt.Tokens, attempt.Cost!.Value, "retry_billed_twice");
    }

    private static string Text(string id, ExpectedAttempt attempt, TokenClasses tokens, decimal cost) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{id}}","created_at":"{{DateTimeOffset.FromUnixTimeMilliseconds(attempt.Start):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","model":"mx-small","native_tokens_prompt":{{tokens.AllInput}},"native_tokens_cached":{{tokens.CacheRead}},"native_tokens_completion":{{tokens.Output}},"total_cost":{{cost}}}""");
}
