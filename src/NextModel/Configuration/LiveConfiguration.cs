using System.Security.Cryptography;
using System.Text;
using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>
/// The configuration of a running process: the file, and the models, sources and prices that operators set, together one snapshot that is swapped whole. What is wrong
/// never takes the place of what is right.
/// </summary>
public sealed class LiveConfiguration
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Lock _one = new();
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;
    private GatewayOptions _options;
    private IReadOnlyList<SetPrice> _prices = [];
    private IReadOnlyList<SetEntry> _entries = [];
    private IReadOnlyList<string> _lacking = [];
    private DateTimeOffset _nextChange = DateTimeOffset.MaxValue;
    private TimeSpan _pause = FirstPause;
    private IReadOnlyList<ConfigurationProblem> _hindrances = [];
    private volatile ConfigurationState _state;

    private LiveConfiguration(Func<string, string?> environment, TimeProvider time, GatewayOptions options, GatewaySnapshot snapshot, ConfigurationState state)
    {
        _environment = environment;
        _time = time;
        _options = options;
        _state = state;
        Snapshots = new SnapshotHolder(snapshot);
    }

    public SnapshotHolder Snapshots { get; }

    public ConfigurationState State => _state;

    /// <summary>Reads the file for the first time; to be used only when no problem was added.</summary>
    /// <param name="file">Its path; null for all defaults.</param>
    /// <param name="environment">Variables.</param>
    /// <param name="time">The clock.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static LiveConfiguration Read(string? file, Func<string, string?> environment, TimeProvider time, List<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(time);
        var text = Text(file, problems);
        var options = OptionsReader.Read(text ?? "", environment, problems);
        var now = time.GetUtcNow();
        var snapshot = new SnapshotBuilder(environment, now, problems).Build(options);
        return new LiveConfiguration(environment, time, options, snapshot, new ConfigurationState(file, now, Digest(text)));
    }

    /// <summary>Reads the file again. With any problem in it everything stays as it is, and <see cref="ConfigurationState.Problems"/> says all.</summary>
    public ConfigurationState Reload()
    {
        lock (_one)
        {
            var problems = new List<ConfigurationProblem>();
            var text = Text(_state.File, problems);
            var options = OptionsReader.Read(text ?? "", _environment, problems);
            var now = _time.GetUtcNow();
            if (TrySwap(options, _prices, _entries, now, problems))
            {
                _state = new ConfigurationState(_state.File, now, Digest(text));
            }
            else
            {
                _state = _state with { RefusedAt = now, Problems = problems };
            }

            return _state;
        }
    }

    /// <summary>Puts prices in force; false with <paramref name="problems"/> when they cannot be charged.</summary>
    /// <param name="prices">All that stand.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public bool TryPut(IReadOnlyList<SetPrice> prices, List<ConfigurationProblem> problems)
    {
        lock (_one)
        {
            return TrySwap(_options, prices, _entries, _time.GetUtcNow(), problems);
        }
    }

    /// <summary>Puts models and sources in force; false with <paramref name="problems"/> when they cannot be.</summary>
    /// <param name="entries">All that stand.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public bool TryPut(IReadOnlyList<SetEntry> entries, List<ConfigurationProblem> problems)
    {
        lock (_one)
        {
            return TrySwap(_options, _prices, entries, _time.GetUtcNow(), problems);
        }
    }

    /// <summary>What is wrong with prices, before they are kept; nothing is changed.</summary>
    /// <param name="prices">All that would stand.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public void Check(IReadOnlyList<SetPrice> prices, List<ConfigurationProblem> problems)
    {
        lock (_one)
        {
            new SnapshotBuilder(_environment, _time.GetUtcNow(), problems) { Prices = prices, Entries = _entries }.Build(_options);
        }
    }

    /// <summary>What is wrong with models and sources at a moment, before they are kept; nothing is changed. What they name has to be there.</summary>
    /// <param name="entries">All that would stand.</param>
    /// <param name="at">The moment the change counts from.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public void Check(IReadOnlyList<SetEntry> entries, DateTimeOffset at, List<ConfigurationProblem> problems)
    {
        lock (_one)
        {
            foreach (var moment in SetEntries.Moments(entries, at).Prepend(at))
            {
                var builder = new SnapshotBuilder(_environment, moment, problems) { Prices = _prices, Entries = entries };
                builder.Build(_options);
                problems.AddRange(builder.Lacking.Except(_lacking).Select(text => new ConfigurationProblem("entries", text)));
                if (problems.Count > 0)
                {
                    return;
                }
            }
        }
    }

    /// <summary>
    /// Puts in force what has come to its moment since: models and sources, and the figures of prices as they are shown. What is charged does not
    /// wait for that: it follows the clock.
    /// </summary>
    /// <returns>
    /// What keeps it from that, once for as long as it is the same; empty otherwise. What is in force stays, and it is tried again in a minute, then
    /// after pauses twice as long each, of an hour at most.
    /// </returns>
    public IReadOnlyList<ConfigurationProblem> Refresh()
    {
        lock (_one)
        {
            var problems = new List<ConfigurationProblem>();
            if (_time.GetUtcNow() is var now && (now < _nextChange || TrySwap(_options, _prices, _entries, now, problems)))
            {
                return [];
            }

            _nextChange = now + _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            var isNew = !problems.SequenceEqual(_hindrances);
            _hindrances = problems;
            return isNew ? problems : [];
        }
    }

    private bool TrySwap(
        GatewayOptions options, IReadOnlyList<SetPrice> prices, IReadOnlyList<SetEntry> entries, DateTimeOffset now, List<ConfigurationProblem> problems)
    {
        if (problems.Count > 0)
        {
            return false;
        }

        // What breaks what is scheduled is refused now, while somebody is there to read why.
        var builder = new SnapshotBuilder(_environment, now, problems) { Prices = prices, Entries = entries, Before = Snapshots.Current };
        var snapshot = builder.Build(options);
        foreach (var moment in SetEntries.Moments(entries, now))
        {
            new SnapshotBuilder(_environment, moment, problems) { Prices = prices, Entries = entries }.Build(options);
        }

        if (problems.Count > 0)
        {
            return false;
        }

        (_options, _prices, _entries, _lacking) = (options, prices, entries, builder.Lacking);
        _nextChange = prices.Where(price => price.EffectiveFrom > now).Select(price => price.EffectiveFrom)
            .Concat(SetEntries.Moments(entries, now)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        (_pause, _hindrances) = (FirstPause, []);
        Snapshots.Replace(snapshot);
        return true;
    }

    private static string? Text(string? file, List<ConfigurationProblem> problems)
    {
        try
        {
            return file is null ? null : File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigurationProblem(file!, $"cannot be read: {error.Message}"));
            return null;
        }
    }

    private static string? Digest(string? text) => text is null ? null : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
