using System.Globalization;
using System.Text;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>Random attempts on some days, and what a provider says of each day and model, with differences put in that are known.</summary>
internal sealed class RandomDays
{
    private static readonly DateTimeOffset First = new(2026, 10, 5, 0, 0, 0, TimeSpan.Zero);
    private readonly List<(int Day, string Model, TokenClasses Tokens, long Requests)> _totals = [];

    // Of no other line, so that no two differences can cancel out.
    private long _size = 1000;

    public RandomDays(Random random)
    {
        for (var day = 0; day < 6; day++)
        {
            foreach (var model in new[] { "mx-large", "mx-small" })
            {
                Add(random, day, model);
            }
        }
    }

    public List<ExpectedAttempt> Attempts { get; } = [];

    /// <summary>Day and model, and the class the line must get.</summary>
    public SortedDictionary<string, string> Expected { get; } = new(StringComparer.Ordinal);

    /// <summary>The same where requests are not counted: a call more or less cannot be told from other tokens.</summary>
    public SortedDictionary<string, string> ExpectedWithoutCounts => new(
        Expected.ToDictionary(line => line.Key, line => line.Value.StartsWith("missing", StringComparison.Ordinal) ? "token_drift" : line.Value), StringComparer.Ordinal);

    public bool IsEmpty => _totals.Count == 0;

    public string OpenAI() => string.Concat(_totals.Select(total => $$"""
        {"object":"page","data":[{"start_time":{{First.AddDays(total.Day).ToUnixTimeSeconds()}},"end_time":{{First.AddDays(total.Day + 1).ToUnixTimeSeconds()}},"results":[
         {"input_tokens":{{total.Tokens.AllInput}},"input_cached_tokens":{{total.Tokens.CacheRead}},"input_cache_write_tokens":{{total.Tokens.CacheWrite}},
          "output_tokens":{{total.Tokens.Output}},"num_model_requests":{{total.Requests}},"model":"{{total.Model}}"}] }],"has_more":false}
        """));

    public string Anthropic() => string.Concat(_totals.Select(total => $$"""
        {"data":[{"starting_at":"{{First.AddDays(total.Day):yyyy-MM-dd}}T00:00:00Z","ending_at":"{{First.AddDays(total.Day + 1):yyyy-MM-dd}}T00:00:00Z","results":[
         {"uncached_input_tokens":{{total.Tokens.Input}},"cache_read_input_tokens":{{total.Tokens.CacheRead}},"output_tokens":{{total.Tokens.Output}},
          "cache_creation":{"ephemeral_5m_input_tokens":{{total.Tokens.CacheWrite}} },"model":"{{total.Model}}"}] }],"has_more":false}
        """));

    public string DeepSeek()
    {
        var text = new StringBuilder("user_id,utc_date,model,api_key_name,api_key,type,price,amount\n");
        foreach (var (day, model, tokens, requests) in _totals)
        {
            foreach (var (type, amount) in new[]
            {
                ("input_cache_miss_tokens", tokens.Input + tokens.CacheWrite), ("input_cache_hit_tokens", tokens.CacheRead), ("output_tokens", tokens.Output), ("request_count", requests),
            })
            {
                text.Append(CultureInfo.InvariantCulture, $"u-1,{First.AddDays(day):yyyy-MM-dd},{model},app,sk-1***9,{type},,{amount}\n");
            }
        }

        return text.ToString();
    }

    public string Mapped()
    {
        var text = new StringBuilder("Day;Model;In;Read;Write;Out;Calls\n");
        foreach (var (day, model, tokens, requests) in _totals)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{First.AddDays(day):yyyy-MM-dd};{model};{tokens.Input};{tokens.CacheRead};{tokens.CacheWrite};{tokens.Output};{requests}\n");
        }

        return text.ToString();
    }

    private void Add(Random random, int day, string model)
    {
        var sum = default(TokenClasses);
        var count = random.Next(1, 6);
        for (var i = 0; i < count; i++)
        {
            var tokens = new TokenClasses(random.Next(500, 5000), random.Next(500, 5000), random.Next(500, 5000), random.Next(500, 2000));
            sum += tokens;
            Attempts.Add(Attempt(day, model, i, tokens));
        }

        _size += 17;
        var other = new TokenClasses(_size, 3, 0, _size * 2);
        var (word, total, requests) = random.Next(8) switch
        {
            0 => ("token_drift", sum with { Output = sum.Output + _size }, count),
            1 => ("cached_class", sum with { Input = sum.Input - 100, CacheRead = sum.CacheRead + 100 }, count),
            2 => ("missing_here", sum + other, count + 1),
            3 => ("missing_at_provider", sum - Attempts[^1].Tokens, count - 1),
            4 => Retried(day, model, count, sum),
            5 => Aborted(random, day, model, count, sum),
            _ => ("matched", sum, count),
        };
        _totals.Add((day, model, total, requests));
        Expected[$"{First.AddDays(day):yyyy-MM-dd} {model}"] = word;
    }

    private (string Word, TokenClasses Total, int Requests) Retried(int day, string model, int count, TokenClasses sum)
    {
        var whole = Attempts[^1];
        Attempts.Add(whole with { Number = 2, Outcome = AttemptEnd.Timeout, Tokens = default, Cost = 0, Sibling = whole.Tokens });
        return ("retry_billed_twice", sum + whole.Tokens, count + 1);
    }

    private (string Word, TokenClasses Total, int Requests) Aborted(Random random, int day, string model, int count, TokenClasses sum)
    {
        var estimate = new TokenClasses(1000, 0, 0, 20);
        Attempts.Add(Attempt(day, model, 9, estimate) with { Outcome = AttemptEnd.Aborted, CountedByProvider = false, MaxOutput = 600 });
        return ("aborted_stream", sum + new TokenClasses(1000 + random.Next(1, 200), 0, 0, 20 + random.Next(500)), count + 1);
    }

    private ExpectedAttempt Attempt(int day, string model, int number, TokenClasses tokens)
    {
        var start = First.AddDays(day).AddHours(2 + number).ToUnixTimeMilliseconds();
        return new ExpectedAttempt
        {
            Receipt = FormattableString.Invariant($"rcpt_{day}{model}{number}"),
            Number = 1,
            Order = Attempts.Count + 1,
            Model = model,
            Tokens = tokens,
            Start = start,
            End = start + 900,
            Outcome = AttemptEnd.Ok,
            CountedByProvider = true,
            Cost = 0,
        };
    }
}
