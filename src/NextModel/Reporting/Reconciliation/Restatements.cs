using System.Globalization;

namespace NextModel.Reporting.Reconciliation;

/// <summary>Collects what later files restate; the first of them in full, all by number.</summary>
internal sealed class Restatements
{
    /// <summary>Most that a report lists.</summary>
    public const int MaxListed = 1000;

    private readonly List<Restatement> _listed = [];

    public IReadOnlyList<Restatement> Listed => _listed;

    public long Count { get; private set; }

    /// <summary>Notes every figure that differs; null for a version without the row.</summary>
    public void Compare(string subject, TokenGrouping grouping, ProviderRow? old, ProviderRow? now)
    {
        if ((now ?? old)?.Kind != ProviderRowKind.Cost)
        {
            var change = (now?.Tokens ?? default) - (old?.Tokens ?? default);
            foreach (var (name, tokens) in grouping.NonZero(change))
            {
                var after = grouping.NonZero(now?.Tokens ?? default).FirstOrDefault(group => group.Name == name).Tokens;
                Add(subject, name, Text(old is null ? null : after - tokens), Text(now is null ? null : after));
            }

            Compare(subject, "requests", old?.Requests, now?.Requests, Text);
        }

        Compare(subject, "cost", old?.Cost, now?.Cost, PlainDecimal.Text);
    }

    private void Compare<T>(string subject, string field, T? old, T? now, Func<T?, string?> text)
        where T : struct, IEquatable<T>
    {
        if (!Nullable.Equals(old, now))
        {
            Add(subject, field, text(old), text(now));
        }
    }

    private void Add(string subject, string field, string? old, string? now)
    {
        Count++;
        if (_listed.Count < MaxListed)
        {
            _listed.Add(new Restatement(subject, field, old, now));
        }
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
